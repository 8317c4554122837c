"""Ladders: the three of the documents on written histories, the automaton rule by rule, and what holds for all."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.ladder import (
    BY_FISCAL_YEAR,
    NO_TIER,
    NOT_WARNED,
    REMOVED,
    TO_QUALIFIED,
    asks_what_it_holds,
    begins_provisionally,
    grace_is_over,
    is_near,
    is_reached,
    is_review,
    part_bps,
    provision_has_ended,
    standing_after_close,
    tier_return,
)
from sim.rules.measures import NO_SHARE, UNRANKED, channel_share_bps, top_share_bps
from sim.rules.ring import CHANNEL_SHARE, DEALS, SOURCED, TOP_SHARE
from sim.units import to_cents
from tests.rules.ladders import Ladder, Rung, by_months, climbed

GENERATED = settings(derandomize=True, max_examples=300, deadline=None)
R_100 = Ladder(
    (
        Rung(),
        Rung({"certified": 1}, {"sourced": to_cents(25_000), "opportunities": 5}, grace=3),
        Rung({"certified": 2}, {"sourced": to_cents(100_000), "opportunities": 20}, grace=6),
        Rung({"certified": 5}, {"sourced": to_cents(500_000), "opportunities": 50}, grace=9),
    ),
    provisional_tier=2,
    provisional_months=6,
)
"""Registered, silver, gold and platinum, with the grace and the provisional tier of R-104."""
REGISTERED, SILVER, GOLD, PLATINUM = range(4)
R_101 = Ladder(
    (
        Rung({"certified": 1, "deals": 1}),
        Rung({"certified": 3, "deals": 4}),
        Rung({"certified": 3, "channel_share": 1_000}),
    )
)
"""Silver, gold, and the few that bring a tenth of the channel's revenue."""
R_102 = Ladder((Rung(), *(Rung({"top_share": share}) for share in (3_000, 1_500, 500))))
"""Bronze, and from it the best 30, 15 and 5 percent."""


def tiers(told):
    return [tier for tier, _ in told]


@pytest.mark.parametrize(
    ("sourced", "opportunities", "certified", "tier"),
    [
        (0, 0, 5, REGISTERED),
        (25_000, 0, 0, REGISTERED),
        (25_000, 0, 1, SILVER),
        (24_999.99, 4, 1, REGISTERED),
        (0, 5, 1, SILVER),
        (100_000, 0, 1, SILVER),
        (100_000, 0, 2, GOLD),
        (99_999.99, 20, 2, GOLD),
        (500_000, 0, 4, GOLD),
        (500_000, 50, 5, PLATINUM),
        (0, 50, 5, PLATINUM),
    ],
)
def test_r_100_revenue_or_referrals_and_certificates(sourced, opportunities, certified, tier):
    book = {"sourced": to_cents(sourced), "opportunities": opportunities, "certified": certified}
    assert R_100.qualified(**book) == tier


def test_r_101_platinum_is_a_tenth_of_the_channel_and_not_before_the_first_sale():
    """Nobody is platinum where nobody has sold; of 90 and 10 the second has its tenth, of 91 and 9 it has not."""
    some = {"certified": 3, "deals": 4}
    for volume, others, tier in [(0, 0, 1), (10, 90, 2), (9, 91, 1), (0, 100, 1)]:
        assert R_101.qualified(**some, channel_share=channel_share_bps(volume, volume + others)) == tier
    assert R_101.qualified(certified=0, deals=9, channel_share=NO_SHARE) == NO_TIER


def test_r_102_of_a_hundred_five_are_platinum_ten_gold_fifteen_silver():
    held = [R_102.qualified(top_share=top_share_bps(1, position, 100)) for position in range(1, 101)]
    assert held == [PLATINUM] * 5 + [GOLD] * 10 + [SILVER] * 15 + [REGISTERED] * 70
    assert R_102.qualified(top_share=top_share_bps(0, 1, 100)) == REGISTERED


def test_a_higher_tier_is_held_without_the_lower_ones():
    ladder = Ladder((Rung(), Rung({"deals": 5}), Rung({"certified": 1})))
    assert ladder.qualified(deals=0, certified=1) == 2


