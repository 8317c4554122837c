"""What an ensemble says: shared figures, then a folder a question. Questions do not import each other."""
