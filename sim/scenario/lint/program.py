"""The program: its people, its results, its outreach and its cost beside the company's revenue."""

from collections.abc import Iterator

from sim.scenario.lint.flag import Flag
from sim.scenario.lint.sizes import (
    about,
    company_arr,
    months_before,
    percent,
    phases_ahead,
    started_partners,
    worked_archetypes,
)
from sim.scenario.schema import Phase, Scenario
from sim.units import MONTHS_PER_YEAR

MANY_PARTNERS = 30
ARCHETYPES_AT_ONCE = 4
LEAST_COST_SHARE, MOST_COST_SHARE = 0.01, 0.25
"""Yearly cost of a phase over the company's ARR; ``coach`` has 6% to 11%."""


def program_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-12, R-28, R-122, R-140, R-164."""
    yield from _people(scenario)
    yield from _managers(scenario)
    yield from _results(scenario)
    yield from _outreach(scenario)
    yield from _cost(scenario)
    yield from _all_at_once(scenario)


def _people(scenario: Scenario) -> Iterator[Flag]:
    """Partners that are there on day 0, and the people of the phase in force then."""
    name = phases_ahead(scenario)[0]
    first = scenario.phases[name]
    started = started_partners(scenario)
    partners = scenario.vendor.roster.partners + started
    holds = first.managers * scenario.program.partners_per_manager
    which = "the first phase" if scenario.start is None else f"phase {name}"
    if first.managers + first.staff == 0 and first.owner_cost_per_month == 0 and partners >= MANY_PARTNERS:
        yield Flag("R-12", f"{partners} partners, and no manager, staff or owner in {which}", "red flag")
    elif first.managers > 0 and partners > holds:
        what = (
            f"the {first.managers:g} managers of phase {name} can look after {holds:g} partners, and {partners} are "
            f"there {'on day 0' if started else 'before the program'}: new ones find them overloaded"
        )
        yield Flag("R-122", what, "warning")


def _managers(scenario: Scenario) -> Iterator[Flag]:
    """Phases without a partner manager in which there are partners, old or new: nobody onboards them."""
    recruits = False
    there = scenario.vendor.roster.partners + started_partners(scenario)
    for name in phases_ahead(scenario):
        phase = scenario.phases[name]
        recruits = recruits or (phase.contacts_per_month > 0 and phase.managers + phase.staff > 0)
        if phase.managers > 0 or not (recruits or there):
            continue
        effect = "nobody onboards the partners that are recruited" if recruits else "nobody looks after the partners"
        clause = f"phase {name} has no partner managers: {effect}"
        what = f"{clause}; state phases.{name}.managers"
        yield Flag("R-122", what, "red flag", clause) if recruits else Flag("R-122", what, "warning")


def _results(scenario: Scenario) -> Iterator[Flag]:
    """A program in which nothing depends on results."""
    review, program = scenario.review, scenario.program
    pilots_judge = "pilot" in program.journey and program.pilot_opportunities > 0
    if not pilots_judge and review.idle_quarters == 0 and review.no_deal_months == 0:
        yield Flag("R-12", "neither a pilot nor a review requires results of partners", "red flag")


def _outreach(scenario: Scenario) -> Iterator[Flag]:
    """Candidates are approached by people."""
    per_head = scenario.program.contacts_per_head_month
    for name in phases_ahead(scenario):
        phase = scenario.phases[name]
        heads, planned = phase.managers + phase.staff, phase.contacts_per_month
        if planned > 0 and heads == 0:
            what = f"phase {name} plans {planned:g} contacts a month and has no managers or staff: nobody is contacted"
            clause = f"phase {name} has no managers or staff: nobody is contacted"
            yield Flag("R-28", what, "red flag", clause)
        elif planned > heads * per_head:
            what = (
                f"phase {name} plans {planned:g} contacts a month, and its {heads:g} heads have time for "
                f"{heads * per_head:g} ({per_head:g} each)"
            )
            yield Flag("R-28", what, "warning")


def _cost(scenario: Scenario) -> Iterator[Flag]:
    """The dearest and the cheapest phase beside the ARR planned for its first month."""
    arr = {name: company_arr(scenario, months_before(scenario, name)) for name in phases_ahead(scenario)}
    shares = {name: yearly_cost(scenario, scenario.phases[name]) / arr[name] for name in arr if arr[name] > 0}
    if not shares:
        return
    dearest, cheapest = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    for name, is_wrong, cure in (
        (dearest, shares[dearest] > MOST_COST_SHARE, "it can hardly earn that: plan a smaller program"),
        (cheapest, shares[cheapest] < LEAST_COST_SHARE, "it is that of a smaller company: plan its people and costs"),
    ):
        if is_wrong:
            what = (
                f"phase {name} costs {about(yearly_cost(scenario, scenario.phases[name]), scenario)} a year, "
                f"{percent(shares[name])} of the {about(arr[name], scenario)} of direct and inbound ARR planned then; "
                f"{cure}"
            )
            yield Flag("R-140", what, "warning")


def yearly_cost(scenario: Scenario, phase: Phase) -> float:
    """Cost a year of a phase, without what each partner costs."""
    program = scenario.program
    people = phase.managers * program.manager_cost_per_year + phase.staff * program.staff_cost_per_year
    monthly = phase.owner_cost_per_month + phase.infrastructure_cost_per_month + phase.fixed_cost_per_month
    return float(people + MONTHS_PER_YEAR * monthly)


def _all_at_once(scenario: Scenario) -> Iterator[Flag]:
    """Every kind of partner from the first day of a program; one that runs already has begun."""
    if scenario.start is not None:
        return
    names = worked_archetypes(scenario)
    if len(names) >= ARCHETYPES_AT_ONCE:
        what = f"{len(names)} archetypes from the first phase on ({', '.join(names)}): begin with one or two"
        yield Flag("R-164", what, "warning")
