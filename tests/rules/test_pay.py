"""Fees, margins and the payout calendar, with the documents' own figures; and the cents they are counted in."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.pay import (
    bounded_cents,
    entry_cents,
    kept_by_cap_cents,
    margin_cents,
    margin_rate_bps,
    resale_margin_cents,
    services_fee_cents,
)
from sim.units import (
    BPS,
    MOST_CENTS,
    calendar_month,
    contract_month_cents,
    month_of,
    quotient_bps,
    round_half_up,
    share_of_cents,
    to_bps,
    to_cents,
    whole_days,
)


def fee_cents(contract_value_cents, rate_bps):
    """An entry by rate alone."""
    return entry_cents(share_of_cents(contract_value_cents, rate_bps), contract_value_cents, 0, 0, BPS, 0, 0)


def test_q_1_a_fifth_of_the_first_year():
    assert fee_cents(to_cents(24_000), to_bps(0.20)) == to_cents(4_800)


def test_q_10_three_contract_years():
    fees = [fee_cents(to_cents(100_000), to_bps(rate)) for rate in (0.15, 0.10, 0.05)]
    assert fees == [to_cents(15_000), to_cents(10_000), to_cents(5_000)]
    assert sum(fees) == to_cents(30_000)


def test_margin_off_list():
    """The margin of R-71: 30% off 30,000.30 leaves the vendor 21,000.21."""
    listed = to_cents(30_000.30)
    assert resale_margin_cents(listed, 3_000) == to_cents(9_000.09)
    assert listed - resale_margin_cents(listed, 3_000) == to_cents(21_000.21)


def test_q_5_points_for_a_registered_deal():
    """Q-5: 35% and 5 points off 50,000 are 40%: the partner pays 30,000 and makes 20,000."""
    margin = margin_rate_bps(3_500, 500, BPS)
    assert margin == 4_000
    profit = margin_cents(to_cents(50_000), margin, 0, 0)
    assert profit == to_cents(20_000)
    assert to_cents(50_000) - profit == to_cents(30_000)


def test_the_share_of_a_class_is_of_rate_and_points():
    assert margin_rate_bps(3_500, 500, 2_500) == 1_000
    assert margin_rate_bps(1, 0, 5_000) == 1


@pytest.mark.parametrize(
    ("amount", "least", "most", "bounded"),
    [(50, 0, 0, 50), (50, 60, 0, 60), (50, 0, 40, 40), (50, 40, 60, 50), (0, 60, 0, 0), (-5, 0, 40, -5)],
)
def test_the_least_and_the_most_of_an_entry(amount, least, most, bounded):
    assert bounded_cents(amount, least, most) == bounded


def test_a_margin_is_bounded_month_by_month():
    assert margin_cents(to_cents(100), 2_000, to_cents(25), 0) == to_cents(25)
    assert margin_cents(to_cents(100), 2_000, 0, to_cents(15)) == to_cents(15)
    assert margin_cents(0, 2_000, to_cents(25), 0) == 0


def test_the_parts_of_an_entry_and_their_order():
    """Half of 10% + 2 points of 1,000 and a sum of 50 is 85; at most 80 of it."""
    assert entry_cents(to_cents(100), to_cents(1_000), 200, to_cents(50), 5_000, 0, 0) == to_cents(85)
    assert entry_cents(to_cents(100), to_cents(1_000), 200, to_cents(50), 5_000, 0, to_cents(80)) == to_cents(80)
    assert entry_cents(to_cents(100), to_cents(1_000), 200, to_cents(50), 5_000, to_cents(90), 0) == to_cents(90)
    assert entry_cents(0, to_cents(1_000), 0, 0, BPS, to_cents(90), 0) == 0


def test_each_part_of_an_entry_is_rounded():
    """5 points of 10 cents is half a cent, up to 1; half of 3 cents is 2."""
    assert entry_cents(2, 10, 500, 0, BPS, 0, 0) == 3
    assert entry_cents(2, 10, 500, 0, 5_000, 0, 0) == 2


@given(st.lists(st.integers(0, 10**7), max_size=12), st.integers(1, 10**8))
def test_a_cap_cuts_what_accrues_last(entries, cap):
    kept = []
    for entry in entries:
        kept.append(kept_by_cap_cents(entry, cap, sum(kept)))
    assert sum(kept) == min(cap, sum(entries))
    cut = [position for position in range(len(entries)) if kept[position] < entries[position]]
    if cut:
        assert kept[: cut[0]] == entries[: cut[0]]
        assert not any(kept[cut[0] + 1 :])


def test_a_cap_of_0_is_none_and_a_negative_entry_is_not_cut():
    assert kept_by_cap_cents(500, 0, 10**9) == 500
    assert kept_by_cap_cents(500, 400, 300) == 100
    assert kept_by_cap_cents(500, 400, 900) == 0
    assert kept_by_cap_cents(-500, 400, 900) == -500


def test_a_share_of_services():
    """R-72: services of 1.5 times the first year's list, 12% of them."""
    assert services_fee_cents(to_cents(24_000), 15_000, 1_200) == to_cents(4_320)
    assert services_fee_cents(1, 5_000, 5_000) == 1


@given(st.integers(-MOST_CENTS, MOST_CENTS), st.integers(1, MOST_CENTS))
def test_a_part_as_basis_points(part, whole):
    assert quotient_bps(part, whole) == floor(Fraction(10_000 * part, whole) + Fraction(1, 2))


@pytest.mark.parametrize("payment", [fee_cents, resale_margin_cents])
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
