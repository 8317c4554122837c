"""Direct ARR follows its plan on average: start × (1 + growth)^(months ÷ 12), noise on, season off."""

import numpy as np
import pytest

from sim.engine.reference import simulate
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.units import BPS

GROWTH = 0.30
REPLICATIONS = 1000
MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)


@pytest.fixture(scope="module")
def arr_by_month(ledgers, full):
    """Direct ARR in force over the starting ARR, (replication, month)."""
    parameters, _ = ledgers("direct", 1)
    start = parameters.vendor.channels[0].starting_arr_cents
    result = []
    for world in range(REPLICATIONS * (4 if full else 1)):
        rows = simulate(parameters, chance_key(2, world, 0), with_program=False).array()
        moves = rows[np.isin(rows[:, 1], MOVES)]
        change = np.bincount(moves[:, 0] // 30, weights=moves[:, 4], minlength=parameters.months + 1)
        result.append(1 + np.cumsum(change)[1:] / start)
    return np.array(result)


@pytest.mark.parametrize("month", [12, 24, 36])
def test_mean_follows_the_plan(arr_by_month, agrees, month):
    arr = arr_by_month[:, month - 1]
    assert arr.std() > 0.01, "the noise is off"
    agrees(arr, (1 + GROWTH) ** (month / 12), (1 + 1.05 * GROWTH) ** (month / 12))


def test_without_noise_the_plan_is_met_to_the_basis_point(ledgers):
    parameters, runs = ledgers("direct", 1, "vendor.noise_sigma=0.0")
    rows = runs[0]
    start = parameters.vendor.channels[0].starting_arr_cents
    for month in range(1, parameters.months + 1):
        moves = rows[np.isin(rows[:, 1], MOVES) & (rows[:, 0] <= 30 * month)]
        arr = (start + moves[:, 4].sum()) / start
        assert arr == pytest.approx((1 + GROWTH) ** (month / 12), abs=1 / BPS)
