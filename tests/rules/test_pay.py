"""Fees, margins and the payout calendar, with the documents' own figures; and the cents they are counted in."""

import pytest

from sim.rules.pay import is_payout_close, referral_fee_cents, resale_margin_cents
from sim.units import (
    BPS,
    calendar_month,
    contract_month_cents,
    month_of,
    round_half_up,
    share_of_cents,
    to_bps,
    to_cents,
    whole_days,
)


def test_q_1_a_fifth_of_the_first_year():
    assert referral_fee_cents(to_cents(24_000), to_bps(0.20)) == to_cents(4_800)


def test_q_10_three_contract_years():
    fees = [referral_fee_cents(to_cents(100_000), to_bps(rate)) for rate in (0.15, 0.10, 0.05)]
    assert fees == [to_cents(15_000), to_cents(10_000), to_cents(5_000)]
    assert sum(fees) == to_cents(30_000)


def test_margin_off_list():
    """The margin of R-71: 30% off 30,000.30 leaves the vendor 21,000.21."""
    listed = to_cents(30_000.30)
    assert resale_margin_cents(listed, 3_000) == to_cents(9_000.09)
    assert listed - resale_margin_cents(listed, 3_000) == to_cents(21_000.21)


@pytest.mark.parametrize("payment", [referral_fee_cents, resale_margin_cents])
@pytest.mark.parametrize(
    ("amount", "bps", "paid"),
    [
        (1, 5_000, 1),  # half a cent goes up
        (1, 4_999, 0),
        (3, 5_000, 2),
        (10_000, 1, 1),
        (4_999, 1, 0),
        (5_000, 1, 1),
        (0, 9_000, 0),
        (123_456_789, 0, 0),
        (123_456_789, 10_000, 123_456_789),
    ],
)
def test_half_up_to_a_cent(payment, amount, bps, paid):
    assert payment(amount, bps) == paid


@pytest.mark.parametrize(
    ("every", "lag", "months"),
    [
        (3, 1, [4, 7, 10, 13]),
        (3, 0, [3, 6, 9, 12]),
        (1, 0, list(range(1, 14))),
        (1, 2, list(range(3, 14))),
        (12, 1, [13]),
        (3, 3, [6, 9, 12]),
    ],
)
def test_payout_calendar(every, lag, months):
    assert [month for month in range(1, 14) if is_payout_close(month, every, lag)] == months


@pytest.mark.parametrize(("value", "rounded"), [(0.5, 1), (1.5, 2), (2.5, 3), (-0.5, 0), (-1.5, -1), (-1.51, -2)])
def test_half_up_also_below_zero(value, rounded):
    assert round_half_up(value) == rounded


@pytest.mark.parametrize(("amount", "share"), [(5_000, 1), (-5_000, 0), (-5_001, -1), (-15_000, -1)])
def test_a_share_of_cents_is_half_up_also_below_zero(amount, share):
    assert share_of_cents(amount, 1) == share


@pytest.mark.parametrize(("days", "whole"), [(0.0, 1), (0.4, 1), (0.5, 1), (1.49, 1), (1.5, 2), (2.5, 3)])
def test_whole_days_are_one_at_least(days, whole):
    assert whole_days(days) == whole


@pytest.mark.parametrize(
    ("rate", "bps"), [(0.15, 1_500), (0.29, 2_900), (0.00005, 1), (0.00004, 0), (0.12345, 1_235), (0.57, 5_700)]
)
def test_basis_points(rate, bps):
    assert to_bps(rate) == bps


@pytest.mark.parametrize("arr", [0, 1, 11, 12, 13, 1_000_007, 12_345_678_901])
def test_twelve_months_sum_to_the_arr(arr):
    months = [contract_month_cents(arr, k) for k in range(1, 13)]
    assert sum(months) == arr
    assert max(months) - min(months) <= 1


@pytest.mark.parametrize(("day", "month"), [(0, 1), (29, 1), (30, 2), (719, 24), (720, 25)])
def test_months_of_thirty_days(day, month):
    assert month_of(day) == month


@pytest.mark.parametrize(("month", "start", "calendar"), [(1, 1, 1), (12, 1, 12), (13, 1, 1), (1, 12, 12), (2, 12, 1)])
def test_calendar_months(month, start, calendar):
    assert calendar_month(month, start) == calendar


def test_rates_are_whole_basis_points_of_ten_thousand():
    assert BPS == 10_000
