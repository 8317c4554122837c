"""Tiers that nobody can reach, and settings of a ladder that nothing follows from, are named (R-103, R-104, R-109)."""

import re

import numpy as np
import pytest

from sim.rules.activation import partner_size
from sim.rules.certificate import certifiable_people
from sim.rules.dealflow import partner_accounts
from sim.scenario.lint import red_flags

from ..mechanisms.test_ladder import ON, scenario_of

OUT_OF_REACH = {
    "tiers.gold.needs={ points=31 }\nladders.metal.points={ deals=5, months=1 }\nladders.metal.most={ deals=6 }": (
        "R-104 ladders.metal.tiers.gold.needs.points: all measures together give at most 30 points",
        "ladders.metal.tiers.gold.needs.points=30",
    ),
    "tiers.gold.needs={ top_share=0.00004 }": (
        "R-104 ladders.metal.tiers.gold.needs.top_share: the best partner is among the best 0.01%, and in no smaller "
        "part",
        "ladders.metal.tiers.gold.needs.top_share=0.0001",
    ),
    "tiers.gold.needs={ live_customers=9 }\narchetypes.referrer.size_sigma=0.0\narchetypes.reseller.size_sigma=0.0\n"
    "archetypes.referrer.accounts=8.0\narchetypes.reseller.accounts=7.0": (
        "R-104 ladders.metal.tiers.gold.needs.live_customers: no partner has more than 8 accounts, each of which "
        "brings one",
        "archetypes.reseller.accounts=9.0",
    ),
    "tiers.gold.needs={ certified={ sales=4 } }\narchetypes.referrer.size_sigma=0.0\n"
    "archetypes.reseller.size_sigma=0.0\narchetypes.reseller.reps=3.0\ncertificates.sales={ pass_probability=0.5 }": (
        "R-104 ladders.metal.tiers.gold.needs.certified.sales: no partner has more than 3 people who may hold it "
        "(archetypes.<name>.reps)",
        "archetypes.referrer.reps=4.0",
    ),
    "tiers.gold.needs={ certified={ sales=2 } }\narchetypes.*.size_sigma=0.0\n"
    "certificates.sales={ pass_probability=0.5 }": (
        "R-104 ladders.metal.tiers.gold.needs.certified.sales: no partner has more than 1 person who may hold it "
        "(archetypes.<name>.reps)",
        "ladders.metal.tiers.gold.needs.certified.sales=1",
    ),
    "tiers.gold.needs={ certified={ sales=201 } }\narchetypes.reseller.reps=200.0\n"
    "certificates.sales={ pass_probability=0.5 }": (
        "R-104 ladders.metal.tiers.gold.needs.certified.sales: no partner has more than 200 people who may hold it "
        "(archetypes.<name>.reps)",
        "ladders.metal.tiers.gold.needs.certified.sales=200",
    ),
    "tiers.gold.needs={ certified={ sales=1 } }\narchetypes.reseller.reps=9.0\n"
    "certificates={ basic={ pass_probability=0.0 }, sales={ pass_probability=0.5, requires='basic' } }": (
        "R-104 ladders.metal.tiers.gold.needs.certified.sales: nobody ever passes sales: "
        "certificates.basic.pass_probability is 0",
        "certificates.basic.pass_probability=0.1",
    ),
    "tiers.gold.needs={ certified={ sales=1 } }\narchetypes.reseller.reps=9.0\n"
    "certificates.sales={ pass_probability=0.0 }": (
        "R-104 ladders.metal.tiers.gold.needs.certified.sales: nobody ever passes sales: "
        "certificates.sales.pass_probability is 0",
        "uncertainty.certificates.sales.pass_probability={ low=0.0, high=0.5 }",
    ),
    "tiers.gold.needs={ registrations=1 }\nregistration={ valid_days=90 }": (
        "R-104 ladders.metal.tiers.gold.needs.registrations: no kind of partner on it registers anything "
        "(registration_probability)",
        "archetypes.reseller.registration_probability=0.1",
    ),
    "tiers.gold.needs={ points=41 }\nladders.metal.points={ deals=5 }\narchetypes.*.size_sigma=0.0\n"
    "archetypes.*.accounts=8.0": (
        "R-104 ladders.metal.tiers.gold.needs.points: all measures together give at most 40 points",
        "uncertainty.ladders.metal.tiers.gold.needs.points={ low=20, high=41 }",
    ),
    "tiers.gold.needs={ growth_rate=0.2 }\nmonths=12\ngate.month=12": (
        "R-104 ladders.metal.tiers.gold.needs.growth_rate: nobody was billed anything a year before within 12 months",
        "months=13",
    ),
    "lowest=removed\nladders.metal.tiers.bronze.needs={ months=99 }": (
        "R-104 ladders.metal.tiers.bronze.needs.months: nobody is 99 months old within 24 months",
        "ladders.metal.lowest=kept",
    ),
    "tiers.gold.one_of={ months=99, top_share=0.0 }": (
        "R-104 ladders.metal.tiers.gold.one_of: nobody can have any of these: nobody is 99 months old within 24 months",
        "ladders.metal.tiers.gold.one_of.months=9",
    ),
    "tiers.gold.needs={ pay=1.0 }\narchetypes.reseller.ladder=false\n"
    "archetypes.referrer.terms.by_tier={ bronze={ rate=0.0 } }\narchetypes.referrer.terms.later_rates=[]": (
        "R-109 ladders.metal.tiers.gold.needs.pay: nobody below it on the ladder can earn any: a margin is kept, not "
        "accrued, and 0 pays nothing",
        "archetypes.referrer.terms.by_tier.bronze.rate=0.01",
    ),
    "promotion_months=12\nstart_month=3\nfiscal_year_month=1\nmonths=9\ngate.month=9": (
        "R-104 ladders.metal.promotion_months: no promotion falls into 9 months, so that nobody rises: state fewer",
        "fiscal_year_month=5",
    ),
    "near_share=0.5": (
        "R-103 ladders.metal.near_share changes nothing: near_multiplier is 1, so that nobody near tries harder",
        "ladders.metal.near_multiplier=1.1",
    ),
    "near_multiplier=1.5": (
        "R-103 ladders.metal.near_multiplier changes nothing: near_share is 1, so that nobody is ever near",
        "ladders.metal.near_share=0.9",
    ),
    "near_share=1.0\nbonuses.b={ amount=5.0, archetypes=['referrer'], from_tier='bronze' }": (
        "R-76 bonuses.b.from_tier changes nothing: it is the lowest tier",
        "bonuses.b.from_tier=gold",
    ),
}
"""What a ladder of two tiers is given, the warning, and what ends it."""


