"""Growth without the program, new ARR before it, and the partner share of new ARR, from ledger rows (20.1, 20.2)."""

import numpy as np
import pytest

from sim.analysis.run.summary import summarise
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.ledger import Channel, Kind
from sim.metrics.declared import metric_set_of
from sim.scenario.load import load_scenario

OWN = (Channel.DIRECT, Channel.INBOUND)
MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
SHRINKS = ("vendor.direct.arr_growth_per_year=-0.2", "vendor.inbound.arr_growth_per_year=-0.2", "months=30")


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_own_growth_is_that_of_the_twin_over_twelve_months(engine):
    scenario = load_scenario("coach", ["months=30"])
    run, twin, parameters = ledger_of(scenario, 3, 2, 0, engine)
    found = ledger_metrics(scenario, run, twin, parameters)["own_growth"]
    arr = [sum(parameters.vendor.channels[channel].starting_arr_cents for channel in OWN)]
    for month in range(1, 31):
        moved = [row[4] for row in twin.rows if row[1] in MOVES and row[6] in OWN and row[0] == 30 * month]
        arr.append(arr[-1] + sum(moved))
    for month in range(1, 31):
        assert found[month - 1] == pytest.approx(1e4 * (arr[month] / arr[max(0, month - 12)] - 1), abs=0.51)


def test_growth_that_does_not_vary_has_no_metric():
    assert "own_growth" in metric_set_of(load_scenario("coach"))
    assert "own_growth" not in metric_set_of(load_scenario("coach", ["vendor.growth=false"]))


def test_a_company_without_arr_has_no_growth():
    scenario = load_scenario("coach", ["vendor.direct.starting_arr=0", "vendor.inbound.starting_arr=0", "months=30"])
    run, twin, parameters = ledger_of(scenario, 3, 2, 0, "compiled")
    assert not ledger_metrics(scenario, run, twin, parameters)["own_growth"].any()


def test_new_arr_before_and_after_what_the_program_takes():
    scenario = load_scenario("coach_ready", ["months=30"])
    run, twin, parameters = ledger_of(scenario, 3, 2, 0, "compiled")
    found = ledger_metrics(scenario, run, twin, parameters)
    rows = run.rows
    for month in range(1, 31):
        of_month = [row for row in rows if row[0] == 30 * month]
        own = sum(row[4] for row in of_month if row[1] == Kind.CHANNEL_NEW_ARR and row[6] in OWN)
        taken = sum(row[4] for row in of_month if row[1] in (Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR))
        assert found["own_new_arr"][month - 1] == own
        assert found["direct_new_arr"][month - 1] == own + taken


def test_months_without_own_new_arr_are_left_out_of_the_partners_share_of_it():
    ensemble = simulate(load_scenario("coach_ready", SHRINKS), runs=12, futures=2, engine="compiled", workers=1)
    found = summarise(ensemble)["metrics"]["new_arr_share"]
    own, partner, gross = (ensemble.kept(name) for name in ("own_new_arr", "partner_new_arr", "gross_new_arr"))
    assert (own == 0).any()
    assert (own > 0).any()
    for month in (6, 12, 24, 30):
        first = max(0, month - 12)
        counts = own[:, first:month] > 0
        above, below = ((part[:, first:month] * counts).sum(axis=1) for part in (partner, gross))
        shares = np.array([a / b if b else 0.0 for a, b in zip(above.tolist(), below.tolist(), strict=True)])
        assert found["mean"][month - 1] == pytest.approx(shares.mean(), rel=1e-12)
        assert found["left_out"][month - 1] == pytest.approx((~counts).any(axis=1).mean())
    assert 0 < found["left_out"][11] < 1
