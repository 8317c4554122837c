"""What ``sweep`` shows and writes."""
