"""One future down to its ledger rows, reconciled to the figures that a run reports."""
