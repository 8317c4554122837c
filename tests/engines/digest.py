"""Digests of small ensembles of both engines, and of what the C library and numpy say, one a line.

For a process of its own, whose environment can take parts of the processor away.
"""

import math
from hashlib import sha256

import numpy as np

from sim.experiment.run import simulate
from sim.scenario.load import load_scenario


def of_the_c_library() -> str:
    """Last bits of the C library's functions, which differ between its code paths."""
    arguments = [k * 0.618033988749895 % 20 for k in range(20_000)]
    values = [(math.exp(x - 10), math.log(x + 1e-9), math.sin(x), math.pow(x + 0.1, 1.7)) for x in arguments]
    return sha256(repr(values).encode()).hexdigest()


def of_numpy() -> str:
    """The same of numpy's own."""
    values = np.arange(1, 2000) / 7.3
    return sha256((values**1.7).tobytes() + np.exp(values / 50).tobytes() + np.log(values).tobytes()).hexdigest()


if __name__ == "__main__":
    scenario = load_scenario("coach", ["months=24"])
    print(of_the_c_library())
    print(of_numpy())
    print(simulate(scenario, runs=30, engine="compiled", workers=1).digest)
    print(simulate(scenario, runs=4, engine="reference", workers=1).digest)
