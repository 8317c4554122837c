"""Tiers that nobody can reach, and settings of a ladder that nothing follows from, are named (R-103, R-104, R-109)."""

import pytest

from sim.rules.certificate import MOST_PEOPLE, certifiable_people
from sim.rules.dealflow import MOST_RAW_OPPORTUNITIES
from sim.scenario.lint import reach, red_flags

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
    "tiers.gold.needs={ certified={ a=1 } }\ncertificates.a={ pass_probability=0.5, requires='b' }\n"
    "certificates.b={ pass_probability=0.0 }": (
        "R-34 ladders.metal.tiers.gold.needs.certified.a: nobody can ever pass a",
        "certificates.b.pass_probability=0.1",
    ),
    "tiers.gold.needs={ certified={ a=201 } }\ncertificates.a={ pass_probability=0.5 }": (
        "R-36 ladders.metal.tiers.gold.needs.certified.a: at most 200 people of a partner are counted",
        "ladders.metal.tiers.gold.needs.certified.a=200",
    ),
    "tiers.gold.needs={ certified={ a=25 } }\ncertificates.a={ pass_probability=0.5 }\n"
    "archetypes.referrer.size_sigma=0.8\narchetypes.reseller.size_sigma=0.5\narchetypes.referrer.reps=2.8\n"
    "archetypes.reseller.reps=2.8": (
        "R-36 ladders.metal.tiers.gold.needs.certified.a: fewer than 1 partner in 1,000 has more than 24 people "
        "(reps, by its size)",
        "archetypes.referrer.reps=3.0",
    ),
    "tiers.gold.needs={ opportunities=381 }\nladders.metal.windows={ opportunities=2 }": (
        "R-104 ladders.metal.tiers.gold.needs.opportunities: a partner has at most 380 opportunities in these months",
        "ladders.metal.windows.opportunities=3",
    ),
    "tiers.gold.needs={ deals=87 }\narchetypes.referrer.size_sigma=0.8\narchetypes.reseller.size_sigma=0.5\n"
    "archetypes.referrer.accounts=10.0\narchetypes.reseller.accounts=7.0": (
        "R-104 ladders.metal.tiers.gold.needs.deals: fewer than 1 partner in 1,000 has more than 86 accounts, each "
        "of which brings one",
        "ladders.metal.tiers.gold.needs.deals=86",
    ),
    "tiers.gold.needs={ registrations=1 }\nregistration={ valid_days=90 }": (
        "R-109 ladders.metal.tiers.gold.needs.registrations: no partner of this ladder registers anything",
        "archetypes.referrer.registration_probability=0.1",
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


def test_what_a_partner_has_at_most_is_what_the_rules_count() -> None:
    assert (reach.MOST_PEOPLE, reach.MOST_OPPORTUNITIES) == (MOST_PEOPLE, MOST_RAW_OPPORTUNITIES)
    assert certifiable_people(2.8, 0.7261490370736909 * 11.85) == 24