def test_a_place_is_within_a_share_and_a_value_at_a_threshold():
    assert [is_reached(TOP_SHARE, place, 500) for place in (499, 500, 501)] == [True, True, False]
    assert [is_reached(DEALS, deals, 5) for deals in (4, 5, 6)] == [False, True, True]


def test_a_newcomer_of_promise_begins_higher():
    assert [begins_provisionally(score, 2, 25) for score in (24, 25, 35)] == [False, True, True]
    assert not begins_provisionally(35, NO_TIER, 0)


def test_promoted_at_the_fiscal_quarter():
    """Qualified from month 2 on; the fiscal year begins in February, so that its quarters end with months 1, 4, 7 …"""
    told = climbed(R_100, by_months({1: 0, 2: GOLD}), 8, start_month=1, fiscal_year_month=2)
    assert tiers(told) == [0, 0, 0, GOLD, GOLD, GOLD, GOLD, GOLD]
    monthly = climbed(replace(R_100, promotion=1), by_months({1: 0, 2: GOLD, 3: SILVER}), 4)
    assert tiers(monthly) == [0, GOLD, GOLD, GOLD]


def test_good_in_between_and_bad_at_the_end_falls():
    """Gold by month 3, warned at its review in month 13, its six months of grace end with month 19."""
    told = climbed(R_100, by_months({1: GOLD, 12: SILVER, 15: GOLD, 19: SILVER}), 20)
    assert told[11:] == [(GOLD, 0), *[(GOLD, 13)] * 6, (SILVER, 0), (SILVER, 0)]


def test_bad_in_between_and_good_at_the_end_stays():
    told = climbed(R_100, by_months({1: GOLD, 12: 0, 19: GOLD, 20: 0}), 26)
    assert told[11:] == [(GOLD, 0), *[(GOLD, 13)] * 6, *[(GOLD, 0)] * 6, (GOLD, 25), (GOLD, 25)]


@pytest.mark.parametrize(("falls", "tier"), [(0, SILVER), (TO_QUALIFIED, REGISTERED)])
def test_down_one_tier_or_to_where_it_qualifies(falls, tier):
    told = climbed(replace(R_100, falls=falls), by_months({1: GOLD, 4: REGISTERED}), 19)
    assert told[-2:] == [(GOLD, 13), (tier, 0)]


def test_who_holds_no_tier_at_all_falls_to_the_lowest():
    ladder = replace(R_101, falls=TO_QUALIFIED)
    assert tiers(climbed(ladder, by_months({1: 2, 4: NO_TIER}), 13))[-2:] == [2, 0]


def test_the_grace_is_that_of_the_tier_which_is_lost():
    """Silver has three months, platinum nine: warned in month 13 they end with months 16 and 22."""
    for tier, falls_in in [(SILVER, 16), (PLATINUM, 22)]:
        told = climbed(R_100, by_months({1: tier, 4: 0}), 23)
        assert next(month for month, (after, _) in enumerate(told, start=1) if month > 3 and after < tier) == falls_in


def test_without_grace_the_review_takes_the_tier():
    told = climbed(R_102, by_months({1: GOLD, 4: REGISTERED}), 25)
    assert told[11:14] == [(GOLD, 0), (SILVER, 0), (SILVER, 0)]
    assert told[23:] == [(SILVER, 0), (REGISTERED, 0)]


def test_a_review_by_the_fiscal_year_and_one_by_the_age_of_the_agreement():
    """Signed in month 5 of a fiscal year from January: read in months 12 and 24, or in months 17 and 29."""
    for review_at, reads in [(BY_FISCAL_YEAR, [12, 24]), (0, [17, 29])]:
        ladder = replace(R_102, promotion=1, review_at=review_at)
        told = climbed(ladder, by_months({1: GOLD, 6: REGISTERED}), 30, signed_day=130)
        falls = [month for month, (a, b) in enumerate(pairwise(tiers(told)), start=6) if b < a]
        assert falls == reads


def test_the_month_of_the_agreement_is_a_review_by_the_fiscal_year_alone():
    assert is_review(0, 12, 12, BY_FISCAL_YEAR)
    assert not is_review(0, 12, 12, 0)
    assert [months for months in range(40) if is_review(months, 1, 12, 0)] == [12, 24, 36]
    assert [month for month in range(1, 13) if is_review(7, month, 6, BY_FISCAL_YEAR)] == [6, 12]


