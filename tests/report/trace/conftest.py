"""Futures of ``coach`` over 24 months, one of them traced."""

import pytest

from sim.analysis.trace.nearest import nearest_replication
from sim.analysis.trace.trace import Trace, trace
from sim.experiment.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

SEED = 5
FUTURES = 2


@pytest.fixture(scope="session")
def short() -> Scenario:
    return load_scenario("coach", ["months=30"])


@pytest.fixture(scope="session")
def others(short: Scenario) -> Ensemble:
    return simulate(short, runs=120, futures=FUTURES, seed=SEED, workers=1)


@pytest.fixture(scope="session")
def number(others: Ensemble) -> int:
    """The replication that is traced."""
    return nearest_replication(others, 0.1)


@pytest.fixture(scope="session")
def traced(short: Scenario, others: Ensemble, number: int) -> Trace:
    return trace(short, SEED, *divmod(number, FUTURES), "auto", ensemble=others)
