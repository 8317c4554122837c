"""Planned contacts and open opportunities, counted again from phases, readiness and the ledger."""

import math

import pytest

from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.scenario.load import load_scenario

DECIDED = (Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER)
SUNSET = ("sunset.month=15", "sunset.sourced_share=0.9", "months=20", "gate.month=12")
LATE = ("phases.pilot.earliest_month=4", "months=12", "gate.month=6")


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize(
    "overrides", [("months=26",), SUNSET, ("phases.pilot.earliest_month=4", "months=12", "gate.month=6")]
)
def test_planned_contacts_are_those_of_the_phase_times_capacity(engine: str, overrides: tuple[str, ...]) -> None:
    scenario = load_scenario("coach", overrides)
    run, twin, parameters = ledger_of(scenario, 3, 2, 0, engine)
    found = ledger_metrics(scenario, run, twin, parameters)["planned_contacts"]
    phases = {row[0] // 30 + 1: row[6] for row in run.rows if row[1] == Kind.PHASE_ENTERED}
    ends = [row[0] // 30 for row in run.rows if row[1] == Kind.SUNSET]
    effects, scores = parameters.readiness_effects, parameters.readiness.organisational_capacity
    phase = None
    for month in range(1, scenario.months + 1):
        phase = phases.get(month, phase)
        gap = max(0.0, effects.ready_score - scores[month]) / (effects.ready_score - effects.unready_score)
        factor = math.exp(math.log(effects.capacity_multiplier) * gap**2)
        stated = parameters.phases[phase].contacts_per_month if phase is not None else 0.0
        expected = 0.0 if ends and month > ends[0] else stated * factor
        assert found[month - 1] / 1e6 == pytest.approx(expected, abs=1e-5), month
    assert found.any()


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_open_opportunities_are_qualified_and_not_decided(engine: str) -> None:
    scenario = load_scenario("coach_ready", ["months=26"])
    run, twin, parameters = ledger_of(scenario, 3, 2, 0, engine)
    found = ledger_metrics(scenario, run, twin, parameters)["open_opportunities"]
    day_of = {(row[2], row[3]): row[0] for row in run.rows if row[1] == Kind.QUALIFIED}
    decided = {(row[2], row[3]): row[0] for row in run.rows if row[1] in DECIDED}
    assert set(decided) <= set(day_of)
    for month in range(1, 27):
        end = 30 * month
        still = sum(1 for deal, day in day_of.items() if day < end and decided.get(deal, end) >= end)
        assert found[month - 1] == still
    assert found.max() > 20
