"""Published programs of vendors, worked out on paper, as far as pay alone decides them (R-70 to R-76, R-91, R-92)."""

import pytest

from sim.rules.bands import MARGINAL, WHOLE, band_rate_bps, banded_fee_cents
from sim.rules.bonus import bonus_cents, has_size, is_left
from sim.rules.card import (
    NOT_STATED,
    REFERRAL,
    RESALE,
    is_shared,
    rate_of_year_bps,
    renewal_rate_bps,
    stated_leaf,
)
from sim.rules.clawback import clawed_back_cents
from sim.rules.customer import churn_day, churn_month
from sim.rules.dues import distributor_margin_cents, partner_fee_cents, shortfall_cents
from sim.rules.pay import entry_cents, margin_cents, margin_rate_bps
from sim.rules.payout import GO_LIVE, PAID, is_due, is_payout_close, payable_day, payout_outcome, share_trigger_day
from sim.rules.rebate import funds_cents, rebate_of_period_cents
from sim.rules.usage import month_of_use_cents
from sim.units import BPS, contract_month_cents, share_of_cents, to_cents

LAST_U = 1 - 2**-53


def shares(arr, rate_bps, share_months, months):
    """What the months of a contract pay."""
    return [
        share_of_cents(contract_month_cents(to_cents(arr), (month - 1) % 12 + 1), rate_bps)
        for month in range(1, months + 1)
        if is_shared(month, share_months)
    ]


def test_hubspot_1_and_2_a_share_for_36_months_or_12():
    assert shares(24_000, 2_000, 36, 48) == [to_cents(400)] * 36
    assert shares(24_000, 2_000, 12, 48) == [to_cents(400)] * 12


def test_hubspot_4_a_shorter_term_ends_what_is_past_it():
    assert not is_shared(20, 12)
    assert [is_shared(month, 12) for month in (5, 12, 13)] == [True, True, False]


def test_shopify_1_a_line_that_pays_nothing():
    """20% of 39 a month for the active, nothing for the idle nor on the starter plan."""
    assert share_of_cents(to_cents(39), stated_leaf(NOT_STATED, NOT_STATED, 2_000, NOT_STATED)) == to_cents(7.80)
    assert stated_leaf(NOT_STATED, 0, 2_000, NOT_STATED) == 0
    assert stated_leaf(NOT_STATED, NOT_STATED, 0, NOT_STATED) == 0


def test_shopify_3_two_months_fee():
    assert shares(468, BPS, 2, 12) == [to_cents(39)] * 2


def test_shopify_4_a_minimum_is_reached_in_the_fourth_month():
    payouts = {}
    waiting = []
    for month in range(1, 6):
        waiting.append((to_cents(7.80), payable_day(share_trigger_day(GO_LIVE, month, 0, 0), 0)))
        due = sum(amount for amount, day in waiting if is_due(day, month, 0))
        assert is_payout_close(month, 1, 0)
        if payout_outcome(due, to_cents(25), False, False) == PAID:
            payouts[month], waiting = due, []
    assert payouts == {4: to_cents(31.20)}


def test_shopify_5_a_store_takes_nothing_of_the_first_million():
    steps = ((0, to_cents(1_000_000)), (0, 1_500))
    assert banded_fee_cents(to_cents(900_000), to_cents(200_000), MARGINAL, *steps) == to_cents(15_000)


def test_gitlab_1_and_2_margin_by_class_and_a_distributor():
    months = [contract_month_cents(to_cents(48_000), month) for month in range(1, 13)]
    year = {
        share: sum(margin_cents(month, margin_rate_bps(2_000, 0, share), 0, 0) for month in months)
        for share in (BPS, 5_000, 2_500)
    }
    assert year == {BPS: to_cents(9_600), 5_000: to_cents(4_800), 2_500: to_cents(2_400)}
    distributor = sum(distributor_margin_cents(month, 500) for month in months)
    assert distributor == to_cents(2_400)
    assert to_cents(48_000) - year[BPS] - distributor == to_cents(36_000)


def test_gitlab_3_renewals_have_their_own_margin():
    rate = rate_of_year_bps(2, 2_000, (), renewal_rate_bps(RESALE, 2_000, 1_000))
    assert share_of_cents(to_cents(48_000), rate) == to_cents(4_800)


def test_gitlab_4_three_bonuses_at_most():
    paid = [bonus_cents(to_cents(48_000), 0, 250) if is_left(had, 3) else 0 for had in range(4)]
    assert paid == [to_cents(1_200)] * 3 + [0]


def test_gitlab_5_the_direct_rep_has_full_credit():
    assert share_of_cents(share_of_cents(to_cents(48_000), 800), BPS) == to_cents(3_840)


@pytest.mark.parametrize(
    ("arr", "rate", "months", "monthly"), [(1_080, 3_000, 12, 27.0), (600, 2_000, 36, 10.0), (540, 3_000, 12, 13.5)]
)
def test_quickbooks_2_to_4_shares_by_product(arr, rate, months, monthly):
    assert shares(arr, rate, months, 60) == [to_cents(monthly)] * months


KINSTA = {"starter": (50, 0, 800), "pro": (100, 800, 1_300), "business": (150, 1_300, 0)}


def kinsta_bonus(arr):
    """The bonuses that an ACV has, summed: the sizes do not overlap."""
    return sum(
        bonus_cents(to_cents(arr), to_cents(amount), 0)
        for amount, start, below in KINSTA.values()
        if has_size(to_cents(arr), to_cents(start), to_cents(below))
    )


