"""Shared words: figures rounded for people, and ledger rows in words."""
