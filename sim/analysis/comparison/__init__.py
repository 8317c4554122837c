"""Scenarios side by side in the same futures."""
