"""The rules of pay, ladders and claims compile as they stand, and give the same numbers to the bit."""

from dataclasses import dataclass
from importlib import import_module
from inspect import getmembers, isfunction

import numba
import numpy as np
import pytest

import sim.engine.compiled.shared_rules  # noqa: F401  # rules can be called in compiled code from here on
from sim.compilation import compiled, part, plain
from sim.record_types import record_at
from sim.records import Table, layout_of
from sim.rules import (
    attribution,
    bands,
    bonus,
    breakeven,
    card,
    certificate,
    claim,
    clawback,
    collision,
    conflict,
    customer,
    delivery,
    dues,
    effects,
    effort,
    fiscal,
    indifference,
    label,
    ladder,
    measures,
    pay,
    payout,
    points,
    rebate,
    revenue,
    rights,
    ring,
    tier,
    touches,
    usage,
)
from sim.units import MOST_CENTS, NEVER_YET

STEPS = ((0, 10_000_000, 25_000_000), (2_000, 2_500, 3_000))
DAYS = (30, 90, 180, 5_000)
RING = np.arange(7, 7 + 3 * 24, dtype=np.int64) ** 3
CLAIMS = np.arange(7, 7 + 2 * 5 * 24, dtype=np.int64) ** 3
LATER = (1_000, card.NOT_STATED, 300)
LADDER = ((1, 1, 2, 2), (False, True, True, True), (15, 6, 6, 17), (12, 500, 900, 700))
"""Conditions of tiers 1 and 2: their tier, whether one suffices, measure and threshold."""
BOOKS = np.array([[0, 12, 500, 899, 701], [0, 12, 499, 900, 701], [0, 11, 500, 0, 700], [0, 0, 0, -1, 10_001]])
CALENDAR = [(12, 12, 0), (13, 1, 1), (16, 4, 1), (18, 6, 1)]
"""Month, month of the fiscal year, and that of the agreement."""

FACTORS = tuple(1.0 + place / 7 for place in range(33))
"""Effects of three sources."""