def test_a_promotion_ends_a_warning():
    """Silver, warned in month 13; gold at the quarter's end in month 15; not silver in month 16, where grace ended."""
    told = climbed(R_100, by_months({1: SILVER, 12: REGISTERED, 15: GOLD, 16: REGISTERED}), 20)
    assert told[12:] == [(SILVER, 13), (SILVER, 13), *[(GOLD, 0)] * 6]


def test_a_review_in_the_time_of_grace_reads_too():
    """Half-yearly reviews and nine months of grace: what is held at the second review is not warned any more."""
    ladder = replace(R_100, review=6)
    told = climbed(ladder, by_months({1: PLATINUM, 5: GOLD, 13: PLATINUM, 14: GOLD}), 17)
    assert told[6:] == [*[(PLATINUM, 7)] * 6, *[(PLATINUM, 0)] * 5]
    bad = climbed(ladder, by_months({1: PLATINUM, 5: GOLD}), 17)
    assert bad[6:] == [*[(PLATINUM, 7)] * 9, (GOLD, 0), (GOLD, 0)]


def test_a_provisional_tier_is_not_read_before_its_time_and_then_ends_where_it_qualifies():
    """Gold at first, signed on day 10: half a year has passed with the close of month 7, on day 210."""
    ladder = replace(R_100, review=1, promotion=1)
    assert tiers(climbed(ladder, by_months({1: REGISTERED}), 8, 10, True)) == [GOLD] * 6 + [REGISTERED] * 2
    assert tiers(climbed(ladder, by_months({1: NO_TIER}), 8, 10, True)) == [GOLD] * 6 + [REGISTERED] * 2
    assert tiers(climbed(ladder, by_months({1: SILVER, 6: GOLD, 8: PLATINUM}), 8, 10, True))[-3:] == [2, 2, 3]
    assert [provision_has_ended(month, 0, 6) for month in (5, 6, 7)] == [False, True, True]
    assert [provision_has_ended(month, 1, 6) for month in (5, 6, 7)] == [False, False, True]


def test_the_end_of_a_provisional_time_is_no_promotion():
    """Platinum from month 7 on, whose close ends the provisional time: up at the quarter's end."""
    told = climbed(R_100, by_months({1: REGISTERED, 7: PLATINUM}), 9, 10, True)
    assert tiers(told) == [GOLD] * 8 + [PLATINUM]


def test_a_provisional_partner_may_be_promoted_and_is_provisional_still():
    ladder = replace(R_100, promotion=1)
    told = climbed(ladder, by_months({1: REGISTERED, 2: PLATINUM, 3: SILVER}), 8, 0, True)
    assert tiers(told) == [GOLD, *[PLATINUM] * 4, SILVER, SILVER, SILVER]


def test_the_end_of_a_provisional_time_is_read_at_a_review():
    """The lowest tier, not held, at the close that ends the provisional time and is a review: warned there."""
    ladder = Ladder((Rung({"deals": 1}, grace=2), Rung({"deals": 2})), 1, 6, lowest=REMOVED, provisional_tier=1)
    told = climbed(replace(ladder, provisional_months=7), by_months({1: NO_TIER}), 20, 29, True)
    assert told == [*[(1, 0)] * 7, *[(0, 0)] * 5, (0, 13), (0, 13), (NO_TIER, 0)]
    told = climbed(replace(ladder, provisional_months=6), by_months({1: NO_TIER}), 20, 29, True)
    assert told == [*[(1, 0)] * 6, (0, 7), (0, 7), (NO_TIER, 0)]


def test_a_lowest_tier_that_one_can_fail():
    """R-109: warned at the first review, removed after its grace; a ladder that keeps such partners does not warn."""
    ladder = Ladder((Rung({"deals": 1}, grace=1), Rung({"deals": 5})), lowest=REMOVED)
    assert climbed(ladder, by_months({1: NO_TIER}), 30)[11:] == [(0, 0), (0, 13), (NO_TIER, 0)]
    assert climbed(ladder, by_months({1: NO_TIER, 14: 0}), 15)[12:] == [(0, 13), (0, 0), (0, 0)]
    assert climbed(replace(ladder, lowest=0), by_months({1: NO_TIER}), 30) == [(0, 0)] * 30
    at_once = replace(ladder, rungs=(Rung({"deals": 1}), Rung()))
    assert climbed(at_once, by_months({1: NO_TIER}), 30)[11:] == [(0, 0), (NO_TIER, 0)]


