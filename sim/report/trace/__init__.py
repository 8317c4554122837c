"""What ``trace`` shows."""
