"""Scenarios times replications: worker processes, ensembles, partial runs and run directories."""
