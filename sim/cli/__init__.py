"""Command line: each command parses, calls what does the work, prints, and returns an exit status."""
