"""What was read of a company's exports."""
