"""Engines: what happens next to whom. The reference engine (SimPy) is the meaning of the model."""
