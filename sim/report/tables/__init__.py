"""Shared parts of tables, for a terminal and for a notebook."""
