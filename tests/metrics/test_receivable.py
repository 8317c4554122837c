"""Resellers' receivable, worked out from the rows of a ledger."""

from pathlib import Path

import numpy as np
import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
LATE = "vendor.reseller_delay_months=3"
THERE = "archetypes.reseller.established={ partners = 8, age_months = 20, customers = 2.0, arr_median = 9000.0 }"


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("booking", ["net", "gross"])
def test_resellers_pay_what_they_are_billed_so_many_months_later(engine: str, booking: str) -> None:
    """List less margin of each reseller's customer; cash is later by three months less the customers' one."""
    settings = (f'vendor.resale_booking="{booking}"', THERE)
    found = {}
    for over in ((), (LATE,)):
        scenario = load_scenario(FIELDS, [*settings, *over])
        run, twin, parameters = ledger_of(scenario, 5, 1, 0, engine)
        found[over] = ledger_metrics(scenario, run, twin, parameters)
    billed = {}
    for name, ledger in (("run", run), ("twin", twin)):
        roll, months = roll_of(parameters), [0] * (scenario.months + 1)
        for day, kind, partner, _, _, listed, _ in ledger.rows:
            if kind == Kind.REVENUE and roll.names[roll.place(partner)[0]] == "reseller":
                months[day // 30] += listed - (listed * 3_000 + 5_000) // 10_000
        billed[name] = np.array(months[1:])
    late = found[LATE,]
    assert late["reseller_billed"].tolist() == billed["run"].tolist()
    assert billed["twin"].sum() > 0
    receipts = np.concatenate([[0, 0, 0], billed["run"][:-3]])
    assert late["reseller_receipts"].tolist() == receipts.tolist()
    assert late["reseller_receivable"].tolist() == np.cumsum(billed["run"] - receipts).tolist()
    more = billed["run"] - billed["twin"]
    moved = np.concatenate([[0, 0, 0], more[:-3]]) - np.concatenate([[0], more[:-1]])
    assert (late["incremental_cash"] - found[()]["incremental_cash"]).tolist() == moved.tolist()
    for name in ("total_revenue", "contribution", "fees_paid"):
        assert np.array_equal(late[name], found[()][name])


def test_the_engines_are_equal() -> None:
    assert verify(load_scenario(FIELDS, [LATE, THERE]), 3, 5).is_equal


def test_where_it_is_absent_there_is_nothing_of_it() -> None:
    scenario = load_scenario(FIELDS, [LATE])
    assert "reseller_receivable" in metric_set_of(scenario)
    assert "reseller_receivable" not in metric_set_of(load_scenario(FIELDS))
    assert "reseller_delay" not in resolved_toml(load_scenario(FIELDS))
    same = load_scenario(FIELDS, ["vendor.reseller_delay_months=1"])
    run, twin, parameters = ledger_of(same, 5, 0, 0, "compiled")
    other = ledger_metrics(load_scenario(FIELDS), run, twin, parameters)["incremental_cash"]
    assert np.array_equal(ledger_metrics(same, run, twin, parameters)["incremental_cash"], other)
    with pytest.raises(ScenarioError):
        load_scenario(FIELDS, ["vendor.reseller_delay_months=13"])
