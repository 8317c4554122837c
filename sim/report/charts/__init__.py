"""Shared parts of charts."""
