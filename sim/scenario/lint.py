"""Warnings about a scenario that is valid but risky, each by the rule that warns of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sim.scenario.schema import Archetype, ReadinessPath, Scenario

LITTLE_ARR = 1.5e6
LONG_CYCLE_DAYS = 540
MANY_PARTNERS = 30
LEAST_CONTRIBUTION_SHARE = 0.40
LOW_READINESS = 0.5
ARCHETYPES_AT_ONCE = 4


@dataclass(frozen=True)
class Flag:
    """A warning: its rule, its severity, and what in the scenario causes it."""

    rule: str
    message: str
    severity: Literal["red flag", "warning"]


def red_flags(scenario: Scenario) -> list[Flag]:
    """Every warning about the scenario, the most severe first."""
    flags = [
        *_company(scenario),
        *_program(scenario),
        *_outreach(scenario),
        *_readiness(scenario),
        *_all_at_once(scenario),
        *_margins(scenario),
    ]
    return sorted(flags, key=lambda flag: flag.severity != "red flag")


def _company(scenario: Scenario) -> Iterator[Flag]:
    """R-12: too early, or partners as a remedy for a long sales cycle."""
    vendor = scenario.vendor
    arr = vendor.direct.starting_arr + vendor.inbound.starting_arr
    if arr <= LITTLE_ARR:
        what = f"starting ARR is {arr:,.0f} {scenario.currency}: too early for a program"
        yield Flag("R-12", what, "red flag")
    for name in worked_archetypes(scenario):
        days = scenario.archetypes[name].cycle_median_days
        if days >= LONG_CYCLE_DAYS:
            what = f"{name}: partners do not shorten a sales cycle of {days / 30:.0f} months"
            yield Flag("R-12", what, "red flag")


def _program(scenario: Scenario) -> Iterator[Flag]:
    """R-12: many partners without support, or a program in which nothing depends on results."""
    first = scenario.phases[scenario.phase_order[0]]
    partners = scenario.vendor.roster.partners
    has_nobody = first.managers + first.staff == 0 and first.owner_cost_per_month == 0
    if has_nobody and partners >= MANY_PARTNERS:
        yield Flag("R-12", f"{partners} partners, and no manager, staff or owner in the first phase", "red flag")
    review, program = scenario.review, scenario.program
    pilots_judge = "pilot" in program.journey and program.pilot_opportunities > 0
    if not pilots_judge and review.idle_quarters == 0 and review.no_deal_months == 0:
        what = "neither a pilot nor a review requires results of partners"
        yield Flag("R-12", what, "red flag")


def _outreach(scenario: Scenario) -> Iterator[Flag]:
    """R-28: candidates are approached by people."""
    per_head = scenario.program.contacts_per_head_month
    for name in scenario.phase_order:
        phase = scenario.phases[name]
        heads, planned = phase.managers + phase.staff, phase.contacts_per_month
        if planned > 0 and heads == 0:
            what = f"phase {name} plans {planned:g} contacts a month and has no managers or staff: nobody is contacted"
            yield Flag("R-28", what, "red flag")
        elif planned > heads * per_head:
            what = (
                f"phase {name} plans {planned:g} contacts a month, and its {heads:g} heads have time for "
                f"{heads * per_head:g} ({per_head:g} each)"
            )
            yield Flag("R-28", what, "warning")


def _readiness(scenario: Scenario) -> Iterator[Flag]:
    """R-10: pre-conditions that are not met when the program starts."""
    for name in type(scenario.readiness).model_fields:
        score: float | ReadinessPath = getattr(scenario.readiness, name)
        start = score.scores[0] if isinstance(score, ReadinessPath) else score
        if start < LOW_READINESS:
            yield Flag("R-10", f"readiness.{name} starts at {start:g}, below {LOW_READINESS:g}", "warning")


def _all_at_once(scenario: Scenario) -> Iterator[Flag]:
    """R-164: every kind of partner from the first day."""
    names = worked_archetypes(scenario)
    if len(names) >= ARCHETYPES_AT_ONCE:
        what = f"{len(names)} archetypes from the first phase on ({', '.join(names)}): begin with one or two"
        yield Flag("R-164", what, "warning")


def _margins(scenario: Scenario) -> Iterator[Flag]:
    """R-13: the share of list price that is left of a partner's deal in the first year."""
    gross = scenario.vendor.gross_margin_share
    for name in worked_archetypes(scenario):
        archetype: Archetype = scenario.archetypes[name]
        rate = archetype.terms.rate
        left = gross - rate
        if round(left, 9) < LEAST_CONTRIBUTION_SHARE:
            what = (
                f"{name}: gross margin {gross:.0%} less {archetype.terms.model} rate {rate:.0%} "
                f"leaves {left:.0%} of list, under {LEAST_CONTRIBUTION_SHARE:.0%}"
            )
            yield Flag("R-13", what, "warning")


def worked_archetypes(scenario: Scenario) -> list[str]:
    """Names of the archetypes that are recruited, sorted."""
    return sorted(name for name, share in scenario.mix.items() if share > 0)
