"""Warnings about a scenario that is valid but risky or does not fit the company, each by the rule that warns of it.

One module a subject: the company and the board's rule, its growth, the direct team, deals, pay, effort, bonuses, the
program, readiness, amounts in another currency's size, partners on day 0, settlement, use, what partners pay, ladders,
certificates and effects, claims, deals without one, segments, conflict, classes of deals, rebates and clawbacks, tiers
and cards that say nothing, changes of levers, terms that are read again.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from sim.scenario.changes import Course
from sim.scenario.lint.amounts import amount_flags
from sim.scenario.lint.attribution import attribution_flags
from sim.scenario.lint.bonus import bonus_flags
from sim.scenario.lint.certificate import certificate_flags
from sim.scenario.lint.changes import change_flags
from sim.scenario.lint.claim import claim_flags
from sim.scenario.lint.company import company_flags
from sim.scenario.lint.conflict import conflict_flags
from sim.scenario.lint.deals import deal_flags
from sim.scenario.lint.dues import due_flags
from sim.scenario.lint.effort import effort_flags
from sim.scenario.lint.established import established_flags
from sim.scenario.lint.flag import Flag
from sim.scenario.lint.growth import growth_flags
from sim.scenario.lint.inherited import inherited_flags
from sim.scenario.lint.ladder import ladder_flags
from sim.scenario.lint.pay import pay_flags
from sim.scenario.lint.payout import payout_flags
from sim.scenario.lint.program import program_flags
from sim.scenario.lint.read import read_flags
from sim.scenario.lint.readiness import readiness_flags
from sim.scenario.lint.rebate import rebate_flags
from sim.scenario.lint.registering import registering_flags
from sim.scenario.lint.segment import segment_flags
from sim.scenario.lint.standing import standing_flags
from sim.scenario.lint.start import start_flags
from sim.scenario.lint.start_assumed import start_assumed_flags
from sim.scenario.lint.team import team_flags
from sim.scenario.lint.use import use_flags
from sim.scenario.schema import Scenario

__all__ = ["Flag", "red_flags", "verdict_questions"]

NOTHING = "changes nothing"
ENDED = "clawback."
"""Of its days one is set to another in order to end what lies between them."""
SUBJECTS = (
    company_flags, growth_flags, amount_flags, team_flags, deal_flags, pay_flags, effort_flags,
    bonus_flags, program_flags, readiness_flags, established_flags, inherited_flags, start_flags,
    start_assumed_flags, payout_flags, use_flags, due_flags, ladder_flags, certificate_flags, claim_flags,
    segment_flags, registering_flags, conflict_flags, attribution_flags, rebate_flags, standing_flags, change_flags,
    read_flags,
)  # fmt: skip


def red_flags(scenario: Scenario) -> list[Flag]:
    """Every warning about the scenario: those that question the verdict first, then red flags, then warnings."""
    flags = [flag for subject in SUBJECTS for flag in subject(scenario)]
    flags += _idle_changes(scenario, {flag.message for flag in flags})
    return sorted(flags, key=lambda flag: (not flag.questions_verdict, flag.severity != "red flag"))


def _idle_changes(scenario: Scenario, told: Collection[str]) -> Iterator[Flag]:
    """Levers that a change sets, and that act on nothing as things are from its month on."""
    course = Course(scenario)
    for period, moves, held in zip(course.periods, course.moves, course.in_force[1:], strict=True):
        idle = tuple(f"{move.path} {NOTHING}" for its in moves.values() for move in its if move.is_felt)
        for flag in (flag for subject in SUBJECTS for flag in subject(held)):
            if flag.message.startswith(idle) and flag.message not in told and not flag.message.startswith(ENDED):
                yield replace(flag, message=f"from month {period.month} on, {flag.message}")


def verdict_questions(scenario: Scenario) -> list[str]:
    """Short clauses on why the verdict may mean little, such as "starting ARR is 0: …", for the verdict's sentence."""
    return [flag.clause for flag in red_flags(scenario) if flag.questions_verdict]
