"""Scenarios: what a file may say, how it is read and checked, and the worlds drawn from it."""
