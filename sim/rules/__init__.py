"""Rules of a partner program: pure functions of numbers, each citing its R-nn; no clock, queue or random source.

A function that decides something by chance receives the uniform ``u`` in [0, 1).
"""
