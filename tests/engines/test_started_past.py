"""20.5: months before day 0 count where a rule looks back, and fees owed on it are paid once, in run and twin."""

import numpy as np
import pytest

from sim.analysis.trace.reconciliation import reconcile
from sim.engine import compiled, reference
from sim.experiment.replication import ledger_metrics, ledger_of, tallies
from sim.ledger import Kind
from sim.metrics.business import Business
from sim.metrics.cash import cash
from sim.metrics.declared import metric_set_of
from sim.randomness import chance_key
from sim.scenario.load import load_scenario

from ..scenario.started import SCENARIO, written
from .started import parameters_with, partner, past, state_of

SHORT = ("months=16", "gate.month=16")
KEY = chance_key(1, 0, 0)
ENGINES = {"reference": reference, "compiled": compiled}
BY_SHARE = (*SHORT, "gate.window_months=3", "phases.scale.entry_partners_won=0", "phases.scale.entry_active_partners=0",
            "phases.scale.earliest_month=1")  # fmt: skip


def began(engine, months, *overrides):
    """Month in which scale began, none if it did not, and that of a sunset."""
    parameters = parameters_with(state_of([], months=months, month=30), *BY_SHARE, *overrides)
    rows = ENGINES[engine].simulate(parameters, KEY, True).rows
    scale = [row[0] // 30 + 1 for row in rows if row[1] == Kind.PHASE_ENTERED and row[6] == 1]
    return scale, [row[0] // 30 for row in rows if row[1] == Kind.SUNSET]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("revenue", "share", "expected"),
    [
        ((), 0.5, []),
        (((100, 900),), 0.5, [1]),
        (((0, 9000), (100, 900), (100, 900), (100, 900)), 0.89, []),
        (((0, 9000), (100, 900), (100, 900), (100, 900)), 0.88, [1]),
        (((100, 900), (900, 0), (900, 0)), 0.33, []),
        (((100, 900), (900, 0), (900, 0)), 0.31, [1]),
    ],
    ids=["no months", "one", "three above", "three", "a third above", "a third"],
)  # fmt: skip
def test_a_phase_looks_back_over_day_0(engine, revenue, share, expected):
    """The share of the window: partners and the roster, over all; (900 + 3) / 1023, and (2700 + 9) / 3069 of three."""
    months = past(*revenue) if revenue else ()
    assert began(engine, months, f"phases.scale.entry_sourced_share={share}")[0] == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("months", "expected"),
    [((), 1), (past((10**12, 0), (10**12, 0)), 1), (past((0, 10**12)), 3), (past((0, 10**12), (0, 0)), 2)],
)
def test_a_sunset_looks_back_over_day_0(engine, months, expected):
    """The window of three months has those of the past until it has passed them."""
    assert began(engine, months, "sunset.month=31", "sunset.sourced_share=0.9")[1] == [expected]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("twin", [False, True])
@pytest.mark.parametrize(
    ("every", "lag", "paid"), [(3, 1, 1), (3, 0, 3), (1, 0, 1), (1, 2, 2), (3, 5, 5), (12, 0, 12), (6, 3, 3)]
)
def test_fees_owed_are_paid_once(engine, twin, every, lag, paid):
    """At the first close that pays for a payout date of day 0 or later; none is a fee of the run's own."""
    state = state_of([partner("a")], months=past((100, 900), (100, 900), owed=7_654_321))
    parameters = parameters_with(state, *SHORT, f"payout.every_months={every}", f"payout.lag_months={lag}")
    rows = ENGINES[engine].simulate(parameters, KEY, not twin).rows
    assert [row for row in rows if row[1] in (Kind.STARTED_FEES, Kind.STARTED_FEES_PAID)] == [
        (0, Kind.STARTED_FEES, -1, -1, 7_654_321, 0, 0), (30 * paid, Kind.STARTED_FEES_PAID, -1, -1, 7_654_321, 0, 0),
    ]  # fmt: skip


def test_nothing_is_owed_without_months_or_fees():
    for months in ((), past((100, 900))):
        rows = compiled.simulate(parameters_with(state_of([partner("a")], months=months), *SHORT), KEY, True).rows
        assert not [row for row in rows if row[1] in (Kind.STARTED_FEES, Kind.STARTED_FEES_PAID)]


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory):
    """A scenario whose program owes 4,512.34 on day 0, and the same without the months."""
    folder = tmp_path_factory.mktemp("owed")
    text = SCENARIO.replace("[start.arr]", 'months = "months.csv"\n[start.arr]')
    over = ("months=24",)
    months = ["2026-08-31,700000,200000,0,99000,0", "2026-09-30,700000,200000,0,99000,4512.34"]
    return (
        load_scenario(written(folder / "with", text, months=months), over),
        load_scenario(written(folder / "without"), over),
    )


def test_fees_owed_are_cash_and_no_cost(scenarios):
    """Recomputed from the ledgers: cash of run and twin falls by them, and no difference of the two has them."""
    owing, plain = scenarios
    found, bare = (_metrics(one) for one in scenarios)
    before, paid = found.pop("started_fees"), found.pop("started_fees_paid")
    assert before.tolist() == [451_234] + 23 * [0]
    assert paid.sum() == 451_234
    lag, every = owing.payout.lag_months, owing.payout.every_months
    assert np.flatnonzero(paid).tolist() == [(lag or every) - 1]
    assert np.array_equal(found["fees_owed"], bare["fees_owed"] + np.cumsum(before - paid))
    for name in found.keys() - {"fees_owed"}:
        assert np.array_equal(found[name], bare[name]), name
    assert _cash_cents(owing)[0] == _cash_cents(plain)[0] - 451_234
    assert _cash_cents(owing)[1] == _cash_cents(plain)[1] - 451_234
    assert not {"started_fees", "started_fees_paid"} & {metric.name for metric in metric_set_of(plain).metrics}


def _cash_cents(scenario):
    """Cash of all months, of the run and of its twin."""
    run, twin, parameters = ledger_of(scenario, 3, 1, 1, "compiled")
    tallied, twin_tallied = tallies(run, parameters).alone(), tallies(twin, parameters).alone()
    business = Business(metric_set_of(scenario), tallied, [parameters], 1, twin_tallied)
    return business.of(cash).sum(), business.twin.of(cash).sum()


def _metrics(scenario):
    run, twin, parameters = ledger_of(scenario, 3, 1, 1, "compiled")
    return dict(ledger_metrics(scenario, run, twin, parameters))


def test_a_trace_accounts_for_them(scenarios):
    run, _, _ = ledger_of(scenarios[0], 3, 1, 1, "compiled")
    lines = {one.name: one for one in reconcile(run.array(), _metrics(scenarios[0]), {})}
    assert lines["fees"].parts[0] == ("owed on day 0", 451_234)
    assert lines["fees"].difference_cents == 0
