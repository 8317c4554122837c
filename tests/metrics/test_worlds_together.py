"""Worlds that are measured together have the metrics that each has alone."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment.replication import simulate_world, simulate_worlds, world_parameters
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parents[1] / "scenario" / "small.toml"
READ_BY_METRICS = {
    "vendor.payment_delay_months": (0.0, 6.0),
    "vendor.gross_margin_share": (0.5, 0.9),
    "vendor.acquisition_cost_rate": (0.2, 1.8),
    "vendor.direct.starting_arr": (500_000.0, 5_000_000.0),
    "vendor.roster.starting_arr": (100_000.0, 900_000.0),
    "vendor.roster.margin_rate": (0.0, 0.5),
    "influence.credit_share": (0.0, 1.0),
    "finance.discount_rate": (0.0, 0.3),
    "finance.runoff_months": (0.0, 90.0),
}
WORLDS, FUTURES = range(12), range(2)


@pytest.fixture(scope="module")
def scenario():
    ranges = [f'uncertainty."{path}"={{low={low}, high={high}}}' for path, (low, high) in READ_BY_METRICS.items()]
    return load_scenario(SMALL, ranges)


def test_the_worlds_differ_in_what_metrics_read(scenario):
    drawn = [world_parameters(scenario, 3, world)[0] for world in WORLDS]
    assert all(len({world[path] for world in drawn}) > 2 for path in READ_BY_METRICS)


def test_worlds_of_a_batch_are_measured_as_each_alone(scenario):
    together = simulate_worlds(scenario, 3, WORLDS, FUTURES, "compiled")
    for world, found in zip(WORLDS, together, strict=True):
        alone = simulate_world(scenario, 3, world, FUTURES, "reference")
        assert not found.failures
        assert not found.batch_failure
        assert np.array_equal(found.monthly, alone.monthly)
        assert np.array_equal(found.totals, alone.totals)
