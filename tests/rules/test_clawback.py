"""Clawback by the age of the customer."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.clawback import clawed_back_cents, downgraded_cents, kept_of_last_share_cents
from sim.rules.customer import early_cancel_day
from sim.units import MOST_CENTS, to_cents

R_92 = (30, 90, 180, 5_000)
EARNED = st.integers(0, MOST_CENTS)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Days in order, and the part."""
    days = sorted(draw(st.lists(st.integers(0, 360), min_size=3, max_size=3)))
    return days[0], days[1], days[2], draw(st.integers(0, 10_000))


@pytest.mark.parametrize(("day", "back"), [(29, 4_800), (30, 2_400), (60, 2_400), (135, 1_200), (180, 0)])
def test_q_12_a_fee_of_4_800_by_the_day_the_customer_leaves(day, back):
    """Q-12, from the day of an early cancellation whose window is one day."""
    leaves = early_cancel_day(0.7, 500, 1, day)
    assert clawed_back_cents(leaves - 500, to_cents(4_800), *R_92) == to_cents(back)


def test_pro_rata_begins_where_the_part_ends():
    assert [clawed_back_cents(day, 960, *R_92) for day in (89, 90, 91, 179, 180, 9_999)] == [480, 480, 475, 5, 0, 0]


@pytest.mark.parametrize(("age", "back"), [(0, 16_150), (59, 16_150), (60, 0), (400, 0)])
def test_one_number_of_days(age, back):
    assert clawed_back_cents(age, 16_150, 60, 60, 60, 5_000) == back


def test_two_numbers_of_days_end_at_once():
    assert [clawed_back_cents(age, 1_000, 30, 90, 90, 5_000) for age in (29, 30, 89, 90)] == [1_000, 500, 500, 0]


@given(schedules(), EARNED, st.integers(0, 400), st.integers(0, 60))
def test_it_never_rises_with_age(schedule, earned, age, later):
    before, after = (clawed_back_cents(day, earned, *schedule) for day in (age, age + later))
    assert 0 <= after <= before <= earned


@given(schedules(), EARNED, st.integers(0, 400))
def test_it_is_the_schedule_by_fractions(schedule, earned, age):
    full, partial, end, share = schedule
    part = floor(Fraction(earned * share, 10_000) + Fraction(1, 2))
    if age < full:
        expected = earned
    elif age < partial:
        expected = part
    elif age < end:
        expected = floor(Fraction(part * (end - age), end - partial) + Fraction(1, 2))
    else:
        expected = 0
    assert clawed_back_cents(age, earned, *schedule) == expected


@given(schedules(), EARNED, st.integers(0, 400))
def test_the_last_share_accrues_less_what_its_age_takes(schedule, share, age):
    kept = kept_of_last_share_cents(age, share, *schedule)
    assert kept + clawed_back_cents(age, share, *schedule) == share


def test_a_downgrade_takes_its_part():
    """R-92: a third of 24,000 at day 40, with half of a fee of 4,800: 8,000 of ARR and 800."""
    assert downgraded_cents(to_cents(24_000), 1 / 3) == to_cents(8_000)
    assert downgraded_cents(clawed_back_cents(40, to_cents(4_800), *R_92), 1 / 3) == to_cents(800)
    assert downgraded_cents(1, 0.5) == 1
