"""Effort follows the pay that terms promise over a horizon of years (R-77): what a shorter share costs, in odds.

The same futures are run with a share of 24 months and of 48: all that differs before month 24 is what partners expect.
"""

import math
from pathlib import Path

import pytest

from sim.experiment.run import simulate
from sim.scenario.load import load_scenario

SCENARIO = Path(__file__).parents[1] / "fields" / "fields.toml"
KIND = "archetypes.referrer"
SHARED = (
    "mix.referrer=1.0", "mix.reseller=0.0", "gate.threshold=0.14",
    *(f"{KIND}.{terms}.{change}" for terms in ("terms", "market_terms")
      for change in ("model=share", "rate=0.2", "later_rates=[]")),
)  # fmt: skip
RUNS = 60


@pytest.fixture(scope="module")
def passes():
    """By months of the share and years of the horizon: whether each future is through at the gate, and its deals."""

    def run(months, years):
        changes = [*SHARED, f"{KIND}.terms.share_months={months}", f"program.pay_horizon_years={years}"]
        ensemble = simulate(load_scenario(SCENARIO, changes), runs=RUNS, seed=1, engine="compiled", workers=1)
        assert not ensemble.failures
        gate = ensemble.scenario.gate
        through = ensemble.passes(gate.measure, gate.threshold)[:, gate.month - 1]
        return through.astype(float), ensemble.values("won_deals")

    return {(months, years): run(months, years) for months in (24, 48) for years in (2, 4)}


def test_a_horizon_of_four_years_sees_that_a_share_ends(passes):
    """The odds fall by more than two paired standard errors."""
    change = passes[48, 4][0] - passes[24, 4][0]
    assert change.mean() >= 2 * change.std(ddof=1) / math.sqrt(RUNS) > 0
    assert 0 < passes[24, 4][0].mean() < passes[48, 4][0].mean() < 1


def test_a_horizon_of_two_years_does_not(passes):
    """To the deal: what comes after the second year is not looked at."""
    assert 0 < passes[24, 2][0].mean() < 1
    assert (passes[24, 2][0] == passes[48, 2][0]).all()
    assert (passes[24, 2][1] == passes[48, 2][1]).all()