CASES = {
    attribution.is_late_or_less: [(class_,) for class_ in range(5)],
    attribution.other_test: [(0,), (1,)],
    attribution.class_by_rules: [
        (claim_, engaged, later, support, broad)
        for claim_ in (True, False)
        for engaged in (True, False)
        for later in (True, False)
        for support in range(3)
        for broad in (0, 1)
    ],
    attribution.class_of_deal: [
        (test, 0, stated, 7, 45, 1, 100, submission, submission + 3, engaged, support, 200)
        for test in (0, 1)
        for stated in (True, False)
        for submission in (NEVER_YET, 106, 107, 108)
        for engaged in (NEVER_YET, 106, 107, 201)
        for support in range(3)
    ],
    attribution.class_of_revenue: [(detail,) for detail in (0, 4, 8, 20)],
    attribution.class_of_won: [(detail,) for detail in range(10)],
    attribution.won_detail: [(cannibalised, class_) for cannibalised in (True, False) for class_ in range(5)],
    attribution.is_own_deal: [(class_,) for class_ in range(5)],
    attribution.is_sold: [(class_,) for class_ in range(5)],
    attribution.is_sourced: [(class_,) for class_ in range(5)],
    attribution.share_of_class_bps: [(class_, 1, 2, 3) for class_ in range(5)],
    attribution.sourced_cents: [(class_, 1_001, 2_500) for class_ in range(5)],
    attribution.support_given: [(u, 0.1, 0.7) for u in (0.0, 0.1, 0.72, 0.74)],
    bands.band_rate_bps: [(-1, *STEPS), (10_000_000, *STEPS), (MOST_CENTS, *STEPS)],
    bands.banded_fee_cents: [(9_000_000, 3_333_333, mode, *STEPS) for mode in (0, 1)],
    bands.deal_fee_cents: [(measure, 3, 1_000_007, mode, *STEPS) for measure in (0, 1) for mode in (0, 1)],
    bands.is_set_at_close: [(1, 1, 1), (1, 12, 1), (0, 1, 1), (1, 1, 0)],
    bands.lowest_rate_bps: [(measure, 12_000_007, 0, *STEPS) for measure in (0, 1)],
    bands.rate_now_bps: [(measure, 12_000_007, mode, *STEPS) for measure in (0, 1) for mode in (0, 1)],
    bands.volume_of_others: [(measure, 7_000, 3_000, year) for measure in (0, 2) for year in (1, 2)],
    bands.mean_rate_bps: [(0, 0, *STEPS), (40_000_001, 0, *STEPS)],
    bands.locked_rate_bps: [(20_001, 1_000_007), (-5, 9), (MOST_CENTS, MOST_CENTS)],
    bands.marginal_cents: [(0, *STEPS), (40_000_001, *STEPS), (MOST_CENTS, *STEPS)],
    bands.volume_pay_cents: [(40_000_001, mode, *STEPS) for mode in (0, 1)],
    bands.whole_cents: [(24_999_999, *STEPS), (MOST_CENTS, *STEPS)],
    bonus.bonus_cents: [(2_400_001, 5_000, 250)],
    bonus.has_line: [(-1, 5), (4, 2), (4, 1), (0, 0)],
    bonus.mark_word: [(2**62 + 5, -(2**61), 77)],
    bonus.has_mark: [(0.5, 0.5), (0.49, 0.5)],
    bonus.has_size: [(800, 800, 900), (900, 800, 900), (900, 800, 0)],
    bonus.is_in_time: [(90, 90), (91, 90), (91, 0)],
    bonus.is_in_window: [(3, 2, 4), (5, 2, 4), (5, 2, 0)],
    bonus.is_left: [(3, 3), (2, 3), (9, 0)],
    breakeven.customer_months: [(12, 0.05), (0, 0.05), (1_200, 0.001)],
    breakeven.expected_commission_cents: [(2_500, 12, 0.05)],
    breakeven.recovery_month: [(30_000, 7_500, 0.05), (30_000, 100, 0.05)],
    card.by_rate_entry_cents: [
        (by_rate, 1_000_007, 50, 700, share, 300, 5_000) for by_rate in (0, 4_321, -9) for share in (0, 3_333, 10_000)
    ],
    card.has_first_rate: [(year, LATER, rate) for year in (1, 2, 3) for rate in (card.NOT_STATED, 0)],
    card.contract_month_of: [(1, 1), (3, 12)],
    card.entry_on_cents: [
        (1_000_005, after, 1_000, rate, 50, 700, share, 300, most)
        for share in (0, 3_333, 10_000)
        for after in (1_000_005, 1_000_011)
        for rate in (card.NOT_STATED, 2_000)
        for most in (0, 5_000)
    ],
    card.is_shared: [(24, 24), (25, 24), (99, 0)],
    card.margin_at_cents: [
        (1_000_005, 1_000_011, 1_000, rate, least, most)
        for rate in (card.NOT_STATED, 2_000)
        for least in (0, 900_000)
        for most in (0, 5_000)
    ],
    card.margin_on_cents: [
        (1_000_005, 1_000_011, 1_000, rate, 50, share, least, 0)
        for rate in (card.NOT_STATED, 2_000)
        for least in (0, 900_000)
        for share in (0, 3_333, 10_000)
    ],
    card.points_of_class_bps: [(500, class_) for class_ in (0, 1)],
    card.of_class_bps: [(rate, 500, share) for rate in (0, 1_001, card.NOT_STATED) for share in (0, 3_333, 10_000)],
    card.pointed_cents: [
        (5, after, rate, expansion) for after in (5, 9) for rate in (0, 7) for expansion in (card.NOT_STATED, 0, 7)
    ],
    card.rate_of_year_bps: [(year, 1_500, LATER, 200) for year in (1, 2, 3, 4, 9)],
    card.renewal_rate_bps: [(model, 1_500, stated) for model in range(3) for stated in (card.NOT_STATED, 0, 70)],
    card.renewed_pay_cents: [(1_000_005, 1_000_011, 1_000, rate) for rate in (card.NOT_STATED, 2_000)],
    card.shared_months: [(2, 18), (1, 18), (3, 18), (3, 0)],
    card.stated_leaf: [(card.NOT_STATED, card.NOT_STATED, 5, 6), (0, 1, 2, 3)],
    card.with_points_bps: [(0, 500), (1_000, 500), (card.NOT_STATED, 500)],
    certificate.certifiable_people: [(reps, 1.25) for reps in (0.1, 3.6, 300.0)],
    certificate.due_cohort: [(-3,), (0,), (41,)],
    certificate.cohort_of: [(quarter, valid) for quarter in (-3, 0, 7, 41) for valid in (3, 4, 12, 60)],
    certificate.exam_word: [(5, 7, 9), (-5, 7, 7)],
    certificate.quarters_since: [(-1,), (-90,), (-3_601,)],
    delivery.delivery_cost_cents: [(1_001, 2_505, True, may) for may in (True, False)],
    delivery.delivery_wait_days: [(True, may, 45) for may in (True, False)],
    certificate.exams_of_quarter: [
        (entitled, 5, 3, 0.4, renewal, u, 1 - u)
        for entitled in (2, 9, 200)
        for renewal in (0.1, 0.8, 1.0)
        for u in (0.01, 0.5, 0.93)
    ],
    claim.engagement_day: [(u, 100, -30, 30) for u in (0.0, 0.99)],
    claim.first_contact_day: [(10, 30)],
    rights.has_right: [(True, False, False), (True, False, True), (False, False, False)],
    claim.is_alive: [(day, 12, 90, 1) for day in (11, 12, 191, 192)],
    claim.is_engaged: [(NEVER_YET, 5), (4, 5), (6, 5)],
    claim.is_in_time: [(107, 100, 7), (108, 100, 7)],
    claim.is_met_by_direct: [(0.2, 0.2), (0.1, 0.2)],
    claim.is_protected: [(day, 12, 90, 1, 30) for day in (11, 12, 41, 42, 102, 192)],
    claim.is_submitted: [(0.5, 0.6, True, True, acv, 500) for acv in (499, 500)],
    claim.submission_day: [(u, -20, 2, 5) for u in (0.0, 0.99)],
    claim.was_met_first: [(engaged, 90, 70) for engaged in (69, 70, 91, NEVER_YET)],
    clawback.clawed_back_cents: [(age, MOST_CENTS, *DAYS) for age in (29, 30, 91, 179, 180)],
    clawback.downgraded_cents: [(2_400_001, 1 / 3)],
    clawback.kept_of_last_share_cents: [(100, 777, *DAYS)],
    collision.collides: [(u, 0.1, 3) for u in (0.27, 0.272)],
    collision.ends_for_loser: [(settlement,) for settlement in range(3)],
    collision.rival_contact_day: [(u, 100, 0, 60) for u in (0.0, 0.3, 0.99)],
    collision.rival_place: [(u, 7) for u in (0.0, 0.99)],
    collision.split_value_cents: [(1_001, 3_333, wins) for wins in (True, False)],
    collision.wins_collision: [
        (settlement, 3, mine, 40, 5, rivals, contact)
        for settlement in range(3)
        for mine in (NEVER_YET, 50, 51)
        for rivals in (NEVER_YET, 50)
        for contact in (39, 40)
    ],
    conflict.claim_odds: [(engaged, protected, 0.3, 2.0) for engaged in (True, False) for protected in (True, False)],
    conflict.conflict_odds: [(1.1, 1.3, 0.7, 0.9, 1.7)],
    conflict.credit_odds: [(4.0, share, 0.6) for share in (0.0, 0.6, 1.0)],
    conflict.protection_odds: [(0.7, number) for number in range(4)],
    conflict.split_credit_cents: [(1_999, 333, 5_001)],
    customer.churn_day: [(100, 7)],
    customer.churn_month_still: [(0.2, 0.46, 1.3, 5), (0.9, 0.46, 1.3, 11), (0.5, 1.0, 1.0, 3)],
    customer.churn_month: [(u, 0.46, 1.3) for u in (0.0, 0.1, 0.4, 0.52, 0.9)] + [(0.9, 1.0, 1.0)],
    customer.early_cancel_day: [(0.99, 100, 90), (0.99, 100, 90, 30)],
    customer.is_downgraded: [(0.15, 0.1, 1.0, 0.2), (0.3, 0.1, 1.0, 0.2)],
    conflict.days_to_answer: [(rival, day, 50, 9) for rival in (True, False) for day in (NEVER_YET, 50, 51)],
    touches.is_first_of_partner: [(35, day, 115) for day in (NEVER_YET, 34, 35, 116)],
    touches.is_last_of_partner: [
        (35, submission, day, support, class_, 115)
        for submission in (NEVER_YET, 40, 120)
        for day in (NEVER_YET, 37, 50)
        for support in (0, 2)
        for class_ in (0, 4)
    ],
    touches.linear_credit_cents: [(2_400_001, 2, 1), (7, 1, 1)],
    touches.touch_credit_cents: [(model, 2_400_001, 35, 40, 50, 2, 0, 115) for model in range(3)],
    touches.touches_of_direct: [(day, class_, 115) for day in (NEVER_YET, 115, 116) for class_ in (0, 4)],
    touches.touches_of_partner: [
        (day, support, class_, 115) for day in (NEVER_YET, 115, 116) for support in (0, 2) for class_ in (0, 4)
    ],
    dues.distributor_margin_cents: [(1_234_567, 501)],
    dues.fiscal_partner_fee_cents: [(100_001, month, first) for month in (9, 12) for first in (True, False)],
    dues.has_minimum: [(7, 5, 3), (8, 5, 3)],
    dues.partner_fee_cents: [(100, 17, 5), (100, 18, 5)],
    dues.shortfall_cents: [(25_000, 30_000, 9_000), (25_000, 40_000, 9_000)],
    dues.support_borne_cents: [(1_234_567, 501)],
    dues.support_rate_bps: [(8_000, 2_501)],
    effects.product_of_effects: [(driver, (2, -1, 0), 3, FACTORS) for driver in (0, 10)],
    effort.cap_weight: [(0, 1, 2), (1_000, 750, 700), (1_000, 2_000, 700)],
    effort.delay_effort: [(0.1, 3.7, 3.0), (0.9, 9.0, 3.0)],
    effort.first_year_extra_bps: [(500, 0.6, 120_000, 2_400_007.0, 0.5, 0.3)],
    effort.first_year_fee_cents: [(2_400_007, 18_003.7)],
    effort.near_cap_effort: [(18_003.7, 25_000.0, 3, 0.77, 0.2, 0.8, 1.5), (18_003.7, 0.0, 3, 0.0, 0.2, 0.8, 1.5)],
    effort.horizon_pay: [(18_003.7, 25_000, 3, 0.77)],
    effort.later_years_pay: [(5, 1_500, LATER, 200, 30)],
    effort.median_rate_bps: [(1_000, 2_400_007, 300_000, 0), (1_000, 2_400_007, 0, 0)],
    effort.payout_wait_months: [(37, 30, 3, 1)],
    effort.year_pay: [(1_500, 12, 33.3)],
    fiscal.ends_period: [(6, 3), (7, 3)],
    fiscal.fiscal_month: [(1, 5, 7), (3, 5, 7)],
    fiscal.months_of_period: [(6, 3), (7, 3), (7, 12)],
    indifference.indifference_odds: [(4.0, 0.3), (4.0, 1.0)],
    indifference.kept_pay_share: [(3.0, 7.0), (9.0, 7.0), (1.0, 0.0)],
    pay.bounded_cents: [(50, 60, 0), (50, 0, 40), (0, 60, 0)],
    pay.entry_cents: [(10_001, 100_003, 200, 5_000, 5_001, 0, 0), (10_001, 100_003, 200, 5_000, 5_001, 0, 70)],
    pay.kept_by_cap_cents: [(500, 0, 9), (500, 400, 300), (500, 400, 900), (-500, 400, 900)],
    pay.margin_cents: [(100_003, 3_333, 0, 0), (100_003, 3_333, 50_000, 0)],
    pay.margin_rate_bps: [(3_500, 500, 3_333)],
    pay.services_fee_cents: [(2_400_001, 15_000, 1_201)],
    payout.is_disputed: [(0.1, 0.1), (0.09, 0.1)],
    payout.is_due: [(89, 4, 1), (90, 4, 1)],
    payout.payable_day: [(40, 30)],
    payout.payout_outcome: [(due, 50, gone, gone) for due in (-1, 0, 49, 50) for gone in (True, False)],
    payout.renewal_trigger_day: [(trigger, 400, 2) for trigger in range(4)],
    payout.share_trigger_day: [(trigger, 4, 125, 2) for trigger in range(4)],
    payout.trigger_day: [(trigger, 10, 40, 2, 14) for trigger in range(4)],
    ladder.asks_what_it_holds: [
        (warned, provisional, *calendar, 30 * calendar[2], 15, 3, 12, at, 3)
        for warned in (0, 13)
        for provisional in (False, True)
        for calendar in CALENDAR
        for at in (0, 1)
    ],
    ladder.begins_provisionally: [(24, 2, 25), (25, 2, 25), (25, -1, 0)],
    ladder.grace_is_over: [(13, 15, 3), (13, 16, 3), (0, 16, 3)],
    ladder.holds_tier: [(tier, *LADDER, book, 1) for tier in (0, 1, 2) for book in BOOKS],
    ladder.is_near: [(nearness, 8_000) for nearness in (7_999, 8_000, 10_000)],
    ladder.is_reached: [(measure, value, 5) for measure in (6, 17) for value in (4, 5, 6)],
    ladder.is_review: [(12, month, 6, at) for month in (5, 6) for at in (0, 1)],
    ladder.nearness_bps: [(tier, *LADDER, book, 1) for tier in (0, 1, 2) for book in BOOKS],
    ladder.part_bps: [(measure, value, 700) for measure in (6, 17) for value in (-1, 0, 333, 701, 10_001)],
    ladder.provision_has_ended: [(7, 10, 6), (6, 10, 6)],
    ladder.looks_ahead: [(2, 3, 9_999), (3, 3, 9_999), (2, 3, 10_000)],
    ladder.qualified_tier: [(3, *LADDER, book, 1) for book in BOOKS],
    ladder.standing_after_close: [
        (tier, warned, provisional, held, *calendar, 30 * calendar[2], 15, 3, 12, at, (0, 3, 6), falls, 1)
        for tier, warned in ((0, 0), (1, 0), (1, 13), (2, 0))
        for provisional in (False, True)
        for held in (-1, 0, 2)
        for calendar in CALENDAR
        for at in (0, 1)
        for falls in (0, 1)
    ],
    ladder.standing_when_read: [
        (tier, 9, 0, 13, last, 1, lowest) for tier in (0, 1, 2) for last in (True, False) for lowest in (0, 1)
    ],
    ladder.tier_return: [(1_234_567, 0.7, 89)],
    measures.channel_share_bps: [(0, 7), (3, 7)],
    measures.is_in_first_year: [(459, 100), (460, 100)],
    measures.is_nothing_before_flows: [(measure,) for measure in range(19)],
    measures.is_live: [(3, 9, 3, 9), (4, 9, 3, 9), (3, 2, 3, 9)],
    measures.ranks_before: [(one, other, (5, 7, 5)) for one in range(3) for other in range(3)],
    measures.retention_bps: [(2, 3), (0, 0)],
    measures.top_share_bps: [(1, 7, 100), (0, 7, 100)],
    measures.unit_of: [(measure,) for measure in range(19)],
    measures.value_at_close: [(measure, *[RING] * 4, CLAIMS, *range(11, 20), 24, 30, 3) for measure in range(19)],
    measures.value_of_claims: [(measure, CLAIMS, 120, 30, 24) for measure in range(19)],
    measures.value_of_growth_rate: [(RING, 24, 30, 12, 55), (RING - RING, 24, 30, 12, 55)],
    measures.value_of_measure: [(measure, RING, RING, RING, RING, 5, 24, 30, 3) for measure in range(7)],
    measures.value_of_standing: [(measure, *range(11, 18)) for measure in range(19)],
    points.points_of_entry: [(1_199, 3, 1_200, 0), (1_199, 3, 1_200, 1)],
    points.points_of_ladder: [((6, 13, 14), (3, 1, 200), (1_200, 1, 1), (0, 70, 0), (0, 240_099, 8_599, 3), 1)],
    points.whole_units: [(measure, value) for measure in (6, 13, 14) for value in (-199, 199, 2**53)],
    label.label: [(u, (0.25, 0.0, 0.75)) for u in (0.0, 0.24, 0.25, 0.99)],
    rebate.funds_cents: [(451, 4_001), (-451, 4_001)],
    rebate.months_accrued: [(month, 12, paid) for month in range(1, 13) for paid in (1, 3, 12)],
    rebate.payable_from_close: [(7, 30)],
    rebate.rebate_due_cents: [(5, 7)],
    rebate.rebate_of_period_cents: [(40_000_001, 12_000_000, mode, *STEPS) for mode in (0, 1)] + [(-1, 9, 1, *STEPS)],
    ring.bucket_of: [(-3,), (0,), (24,), (25,)],
    ring.growth_sum: [(RING, 24, 30, 12), (RING, 48, 3, 5)],
    ring.is_held: [(6, 30), (7, 30), (31, 30)],
    ring.window_sum: [(RING, 24, 30, 24), (RING, 0, 1, 1)],
    ring.year_ago_sum: [(RING, 24, 30, 3)],
    revenue.revenue_detail: [(4, -1), (0, 0), (3, 7)],
    revenue.tier_of_revenue: [(detail,) for detail in (0, 4, 8, 20)],
    tier.paid_tier: [(-1,), (0,), (3,)],
    tier.reaches_tier: [(1, 1), (0, 1), (-1, -1)],
    usage.month_of_use_cents: [(MOST_CENTS, month, 36, 1_234) for month in (1, 20, 36, 37, 240)],
    usage.use_bps: [(1, 6, 2_000), (6, 6, 2_000), (7, 6, 2_000), (1, 0, 0)],
    usage.used_so_far_bps: [(5, 6, 2_000), (99, 36, 2_000), (0, 6, 2_000)],
}
WITH_THE_ENGINES = {
    *(name for name in ("cancels_early", "churns", "expanded_arr_cents", "last_month_of_cancellation")),
    "pay_effort",
    "put_in_rank",
    *(name for name in ("is_payout_close", "is_payout_of_owed", "resale_margin_cents")),
}
"""Rules that the compiled engine calls, so that its own tests compare them."""


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}")
def test_a_compiled_rule_gives_the_same(rule):
    compiled = numba.njit(error_model="python")(rule)
    for arguments in CASES[rule]:
        expected = rule(*arguments)
        assert compiled(*arguments) == expected
        assert isinstance(compiled(*arguments), type(expected)) or isinstance(expected, np.generic)


