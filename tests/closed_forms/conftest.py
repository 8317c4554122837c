"""Ledgers of the scenarios of this folder, and what it means that a simulated mean equals a formula."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.engine.compiled import simulate
from sim.engine.reference import simulate as simulate_reference
from sim.ledger import IntArray
from sim.randomness import chance_key
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, parameters_of

FOLDER = Path(__file__).parent
SEED = 1
LARGER = 4
"""How many times more replications ``--full`` takes."""
PRECISION = 0.02
"""Four standard errors must be at most this share of the value."""

Ledgers = Callable[..., tuple[Parameters, list[IntArray]]]
Agrees = Callable[..., None]


@pytest.fixture(scope="session")
def ledgers(full: bool) -> Ledgers:
    """Parameters and ledgers of a scenario of this folder, with ``PATH=VALUE`` overrides.

    They are the compiled engine's, as a large sample takes the reference engine half a minute; the first is compared.
    """

    def run(name: str, replications: int, *overrides: str) -> tuple[Parameters, list[IntArray]]:
        parameters = parameters_of(load_scenario(FOLDER / f"{name}.toml", overrides))
        keys = [chance_key(SEED, world, 0) for world in range(replications * (LARGER if full else 1))]
        found = [simulate(parameters, key).array() for key in keys]
        np.testing.assert_array_equal(found[0], simulate_reference(parameters, keys[0]).array())
        return parameters, found

    return run


@pytest.fixture(scope="session")
def agrees() -> Agrees:
    """Compares the mean of independent samples with a formula, and with the formula of a parameter 5% off."""

    def check(samples: npt.ArrayLike, formula: float, wrong: float) -> None:
        values = np.asarray(samples, dtype=np.float64)
        mean = values.mean()
        four_errors = 4 * values.std(ddof=1) / np.sqrt(values.size)
        assert four_errors <= PRECISION * abs(mean), "too few samples"
        assert abs(mean - formula) <= four_errors
        assert abs(mean - wrong) > four_errors

    return check
