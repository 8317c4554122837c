"""What a running program has from the tuned scenario and not from its company, of what its answers rest on most."""

from functools import cache

from sim.scenario.assumptions import TUNED
from sim.scenario.catalogue import FieldRow, field_table
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

GROWTH = "arr_growth_per_year"
CHANNELS = ("direct", "inbound")
OF_PHASE = ("managers", "staff", "contacts_per_month")
"""People and recruiting pace of the phase in force on day 0."""


def unstated_inputs(scenario: Scenario) -> list[FieldRow]:
    """Important inputs of a program that runs with value, range and source of the tuned scenario; empty of a new one.

    What counts is what runs: a value that its company states has a source of its own, or none, if it is the same.
    """
    if scenario.start is None:
        return []
    tuned, own = _tuned_rows(), {row.path: row for row in field_table(scenario)}
    return [own[path] for path in _important(scenario) if path in tuned and _same(own[path], tuned[path])]


@cache
def tuned_scenario() -> Scenario:
    """The ready-made scenario that is tuned to a company."""
    return load_scenario(TUNED)


@cache
def _tuned_rows() -> dict[str, FieldRow]:
    """Its fields by path."""
    return {row.path: row for row in field_table(tuned_scenario())}


def _important(scenario: Scenario) -> list[str]:
    assert scenario.start is not None
    growing = [name for name in CHANNELS if getattr(scenario.vendor, name).starting_arr > 0]
    return [
        *(f"vendor.{name}.{GROWTH}" for name in growing),
        "vendor.team_hours_per_month",
        *(f"phases.{scenario.start.phase}.{name}" for name in OF_PHASE),
        "program.manager_cost_per_year",
    ]


def _same(own: FieldRow, tuned: FieldRow) -> bool:
    return (own.value, own.uncertainty, own.source) == (tuned.value, tuned.uncertainty, tuned.source)
