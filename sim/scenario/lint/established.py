"""Partners that are there on day 0 beside their list, what they can have sold, the managers, and the board's rule."""

import math
from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import about, company_arr, percent
from sim.scenario.schema import Archetype, Established, Scenario
from sim.units import BPS

LARGE_SHARE = 0.5
"""Share of direct and inbound ARR that established partners may have without a warning."""


def established_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-143: what hardly can be; R-122: more partners than managers hold; R-45: a rule that is met on day 0."""
    there = [
        (name, kind, kind.established)
        for name, kind in sorted(scenario.archetypes.items())
        if kind.established is not None and kind.established.partners
    ]
    for name, kind, established in there:
        yield from _list(name, kind, established)
        yield from _customers(name, kind, established)
    yield from _arr(scenario, sum(begun_arr(kind, established) for _, kind, established in there))
    yield from _care(scenario, sum(established.partners for _, _, established in there))
    yield from _rule(scenario, sum(begun_booked(scenario, kind, established) for _, kind, established in there))


def begun_arr(kind: Archetype, established: Established) -> float:
    """List ARR of the customers on day 0, about."""
    return established.partners * established.customers * established.arr_median * math.exp(kind.acv_sigma**2 / 2)


def begun_booked(scenario: Scenario, kind: Archetype, established: Established) -> float:
    """The same as it is booked."""
    is_net = kind.terms.model == "resale" and scenario.vendor.resale_booking == "net"
    return begun_arr(kind, established) * (1 - kind.off_list() if is_net else 1.0)


def _arr(scenario: Scenario, arr: float) -> Iterator[Flag]:
    own = company_arr(scenario)
    if own > 0 and arr > LARGE_SHARE * own:
        what = (
            f"established partners begin with about {about(arr, scenario)} of ARR, {percent(arr / own)} of the "
            "company's direct and inbound ARR: starting_arr must not include it"
        )
        yield Flag("R-143", what, "warning")


def _list(name: str, kind: Archetype, established: Established) -> Iterator[Flag]:
    if established.partners > kind.candidates:
        what = (
            f"archetypes.{name}.established.partners: {established.partners:,} partners, more than the "
            f"{kind.candidates:,} names on their first target list"
        )
        yield Flag("R-143", what, "warning")


def _customers(name: str, kind: Archetype, established: Established) -> Iterator[Flag]:
    """Customers beside the deals that a partner can have won at full flow in its time."""
    rate = kind.opportunities_per_month * kind.win_probability * (1 - kind.conflict_probability)
    most = min(kind.accounts, rate * established.age_months)
    if established.customers > most:
        what = (
            f"archetypes.{name}.established.customers: {established.customers:g} a partner of size 1, which by its "
            f"rate and odds has won {most:.1f} deals at most within {established.age_months} months"
        )
        yield Flag("R-143", what, "warning")


def _care(scenario: Scenario, partners: int) -> Iterator[Flag]:
    """Partners in care from the start beside what the managers of the first phase hold."""
    first = scenario.phase_order[0]
    holds = scenario.phases[first].managers * scenario.program.partners_per_manager
    in_care = partners + scenario.vendor.roster.partners
    if partners and in_care > holds:
        what = (
            f"{in_care:,} partners need care from the start, and phases.{first}.managers hold {holds:g}: "
            "they sell less and leave sooner"
        )
        yield Flag("R-122", what, "warning")


def _rule(scenario: Scenario, booked: float) -> Iterator[Flag]:
    """Customers from before the start that meet the rule by themselves."""
    roster = scenario.vendor.roster
    kept = 1 - roster.margin_rate if scenario.vendor.resale_booking == "net" else 1.0
    sourced = booked + roster.starting_arr * kept
    total = sourced + company_arr(scenario)
    share, threshold = (sourced / total if total > 0 else 0.0), scenario.gate.threshold
    if booked > 0 and company_arr(scenario) > 0 and round(share * BPS) >= round(threshold * BPS):
        clause = f"partners bring about {share:.1%} of revenue on day 0"
        cure = "read additional revenue, which leaves out what would be there without the program"
        yield Flag("R-45", f"{clause}, and the rule asks for {threshold:.1%}; {cure}", "red flag", clause)
