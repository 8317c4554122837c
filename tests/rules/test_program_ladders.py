"""Published programs of vendors, worked out on paper, as far as their ladders decide (R-100 to R-109)."""

from dataclasses import replace

import pytest

from sim.rules.card import is_shared, stated_leaf
from sim.rules.dues import partner_fee_cents
from sim.rules.ladder import BY_FISCAL_YEAR, NO_TIER, REMOVED, TO_QUALIFIED
from sim.rules.measures import retention_bps, value_of_measure
from sim.rules.ring import BUCKETS, DEALS, bucket_of
from sim.units import NOT_STATED, share_of_cents, to_cents
from tests.rules.ladders import Ladder, Rung, by_months, climbed

SOLUTIONS = Ladder(
    (
        Rung(),
        Rung({"points": 140}),
        Rung({"points": 140}),
        Rung({"points": 1_200, "retention": 8_500, "certified__academy": 100}),
    ),
    falls=TO_QUALIFIED,
    provisional_tier=1,
    provisional_months=24,
)
PROVIDER, PARTNER, GOLD, ELITE = range(4)
ACTIVITY = Ladder((Rung(), Rung({"deals": 1})), 1, 1, BY_FISCAL_YEAR)
PROADVISOR = Ladder(
    tuple(Rung({"points": points}) for points in (0, 200, 800, 1_600)), 1, 1, BY_FISCAL_YEAR, TO_QUALIFIED
)
COMMITMENTS = Ladder(
    (Rung(), Rung({"billed": to_cents(350)}, grace=36), Rung({"billed": to_cents(1_700)}, grace=36)), 1, 24
)
ERP = Ladder(
    (
        Rung({"deals": 1, "certified__technical": 1}, grace=1),
        Rung({"months": 12, "deals": 1, "retention": 9_000, "certified__technical": 1}),
        Rung(
            {
                "months": 48,
                "deals": 4,
                "retention": 9_500,
                "certified__technical": 4,
                "certified__sales": 1,
                "certified__developer": 1,
            }
        ),
    ),
    1,
    12,
    falls=TO_QUALIFIED,
    lowest=REMOVED,
)
EXPRESS, SILVER, ERP_GOLD = range(3)
STAFF = {"certified__technical": 4, "certified__sales": 1, "certified__developer": 1}


def tiers(told):
    return [tier for tier, _ in told]


def solutions(points, live=20, ever=20, academy=0):
    return SOLUTIONS.qualified(points=points, retention=retention_bps(live, ever), certified__academy=academy)


def test_hubspot_4_a_partner_that_is_not_gold_within_24_months_becomes_a_provider():
    """Its customers then have a provider's 12 months: one in month 20 pays nothing, one in month 5 goes on."""
    assert (solutions(120), solutions(140)) == (PROVIDER, GOLD)
    told = tiers(climbed(SOLUTIONS, lambda _: solutions(120), 30, signed_day=0, is_provisional=True))
    assert told == [PARTNER] * 23 + [PROVIDER] * 7
    months = [stated_leaf(NOT_STATED, NOT_STATED, tier, 36) for tier in (12, NOT_STATED)]
    assert [[is_shared(month, share) for month in (5, 12, 13, 20)] for share in months] == [
        [True, True, False, False],
        [True, True, True, True],
    ]
    gold = tiers(climbed(SOLUTIONS, by_months({1: PROVIDER, 20: solutions(140)}), 30, 0, True))
    assert gold == [PARTNER] * 20 + [GOLD] * 10


@pytest.mark.parametrize(("live", "tier"), [(17, ELITE), (16, GOLD)])
def test_hubspot_5_elite_keeps_85_of_100_customers(live, tier):
    assert solutions(1_200, live, 20, 100) == tier
    assert solutions(1_200, live, 20, 99) == GOLD


def test_shopify_2_idle_without_a_win_in_twelve_months():
    """Wins in months 3 and 17: active from the close of month 3 to that of month 14, and from that of month 17."""
    ring = [0] * BUCKETS
    wins = []
    for month in range(1, 20):
        ring[bucket_of(month)] = int(month in (3, 17))
        wins.append(value_of_measure(DEALS, [], ring, [], [], 0, 0, month, 12))
    told = tiers(climbed(ACTIVITY, lambda month: ACTIVITY.qualified(deals=wins[month - 1]), 19))
    assert told == [0] * 2 + [1] * 12 + [0] * 2 + [1] * 3
    pay = [share_of_cents(to_cents(39), rate) for rate in (0, 2_000)]
    assert [pay[tier] for tier in told[13:17]] == [to_cents(7.80), 0, 0, to_cents(7.80)]


def test_quickbooks_1_gold_at_the_next_close_when_a_client_leaves():
    told = climbed(PROADVISOR, lambda month: PROADVISOR.qualified(points=800 if month < 5 else 750), 6)
    assert tiers(told) == [2] * 4 + [1] * 2


def test_acronis_4_up_at_the_close_and_down_by_hand():
    """360 a month from month 3 on; less from month 6 on is not read before two years, and then has three of grace."""
    told = climbed(COMMITMENTS, lambda month: COMMITMENTS.qualified(billed=to_cents(360 if 3 <= month < 6 else 0)), 62)
    assert told == [(0, 0)] * 2 + [(1, 0)] * 22 + [(1, 25)] * 36 + [(0, 0)] * 2


def test_erp_net_2_fees_by_the_tier_just_read():
    """Signed in month 7: silver after a year, gold after three more; 11,436 in five payments."""
    first = 7
    told = tiers(
        climbed(
            ERP, lambda month: ERP.qualified(months=month - first, deals=4, retention=10_000, **STAFF), first + 50, 200
        )
    )
    fees = [to_cents((660, 2_328, 3_792)[tier]) for tier in told]
    paid = [partner_fee_cents(fee, month, first) for month, fee in enumerate(fees, start=first)]
    assert [fee for fee in paid if fee] == [to_cents(fee) for fee in (660, 2_328, 2_328, 2_328, 3_792)]
    assert sum(paid) == to_cents(11_436)


@pytest.mark.parametrize(("live", "tier"), [(19, ERP_GOLD), (18, SILVER), (17, EXPRESS)])
def test_erp_net_3_customers_kept_at_the_review(live, tier):
    held = ERP.qualified(months=60, deals=4, retention=retention_bps(live, 20), **STAFF)
    assert tiers(climbed(ERP, by_months({1: ERP_GOLD, 2: held}), 13))[-2:] == [ERP_GOLD, tier]


def test_erp_net_4_four_technical_people_and_no_developer():
    book = {"months": 60, "deals": 4, "retention": 10_000, **STAFF}
    assert ERP.qualified(**book) == ERP_GOLD
    assert ERP.qualified(**{**book, "certified__developer": 0}) == SILVER


def test_erp_net_5_warned_and_removed_a_month_later():
    for deals, technical in [(0, 1), (1, 0), (0, 0)]:
        book = {"months": 12, "deals": deals, "retention": 10_000, **STAFF, "certified__technical": technical}
        assert ERP.qualified(**book) == NO_TIER
    told = climbed(ERP, by_months({1: EXPRESS, 2: NO_TIER}), 20)
    assert told[11:] == [(EXPRESS, 0), (EXPRESS, 13), (NO_TIER, 0)]
    assert len(climbed(replace(ERP, lowest=0), by_months({1: NO_TIER}), 20)) == 20


def test_csp_eligible_from_25_000_billed():
    ladder = Ladder((Rung(), Rung({"billed": to_cents(25_000)})))
    assert [ladder.qualified(billed=to_cents(amount)) for amount in (24_999.99, 25_000)] == [0, 1]
