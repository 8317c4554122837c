"""Rebates: the documents' steps, what a year's last close makes up for, and the part that is granted as funds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.bands import MARGINAL, WHOLE, volume_pay_cents
from sim.rules.rebate import (
    funds_cents,
    months_accrued,
    payable_from_close,
    rebate_due_cents,
    rebate_of_period_cents,
)
from sim.units import to_cents

R_75 = ((0, to_cents(250_000), to_cents(500_000), to_cents(1_000_000)), (0, 200, 500, 500))


@pytest.mark.parametrize(
    ("volume", "whole", "marginal"),
    [
        (249_999.99, 0, 0),
        (250_000, 5_000, 0),
        (400_000, 8_000, 3_000),
        (500_000, 25_000, 5_000),
        (600_000, 30_000, 10_000),
    ],
)
def test_steps_of_a_year(volume, whole, marginal):
    """R-75: from 250,000 2%, from 500,000 5%, on the whole volume or on each part of it."""
    cents = to_cents(volume)
    assert rebate_of_period_cents(cents, cents, WHOLE, *R_75) == to_cents(whole)
    assert rebate_of_period_cents(cents, cents, MARGINAL, *R_75) == to_cents(marginal)


def test_a_quota_on_deals_gives_points_on_pay():
    """R-76: 10% of 8,000 of pay from the tenth deal on."""
    steps = ((0, 10), (0, 1_000))
    assert rebate_of_period_cents(to_cents(8_000), 9, WHOLE, *steps) == 0
    assert rebate_of_period_cents(to_cents(8_000), 10, WHOLE, *steps) == to_cents(800)


def test_growth_of_a_period_that_shrank_earns_nothing():
    assert rebate_of_period_cents(-1, -1, WHOLE, (0,), (750,)) == 0
    assert rebate_of_period_cents(-1, 50, WHOLE, (0,), (750,)) == 0
    assert rebate_of_period_cents(-1, -1, MARGINAL, (0,), (750,)) == 0


def test_a_year_that_falls_back_below_its_step_gives_back():
    """260,000 by the third quarter is 5,200; a cancellation of 20,000 leaves 240,000, below the step."""
    so_far = [to_cents(volume) for volume in (100_000, 180_000, 260_000, 240_000)]
    accrued = 0
    due = []
    for volume in so_far:
        due.append(rebate_due_cents(rebate_of_period_cents(volume, volume, WHOLE, *R_75), accrued))
        accrued += due[-1]
    assert due == [0, 0, to_cents(5_200), -to_cents(5_200)]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12), st.sampled_from([MARGINAL, WHOLE]))
def test_a_year_ends_at_the_rebate_of_its_volume(changes, mode):
    """Also where cancellations lower it: what accrued in the year is T of what the year came to."""
    volume = 0
    accrued = 0
    for change in changes:
        volume += change
        accrued += rebate_due_cents(rebate_of_period_cents(volume, volume, mode, *R_75), accrued)
    assert accrued == volume_pay_cents(max(0, volume), mode, *R_75)


@pytest.mark.parametrize(
    ("due", "share", "funds"), [(450_000, 4_000, 180_000), (1, 5_000, 1), (-450_000, 4_000, 0), (450_000, 0, 0)]
)
def test_funds_are_part_of_what_accrues_and_nothing_of_what_is_taken_back(due, share, funds):
    assert funds_cents(due, share) == funds


@pytest.mark.parametrize("paid", [1, 3, 12])
@pytest.mark.parametrize("period", [1, 3, 12])
def test_months_accrued_are_those_up_to_the_last_close_that_paid(period, paid):
    """Counted close by close through a fiscal year."""
    if paid > period:
        return
    last = 0
    for month in range(1, 13):
        so_far = (month - 1) % period + 1
        last = so_far if month % paid == 0 else 0 if so_far == 1 else last
        assert months_accrued(month, period, paid) == (0 if month % period == 0 else last)


def test_what_accrues_at_a_close_is_payable_on_its_last_day():
    assert [payable_from_close(4, held) for held in (0, 30)] == [119, 149]