def test_every_rule_of_these_files_is_tried():
    modules = {rule.__module__ for rule in CASES}
    rules = {
        function
        for module in modules
        for name, function in getmembers(import_module(module), isfunction)
        if function.__module__ == module and not name.startswith("_") and name not in WITH_THE_ENGINES
    }
    assert rules == CASES.keys()


@dataclass(slots=True, eq=False)
class Agreement:
    """What the engines keep of an agreement, as they keep it: rows of parameters and a table of all partners' rings."""

    froms: tuple[int, ...]
    rates_bps: tuple[int, ...]
    later_bps: tuple[int, ...]
    ring: Table[int]


agreement_at = record_at(Agreement)


@part
def pay_of(agreement: Agreement, volume: int) -> int:
    """A number that every row and the ring go into."""
    before = ring.growth_sum(agreement.ring, 24, 30, 12)
    return (
        bands.banded_fee_cents(before, volume, 0, agreement.froms, agreement.rates_bps)
        + rebate.rebate_of_period_cents(volume, volume, 1, agreement.froms, agreement.rates_bps)
        + effort.later_years_pay(4, 1_500, agreement.later_bps, 200, 30)
    )


@compiled("int64(int64, int64)")
def pay_at(address: int, volume: int) -> int:
    return pay_of(agreement_at(address), volume)


def test_rules_read_rows_and_tables_of_the_engines():
    rows = {"froms": STEPS[0], "rates_bps": STEPS[1], "later_bps": LATER}
    kept = {name: np.array(row) for name, row in rows.items()}
    agreement = np.zeros(1, layout_of(Agreement).dtype)
    for name, row in kept.items():
        agreement[name] = row.ctypes.data, len(row)
    agreement["ring"] = RING.ctypes.data
    expected = plain(pay_of)(Agreement(*rows.values(), Table(RING.tolist())), 33_333_333)
    assert pay_at(agreement.ctypes.data, 33_333_333) == expected > 0