@pytest.mark.parametrize("given", OUT_OF_REACH)
def test_a_tier_out_of_reach_is_named(given: str) -> None:
    warning, cure = OUT_OF_REACH[given]
    ladder = "ladders.metal={ order=['bronze', 'gold'], tiers={ bronze={}, gold={ needs={ deals=1 } } } }"
    first, *more = given.split("\n")
    changes = (*ON, ladder, f"ladders.metal.{first}", *more)
    if first.startswith("tiers.gold.one_of"):
        changes = (*ON, ladder.replace("needs={ deals=1 }", ""), f"ladders.metal.{first}", *more)
    said = [f"{flag.rule} {flag.message}" for flag in red_flags(scenario_of(*changes))]
    assert warning in said
    ended = [f"{flag.rule} {flag.message}" for flag in red_flags(scenario_of(*changes, cure))]
    assert warning not in ended


def test_the_largest_partner_is_one_of_a_hundred_futures() -> None:
    """Sizes are drawn: of as many partners as the run has names, one in a hundred futures is larger."""
    names = 500
    people = "archetypes.*.candidates=500", "archetypes.*.candidates_per_month=0", "archetypes.*.size_sigma=0.8"
    ladder = "ladders.metal={ order=['tin', 'gold'], tiers={ tin={}, gold={ needs={ certified={ sales=199 } } } } }"
    certificate = "certificates.sales={ pass_probability=0.5 }"
    said = [flag.message for flag in red_flags(scenario_of(*ON, *people, ladder, certificate))]
    told = re.search(r"hardly a future has a partner with more than (\d+) people", " ".join(said))
    assert told is not None
    largest = int(told[1])
    drawn = np.random.default_rng(5).lognormal(-0.32, 0.8, size=(4000, names)).max(axis=1)
    assert 0.005 < (drawn >= largest + 0.5).mean() < 0.016
    ranged = "uncertainty.archetypes.*.size_sigma={ low=0.0, high=0.9 }"
    wider = " ".join(flag.message for flag in red_flags(scenario_of(*ON, *people, ladder, certificate, ranged)))
    at_most = partner_size(1 - 0.01 / names, 0.81)
    assert f"more than {certifiable_people(1.0, at_most)} people" in wider


def test_accounts_of_drawn_sizes_are_bounded_too() -> None:
    ladder = "ladders.metal={ order=['tin', 'gold'], tiers={ tin={}, gold={ needs={ deals=9000 } } } }"
    said = [flag.message for flag in red_flags(scenario_of(*ON, ladder, "archetypes.*.size_sigma=0.5"))]
    most = max(
        partner_accounts(kind.accounts, partner_size(1 - 0.01 / kind.names(24), 0.5))
        for kind in scenario_of(*ON, ladder).archetypes.values()
    )
    told = f"needs.deals: hardly a future has a partner with more than {most} accounts, each of which brings one"
    assert any(told in one for one in said)
