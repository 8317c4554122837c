"""Faults of ladders, certificates, claims and conflict, two by two: each is told, also beside one of its own table."""

import re
from functools import cache
from itertools import combinations

import pytest

from sim.scenario.load import ScenarioError, changed, load_scenario
from sim.scenario.overrides import parts_of
from sim.scenario.schema import Scenario

from .test_all_at_once import REFERRAL, RESELLER, SMALL

TIERS = (
    "bronze={}, silver={ needs={ sold=1000.0 }, one_of={ deals=2, months=3 } }, gold={ needs={ points=5, "
    "certified={ sales=1 } }, grace_months=2, effects={ win_odds_multiplier=1.1 } }"
)
ROOM = [
    f"{REFERRAL}.terms.rebates={{ r={{ base='sold', steps={{ a={{ from=0.0, rate=0.01 }} }} }} }}",
    f"{RESELLER}.segments={{ a=0.5, b=0.5 }}",
    "ladders.metal={ order=['bronze', 'silver', 'gold'], windows={ sold=6 }, points={ deals=2 }, most={ deals=10 }, "
    f"tiers={{ {TIERS} }} }}",
    f"{REFERRAL}.ladder=metal",
    "certificates={ sales={ pass_probability=0.4 }, tech={ pass_probability=0.2, requires='sales' } }",
    "registration={ valid_days=90, approval_days=2 }",
    f"{REFERRAL}.registration_probability=0.5",
    f"{REFERRAL}.registration_delay_days=9",
    "attribution={ test='rules' }",
    f"{REFERRAL}.direct_overlap_probability=0.2",
    f"{REFERRAL}.support_probability=0.5",
    "conflict={ direct_commission_rate=0.1, direct_credit_share=0.5, protections=['escalation'], "
    "protection_odds_multiplier=0.5, protected_odds_multiplier=0.7 }",
    f"{REFERRAL}.partner_overlap_probability=0.01",
    "segments.a={ sold_by=['reseller'] }",
]
SILVER = "ladders.metal.tiers.silver"
FAULTS: dict[str, list[str]] = {
    # of a value by itself
    "no such fall": ["ladders.metal.falls='two'"],
    "a text for months": ["ladders.metal.review_months='x'"],
    "a grace below 0": ["ladders.metal.tiers.gold.grace_months=-1"],
    "an effect too large": ["ladders.metal.tiers.gold.effects.win_odds_multiplier=1000"],
    "a pass of 40%": ["certificates.tech.pass_probability=40"],
    "a validity of a month": ["certificates.tech.valid_months=1"],
    "an approval before it": ["registration.approval_days=-1"],
    "a least value below 0": ["registration.least_acv=-5"],
    "seven times the pay": ["attribution.none_pay_share=7"],
    "no such reading": ["attribution.influence='wide'"],
    "no such protection": ["conflict.protections=['nothing']"],
    "a text for people": [f"{REFERRAL}.reps='x'"],
    # of values together
    "an order that is not its tiers": ["ladders.metal.order=['bronze', 'gold']"],
    "no such measure": [f"{SILVER}.needs.turnover=3"],
    "a share above 1": [f"{SILVER}.one_of.retention=80"],
    "half a deal": [f"{SILVER}.one_of.deals=2.5"],
    "growth over more than a year": [f"{SILVER}.one_of.growth=5", "ladders.metal.windows.growth=18"],
    "a window of what holds": ["ladders.metal.windows.months=3"],
    "points of nothing": ["ladders.metal.points.nothing=3"],
    "a limit of no points": ["ladders.metal.most.sold=3"],
    "a tier for a time, for no time": ["ladders.metal.provisional_tier='silver'"],
    "no such certificate": ["ladders.metal.tiers.gold.needs.certified.driver=1"],
    "certificates in a circle": ["certificates.sales.requires='tech'"],
    "protection beyond validity": ["registration.protection_days=100"],
    "a least delay above the delay": [f"{REFERRAL}.registration_delay_least_days=20"],
    "direct sales that come before they come": [
        "conflict.engagement_from_days=50", "conflict.engagement_to_days=10",
    ],
    "a best share of no odds": ["conflict.best_credit_share=0.4"],
    "a split of nothing": ["conflict.split_share=0.3"],
    "accreditation of who does not deliver": [f"{REFERRAL}.accreditation_days=20"],
    "a segment of nobody": ["segments.zzz={ sold_by=['reseller'] }"],
    "no such ladder": [f"{RESELLER}.ladder='wood'"],
}  # fmt: skip


@cache
def room() -> Scenario:
    return load_scenario(SMALL, ROOM)


def said(overrides: list[str]) -> frozenset[tuple[str, str]]:
    """Path and words of each problem, without numbers."""
    with pytest.raises(ScenarioError) as caught:
        changed(room(), overrides)
    return frozenset((problem.path, re.sub(r"[\d.,]+", "#", problem.said)) for problem in caught.value.problems)


@cache
def alone(fault: str) -> frozenset[tuple[str, str]]:
    return said(FAULTS[fault])


def leaves(fault: str) -> set[str]:
    """Where a fault is made, and where it is told."""
    return {parts_of(override)[0] for override in FAULTS[fault]} | {path for path, _ in alone(fault)}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_alone(fault: str) -> None:
    assert len(alone(fault)) == 1, alone(fault)


def test_two_faults_are_told_as_each_alone() -> None:
    for one, other in combinations(FAULTS, 2):
        both = said([*FAULTS[one], *FAULTS[other]])
        pairs = [(f"{a}.", f"{b}.") for a in leaves(one) for b in leaves(other)]
        if any(a.startswith(b) or b.startswith(a) for a, b in pairs):
            assert both <= alone(one) | alone(other), (one, other)
        else:
            assert both == alone(one) | alone(other), (one, other)


def test_all_are_told_at_once() -> None:
    chosen: list[str] = []
    for fault in FAULTS:
        taken = {leaf for other in chosen for leaf in leaves(other)}
        if not any(a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.") for a in leaves(fault) for b in taken):
            chosen.append(fault)
    assert len(chosen) > 25
    assert said([one for fault in chosen for one in FAULTS[fault]]) == frozenset().union(*map(alone, chosen))