@pytest.mark.parametrize(("monthly", "once", "share"), [(115, 150, 11.50), (35, 50, 3.50), (66.67, 100, 6.67)])
def test_kinsta_1_and_3_a_sum_once_and_a_share_for_life(monthly, once, share):
    assert kinsta_bonus(12 * monthly) == to_cents(once)
    assert shares(12 * monthly, 1_000, 0, 24)[0] == to_cents(share)


def test_kinsta_1_two_years():
    assert kinsta_bonus(1_380) + sum(shares(1_380, 1_000, 0, 24)) == to_cents(426)


@pytest.mark.parametrize(("u", "churn", "month", "stays"), [(LAST_U, 1.0, 1, 0), (0.35, 0.95, 2, 173)])
def test_kinsta_2_nothing_for_who_leaves_within_60_days(u, churn, month, stays):
    """With monthly churn: who leaves after 30 days costs all of it, who leaves after 60 days nothing."""
    assert churn_month(u, churn, 1.0) == month
    earned = kinsta_bonus(1_380) + sum(shares(1_380, 1_000, 0, month))
    assert earned == to_cents(150 + 11.50 * month)
    assert earned - clawed_back_cents(churn_day(0, month), earned, 60, 60, 60, 5_000) == to_cents(stays)


def test_kinsta_4_another_line_has_another_rate_and_no_sum():
    assert share_of_cents(to_cents(100), stated_leaf(NOT_STATED, 500, NOT_STATED, 1_000)) == to_cents(5)


AWS = ((0, to_cents(1_000_000), to_cents(10_000_000)), (300, 200, 150))


@pytest.mark.parametrize(
    ("value", "fee"), [(400_000, 12_000), (999_999.99, 30_000), (1_000_000, 20_000), (12_000_000, 180_000)]
)
def test_aws_1_and_2_the_size_of_a_deal_sets_the_rate_of_all_of_it(value, fee):
    assert banded_fee_cents(0, to_cents(value), WHOLE, *AWS) == to_cents(fee)


def test_aws_1_a_renewal():
    rate = rate_of_year_bps(2, band_rate_bps(to_cents(400_000), *AWS), (), renewal_rate_bps(REFERRAL, 300, 150))
    assert share_of_cents(to_cents(400_000), rate) == to_cents(6_000)


def test_aws_3_two_deals_of_a_year_do_not_add_up():
    """Each by its own size, with nothing before it; as one volume of the year the second would be at 2%."""
    assert [banded_fee_cents(0, to_cents(600_000), WHOLE, *AWS) for _ in range(2)] == [to_cents(18_000)] * 2
    assert banded_fee_cents(to_cents(600_000), to_cents(600_000), WHOLE, *AWS) == to_cents(24_000 - 18_000)


def test_aws_4_half_a_point_more_through_a_channel_partner():
    value = to_cents(400_000)
    fee = entry_cents(banded_fee_cents(0, value, WHOLE, *AWS), value, 0, 0, BPS, 0, 0)
    assert fee + bonus_cents(value, 0, 50) == to_cents(14_000)


def test_aws_5_a_line_has_a_rate_instead_of_bands():
    assert share_of_cents(to_cents(10_000), stated_leaf(NOT_STATED, 2_000, NOT_STATED, NOT_STATED)) == to_cents(2_000)


@pytest.mark.parametrize(("listed", "shortfall"), [(300, 40), (400, 0), (0, 250)])
def test_acronis_1_a_commitment(listed, shortfall):
    cents = to_cents(listed)
    assert shortfall_cents(to_cents(250), cents, margin_cents(cents, 3_000, 0, 0)) == to_cents(shortfall)


def test_acronis_2_what_the_vendor_books():
    listed = to_cents(300)
    margin, distributor = margin_cents(listed, 3_000, 0, 0), distributor_margin_cents(listed, 1_000)
    assert (margin, distributor, listed - margin - distributor) == (to_cents(90), to_cents(30), to_cents(180))


def test_acronis_3_use_of_the_first_months():
    months = [month_of_use_cents(to_cents(6_000), month, 6, 2_000) for month in range(1, 8)]
    assert months == [to_cents(use) for use in (100, 166.65, 233.30, 300, 366.65, 433.30, 500)]


def test_erp_net_1_a_share_by_edition():
    assert shares(10_800, 1_500, 0, 30) == [to_cents(135)] * 30
    assert shares(10_800, 800, 0, 30) == [to_cents(72)] * 30


def test_erp_net_2_fees_of_a_partner_that_always_qualifies():
    """660 at the agreement, 2,328 after one, two and three years, 3,792 after four."""
    tiers = [660, 2_328, 2_328, 2_328, 3_792]
    paid = [partner_fee_cents(to_cents(tiers[(month - 7) // 12]), month, 7) for month in range(7, 7 + 59)]
    assert [fee for fee in paid if fee] == [to_cents(fee) for fee in tiers]
    assert sum(paid) == to_cents(11_436)


def test_a_rebate_on_what_was_billed_and_on_its_growth_with_funds():
    """120,000 in the quarter, 80,000 a year ago: 4,500 and 3,000; 3,000 of it as funds, 4,500 in money."""
    core = rebate_of_period_cents(to_cents(120_000), to_cents(120_000), WHOLE, (0,), (375,))
    growth = rebate_of_period_cents(to_cents(40_000), to_cents(40_000), WHOLE, (0,), (750,))
    assert (core, growth) == (to_cents(4_500), to_cents(3_000))
    funds = funds_cents(core, 4_000) + funds_cents(growth, 4_000)
    assert (funds, core + growth - funds) == (to_cents(3_000), to_cents(4_500))
    assert rebate_of_period_cents(to_cents(-1_000), to_cents(-1_000), WHOLE, (0,), (750,)) == 0
