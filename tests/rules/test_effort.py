"""Pay and the effort that it buys at their edges."""

import pytest

from sim.rules.card import NOT_STATED
from sim.rules.effort import (
    cap_weight,
    delay_effort,
    first_year_extra_bps,
    horizon_pay,
    later_years_pay,
    median_rate_bps,
    pay_effort,
    payout_wait_months,
    year_pay,
)


def fee_over_24_months(rate, second):
    """Of a referral fee alone, as a share of the list of 24 months."""
    return (rate + second) / 20_000


@pytest.mark.parametrize(
    ("pay", "elasticity", "effort"),
    [(0.12, 0.8, 1.0), (0.06, 1.0, 0.5), (0.06, 0.0, 1.0), (0.12, 3.0, 1.0), (0.48, 0.5, 1.5), (0.24, 0.5, 2**0.5)],
)
def test_effort_is_capped_pay_over_market_pay(pay, elasticity, effort):
    assert pay_effort(pay, 0.12, elasticity, 1.5) == pytest.approx(effort)


def test_the_cap_is_reached_exactly():
    assert pay_effort(0.18, 0.12, 1.0, 1.5) == pytest.approx(1.5)
    assert pay_effort(0.19, 0.12, 1.0, 1.5) == 1.5


def test_no_pay_no_effort():
    assert pay_effort(0.0, 0.12, 0.8, 1.5) == 0.0
    assert pay_effort(0.0, 0.12, 0.0, 1.5) == 1.0


def test_a_market_that_pays_nothing():
    assert pay_effort(0.3, 0.0, 0.8, 1.5) == 1.0
    assert pay_effort(0.0, 0.0, 0.8, 1.5) == 1.0


NOTHING_MORE = first_year_extra_bps(0, 0.7, 0, 2_400_000.0, 0.0, 0.4)


@pytest.mark.parametrize("rate", [0, 1, 7, 333, 1_200, 1_501, 2_500, 9_999])
@pytest.mark.parametrize("second", [0, 1, 333, 1_000, 2_501])
def test_a_rate_and_later_rates_alone_give_the_pay_of_two_years_to_the_bit(rate, second):
    fee = horizon_pay(year_pay(rate, 12, NOTHING_MORE), later_years_pay(2, rate, (second,), 0, 0), 2, 1.0)
    assert fee.hex() == fee_over_24_months(rate, second).hex()
    margin = horizon_pay(year_pay(rate, 12, NOTHING_MORE), later_years_pay(2, rate, (), rate, 0), 2, 1.0)
    assert margin.hex() == (rate / 10_000).hex()


def test_a_longer_horizon_sees_what_is_cut_after_month_24():
    """20% of each month: 24 or 48 months are the same over two years and not over four (R-77, R-94)."""

    def pay(share_months, years):
        later = later_years_pay(years, 2_000, (), 2_000, share_months)
        return horizon_pay(year_pay(2_000, 12, 0.0), later, years, 1.0)

    assert pay(24, 2) == pay(48, 2) == 0.2
    assert pay(24, 4) == 0.1
    assert pay(48, 4) == 0.2
    assert pay(18, 2) == 0.15
    assert pay(0, 10) == 0.2


def test_years_by_name_count_until_the_horizon():
    """15, 10, 3, 5% over four years; the fifth is beyond it."""
    assert later_years_pay(4, 1_500, (1_000, NOT_STATED, 500, 9_000), 300, 0) == 12 * (1_000 + 300 + 500)
    assert later_years_pay(1, 1_500, (1_000,), 300, 0) == 0


def test_what_else_the_first_year_pays():
    """5 points at a chance of 60%, 1,200 on 24,000, services of half the ACV at a margin of 30%."""
    extra = first_year_extra_bps(500, 0.6, 120_000, 2_400_000.0, 0.5, 0.3)
    assert extra == pytest.approx(300 + 500 + 1_500)
    assert year_pay(1_000, 12, extra) == pytest.approx(12 * 3_300)


def test_least_and_most_of_a_median_entry():
    """10% of 24,000 is 2,400: 12.5% with a least of 3,000, 5% with a most of 1,200."""
    assert median_rate_bps(1_000, 2_400_000, 300_000, 0) == 1_250
    assert median_rate_bps(1_000, 2_400_000, 0, 120_000) == 500
    assert median_rate_bps(1_000, 2_400_000, 100_000, 500_000) == 1_000
    assert median_rate_bps(0, 2_400_000, 300_000, 0) == 0
    assert median_rate_bps(1_000, 3, 0, 0) == 1_000


@pytest.mark.parametrize(
    ("cap", "so_far", "fee", "weight"),
    [(0, 9_999, 500, 1.0), (1_000, 0, 500, 1.0), (1_000, 750, 500, 0.5), (1_000, 1_500, 500, 0.0), (1_000, 0, 0, 1.0)],
)
def test_a_cap_leaves_a_part_of_the_next_deal(cap, so_far, fee, weight):
    assert cap_weight(cap, so_far, fee) == weight


def test_near_a_cap_the_later_years_count_in_full():
    first, later = year_pay(2_000, 12, 0.0), later_years_pay(2, 2_000, (1_000,), 0, 0)
    assert horizon_pay(first, later, 2, 0.0) == 0.05
    assert horizon_pay(first, later, 2, 0.5) == 0.1
    assert horizon_pay(first, later, 2, 1.0) == 0.15


def test_partners_that_live_on_services_alone_sell():
    """The market pays for the same services: no pay for selling leaves effort at the services' part."""
    services = first_year_extra_bps(0, 1.0, 0, 1.0, 1.0, 0.3)
    own = horizon_pay(year_pay(0, 12, services), 0, 2, 1.0)
    market = horizon_pay(year_pay(1_500, 12, services), 0, 2, 1.0)
    assert pay_effort(own, market, 1.0, 1.5) == pytest.approx(3_000 / 4_500)


def test_slower_pay_is_worth_less():
    """Quarterly with a month's lag, live after 30 days: 1 + 1.5 + 1 months; monthly without lag 1.5."""
    quarterly, monthly = payout_wait_months(30, 0, 3, 1), payout_wait_months(30, 0, 1, 0)
    assert quarterly == 3.5
    assert monthly == 1.5
    assert payout_wait_months(30, 30, 3, 2) == 5.5
    assert delay_effort(0.1, quarterly, 3.5) == 1.0
    assert delay_effort(0.1, monthly, 3.5) == pytest.approx(1.2)
    assert delay_effort(0.1, quarterly, 1.5) == pytest.approx(0.8)
    assert delay_effort(0.5, 9.0, 1.0) == 0.0
    assert delay_effort(0.0, 99.0, 3.0) == 1.0
