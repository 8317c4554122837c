"""The reference engine: SimPy processes for the program, each partner and each deal; the meaning of the model."""

from sim.engine.reference.program import simulate

__all__ = ["simulate"]
