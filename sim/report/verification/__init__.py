"""What ``verify`` shows."""