def test_a_fall_to_the_lowest_tier_is_not_a_removal():
    ladder = Ladder((Rung({"deals": 1}, grace=1), Rung({"deals": 5}, grace=2)), lowest=REMOVED)
    told = climbed(ladder, by_months({1: 1, 4: NO_TIER}), 40)
    assert told[12:] == [(1, 13), (1, 13), *[(0, 0)] * 10, (0, 25), (NO_TIER, 0)]


def test_a_grace_that_was_made_shorter_is_over():
    assert [grace_is_over(13, month, 3) for month in (15, 16, 17)] == [False, True, True]
    assert not grace_is_over(NOT_WARNED, 30, 0)


def test_near_the_next_tier():
    """Gold: 80% of the sum, 95% of the referrals, one of two certificates: half of it. With both certificates 95%."""
    book = {"sourced": to_cents(80_000), "opportunities": 19}
    assert R_100.nearness(GOLD, **book, certified=1) == 5_000
    assert R_100.nearness(GOLD, **book, certified=2) == 9_500
    assert R_100.nearness(GOLD, sourced=to_cents(81_234.56), opportunities=0, certified=9) == 8_123
    assert R_100.nearness(GOLD, sourced=to_cents(250_000), opportunities=0, certified=2) == 10_000
    assert R_100.nearness(REGISTERED, **book, certified=0) == 10_000
    assert [is_near(nearness, 8_000) for nearness in (7_999, 8_000, 9_999, 10_000)] == [False, True, True, False]
    assert not is_near(9_999, 10_000)


def test_near_by_rank_is_the_share_asked_for_over_that_of_the_place():
    assert part_bps(TOP_SHARE, top_share_bps(1, 6, 100), 500) == 10_000 * 500 // 501
    assert part_bps(TOP_SHARE, UNRANKED, 500) == 0
    assert part_bps(CHANNEL_SHARE, NO_SHARE, 1_000) == 0
    assert [part_bps(SOURCED, value, 0) for value in (-1, 0, 1)] == [0, 10_000, 10_000]


@pytest.mark.parametrize(
    ("revenue", "margin", "cost", "answer"),
    [
        (5_000, 0.7, 500, 7.0),
        (50_000, 0.65, 5_000, 6.5),
        (200_000, 0.6, 30_000, 4.0),
        (1_000_000, 0.55, 150_000, 11 / 3),
    ],
)
def test_q_8_return_by_tier(revenue, margin, cost, answer):
    assert tier_return(to_cents(revenue), margin, to_cents(cost)) == pytest.approx(answer, rel=1e-12)


@st.composite
def ladders(draw):
    """Ladders of two to four tiers; what their conditions are does not matter here."""
    rungs = [Rung(grace=draw(st.integers(0, 14))) for _ in range(draw(st.integers(2, 4)))]
    by_year = draw(st.booleans())
    return Ladder(
        rungs,
        draw(st.sampled_from([1, 2, 3, 4, 6, 12])),
        draw(st.sampled_from([1, 2, 3, 4, 6, 12]) if by_year else st.integers(1, 24)),
        int(by_year),
        draw(st.sampled_from([0, TO_QUALIFIED])),
        draw(st.sampled_from([0, REMOVED])),
        draw(st.integers(-1, len(rungs) - 1)),
        draw(st.integers(1, 12)),
    )


MONTHS = 70
SEEDS = st.integers(0, 2**32)


def held_months(seed, ladder):
    """Tiers held by month from 0 on, each for some months."""
    dice = Random(seed)
    held = []
    while len(held) <= MONTHS:
        held += [dice.randint(NO_TIER, len(ladder.rungs) - 1)] * dice.randint(1, 12)
    return held


