"""What ``validate --behaviour`` shows."""
