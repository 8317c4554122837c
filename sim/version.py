"""Versions: of the distribution, and of the model whose change moves numbers."""

__version__ = "0.1.0"

MODEL_VERSION = 5
"""Counts changes of the model that move simulated numbers; part of every input digest."""

SCHEMA_VERSION = 1
"""Counts changes of the shape of scenario files and JSON results."""
