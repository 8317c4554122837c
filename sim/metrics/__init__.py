"""Metrics: declared functions of the ledger."""
