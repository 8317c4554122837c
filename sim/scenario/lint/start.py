"""A running program: what of its tables does not act, and its ARR beside the company's."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, company_arr, percent
from sim.scenario.schema import Scenario
from sim.scenario.start import StartState
from sim.units import CENTS

LARGE_SHARE = 0.5
"""Share of direct and inbound ARR that started partners may have without a warning."""


def start_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-143: what of a start state is read and does not act, and customers that other ARR may have too."""
    if scenario.start is None:
        return
    state = scenario.start.state
    for path, what in _unused(scenario, state):
        yield Flag("R-143", f"start.{path}: {what}", "warning")
    own = company_arr(scenario)
    arr = sum(customer.arr_cents for customer in state.customers) / CENTS
    if own > 0 and arr > LARGE_SHARE * own:
        what = (
            f"partners begin with {about(arr, scenario)} of ARR, {percent(arr / own)} of the company's direct and "
            "inbound ARR: start.arr must not include it"
        )
        yield Flag("R-143", what, "warning")


def _unused(scenario: Scenario, state: StartState) -> Iterator[tuple[str, str]]:
    """The part of a start that is checked and changes no result yet, and what the run does instead."""
    lined = {state.partners[customer.partner].archetype for customer in state.customers if customer.line}
    if idle := sorted(name for name in lined if not scenario.archetypes[name].terms.lines):
        yield "customers", f"the column line does not act for {', '.join(idle)}: no terms.lines are stated there"
    if scenario.vendor.growth is None and any(growth is not None for growth in state.growth_last_year):
        what = "does not act without vendor.growth: each year grows by arr_growth_per_year"
        yield "growth_last_year", what
    elif scenario.vendor.roster.growth_basis == "relative" and state.growth_last_year[-1] is not None:
        what = "does not act: existing partners grow with direct and inbound business (vendor.roster.growth_basis)"
        yield "growth_last_year.roster", what