@GENERATED
@given(ladders(), SEEDS, st.integers(0, 59), st.booleans(), st.integers(1, 12), st.integers(1, 12))
def test_a_held_tier_is_never_lost(ladder, seed, signed_day, provisional, start_month, fiscal_year_month):
    held = held_months(seed, ladder)
    provisional = provisional and ladder.provisional_tier != NO_TIER
    calendar = (start_month, fiscal_year_month)
    told = climbed(ladder, lambda month: held[month], MONTHS, signed_day, provisional, *calendar)
    first = signed_day // 30 + 1
    for month, (before, after) in enumerate(pairwise(told), start=first + 1):
        if held[month] >= before[0]:
            assert after[0] >= before[0]
        if after[0] == NO_TIER:
            assert (ladder.lowest, held[month], before[0]) == (REMOVED, NO_TIER, 0)


@GENERATED
@given(
    ladders(), SEEDS, st.integers(1, 40), st.integers(NO_TIER, 2), st.integers(0, 59), st.integers(1, 12),
    st.integers(1, 12),
)  # fmt: skip
def test_one_lost_for_good_is_left_within_a_review_and_its_grace(
    ladder, seed, lost_in, left_with, signed_day, start_month, fiscal_year_month
):
    """From ``lost_in`` on what is held stays below the tier: it is left, or the partner removed, in time."""
    first = signed_day // 30 + 1
    lost_in = max(lost_in, first)
    held = held_months(seed, ladder)
    before = climbed(ladder, lambda month: held[month], lost_in, signed_day, False, start_month, fiscal_year_month)[-1][
        0
    ]
    if before <= 0:
        return
    left_with = min(left_with, before - 1)
    held[lost_in:] = [left_with] * len(held[lost_in:])
    last = lost_in + ladder.review + ladder.rungs[before].grace
    told = climbed(ladder, lambda month: held[month], last, signed_day, False, start_month, fiscal_year_month)
    assert told[-1][0] < before


CLOSES = st.fixed_dictionaries({
    "tier": st.integers(0, 2), "warned_month": st.sampled_from([NOT_WARNED, 3, 9, 20]), "is_provisional": st.booleans(),
    "month": st.integers(20, 40), "fiscal_month": st.integers(1, 12), "agreement_month": st.integers(1, 20),
    "signed_day": st.integers(0, 599), "provisional_months": st.integers(1, 24),
    "promotion_months": st.sampled_from([1, 3, 12]), "review_months": st.sampled_from([1, 3, 6, 12, 24]),
    "review_at": st.sampled_from([0, 1]),
})  # fmt: skip


@GENERATED
@given(CLOSES, st.tuples(*[st.integers(0, 12)] * 3), st.sampled_from([0, 1]), st.sampled_from([0, 1]))
def test_a_close_that_does_not_ask_changes_nothing_whatever_a_partner_holds(close, graces, falls, lowest):
    asked = {name: value for name, value in close.items() if name != "tier"}
    stands = close["tier"], close["warned_month"], close["is_provisional"], False
    after = [
        standing_after_close(**close, qualified=held, graces_months=graces, falls=falls, lowest=lowest)
        for held in (NO_TIER, 0, 1, 2)
    ]
    if not asks_what_it_holds(**asked, grace_months=graces[close["tier"]]):
        assert after == [stands] * 4


def test_each_occasion_asks_what_a_partner_holds():
    """A month of promotions, the end of a provisional time, the end of grace, a review; and none of them."""
    calm = {
        "warned_month": NOT_WARNED, "is_provisional": False, "month": 20, "fiscal_month": 4, "agreement_month": 3,
        "signed_day": 70, "provisional_months": 6, "promotion_months": 3, "review_months": 12,
        "review_at": 0, "grace_months": 3,
    }  # fmt: skip
    assert not asks_what_it_holds(**calm)
    assert asks_what_it_holds(**calm | {"fiscal_month": 6})
    assert asks_what_it_holds(**calm | {"is_provisional": True})
    assert not asks_what_it_holds(**calm | {"is_provisional": True, "provisional_months": 18})
    assert [asks_what_it_holds(**calm | {"warned_month": month}) for month in (18, 17)] == [False, True]
    assert asks_what_it_holds(**calm | {"agreement_month": 8})
    assert not asks_what_it_holds(**calm | {"agreement_month": 8, "is_provisional": True, "provisional_months": 18})
    assert asks_what_it_holds(**calm | {"review_at": BY_FISCAL_YEAR, "review_months": 4})
