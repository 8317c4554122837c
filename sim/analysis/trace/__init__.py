"""One future down to its ledger rows, reconciled to what a run reports of it."""
