"""One more certificate, segment or tier draws nothing that anybody else draws: all other rows stay as they are."""

from functools import cache

import pytest

from sim.ledger import Kind
from sim.scenario.load import load_scenario

from .test_common_random_numbers import WIDE, named_rows

KIND, PARTNER, DEAL, AMOUNT, DETAIL = 1, 2, 3, 4, 6
OWN_PAY = tuple(f"archetypes.{kind}.pay_elasticity=0.0" for kind in ("referral", "reseller"))
REPS = tuple(f"archetypes.{kind}.reps=6.0" for kind in ("referral", "reseller"))
CERTIFICATE = "{ pass_probability = 0.3, renewal_probability = 0.6, valid_months = 4, cost = 100.0 }"
OF_CERTIFICATES = (Kind.CERTIFIED, Kind.LAPSED, Kind.COST_CERTIFICATION)
CLAIMS = (
    "registration={ valid_days = 60 }", "attribution={ test = 'rules' }", "conflict={}",
    *(
        f"archetypes.{kind}.{setting}"
        for kind in ("referral", "reseller")
        for setting in ("registration_probability=0.5", "direct_overlap_probability=0.3", "support_probability=0.5")
    ),
)  # fmt: skip
NAMES = ("aaa", "zzz")
"""In front of the others, and behind them."""


@cache
def rows_of(*over):
    return named_rows(load_scenario(WIDE, over), 0)


@pytest.mark.parametrize("name", NAMES)
def test_one_more_certificate(name):
    """Exams of the other are as they were, by its name, and so is all the rest."""
    stated = (*REPS, f"certificates={{ middle = {CERTIFICATE} }}")
    before, after = rows_of(*stated), rows_of(*stated, f"certificates.{name}={CERTIFICATE}")

    def exams(rows, place):
        return [row[:DETAIL] for row in rows if row[KIND] in OF_CERTIFICATES[:2] and row[DETAIL] == place]

    assert len(exams(before, 0)) > 100
    assert exams(after, 0 if name > "middle" else 1) == exams(before, 0)
    assert exams(after, 1 if name > "middle" else 0) != exams(before, 0)
    others = [[row for row in rows if row[KIND] not in OF_CERTIFICATES] for rows in (before, after)]
    assert others[0] == others[1]


@pytest.mark.parametrize("name", NAMES)
def test_one_more_segment_of_which_there_are_no_opportunities(name):
    """All rows, with claims on every deal."""
    shares = "archetypes.referral.segments={{ middle = 0.4, other = 0.6{} }}"
    kept = "segments={ middle = { sold_by = ['reseller'] } }"
    base = (*CLAIMS, *OWN_PAY, kept, "archetypes.reseller.segments={ middle = 1.0 }")
    before = rows_of(*base, shares.format(""))
    more = (shares.format(f", {name} = 0.0"), f"segments.{name}={{ sold_by = [] }}")
    assert rows_of(*base, *more) == before
    assert sum(row[KIND] == Kind.ROUTED for row in before) > 50


def test_one_more_segment_takes_its_own_opportunities_alone():
    """A part of the last one is kept direct: deals of the others have each row that they had."""
    base = (
        *CLAIMS,
        *OWN_PAY,
        "archetypes.reseller.segments={ a = 1.0 }",
        "segments={ a = { sold_by = ['reseller'] } }",
    )
    before = rows_of(*base, "archetypes.referral.segments={ a = 0.4, b = 0.6 }")
    after = rows_of(
        *base, "archetypes.referral.segments={ a = 0.4, b = 0.4, zzz = 0.2 }", "segments.zzz={ sold_by = [] }"
    )
    routed = [{row[PARTNER : DEAL + 1] for row in rows if row[KIND] == Kind.ROUTED} for rows in (before, after)]
    assert routed[0] < routed[1]
    new = routed[1] - routed[0]
    of_deals = [
        [row for row in rows if row[PARTNER] and row[DEAL] >= 0 and row[PARTNER : DEAL + 1] not in new]
        for rows in (before, after)
    ]
    assert len(of_deals[0]) > 1_000
    assert of_deals[0] == of_deals[1]


def test_one_more_tier_that_nobody_reaches():
    """On top of the others: all rows; between them all but where partners stand."""
    tiers = "low = {{}}, {}high = {{ needs = {{ opportunities = 3 }}, effects = {{ win_odds_multiplier = 2.0 }} }}"
    ladder = "ladders.metal={{ order = {}, tiers = {{ {} }} }}"
    stand = ("archetypes.referral.ladder=metal", "archetypes.reseller.ladder=metal", *CLAIMS)
    never = "{ needs = { opportunities = 1000000 } }"
    before = rows_of(*stand, ladder.format("['low', 'high']", tiers.format("")))
    above = ladder.format("['low', 'high', 'top']", tiers.format("") + f", top = {never}")
    assert rows_of(*stand, above) == before
    between = ladder.format("['low', 'middle', 'high']", tiers.format("middle = { needs = { opportunities = 3 } }, "))
    after = rows_of(*stand, between)
    whose = (Kind.TIER_CHANGED, Kind.REVENUE)  # their detail says the tier
    assert [row for row in after if row[KIND] not in whose] == [row for row in before if row[KIND] not in whose]
    assert [row[:DETAIL] for row in after if row[KIND] == Kind.REVENUE] == [
        row[:DETAIL] for row in before if row[KIND] == Kind.REVENUE
    ]
    assert sum(row[KIND] == Kind.TIER_CHANGED for row in before) > 50
