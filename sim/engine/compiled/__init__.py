"""The compiled engine: one loop over days and arrays, the same ledger as the reference engine bit for bit.

It shares rules, random numbers and the order of events with the reference engine, and not its event flow.
"""

from sim.engine.compiled.run import simulate, simulate_worlds

__all__ = ["simulate", "simulate_worlds"]
