"""Windows over a ring of monthly buckets, against a list of all months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import ring as numbers
from sim.rules.fiscal import fiscal_month, months_of_period
from sim.rules.ring import BUCKETS, bucket_of, growth_sum, is_held, window_sum, year_ago_sum
from sim.scenario.parameters import bands

AMOUNTS = st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=60)


def filled(amounts, first):
    """A ring after the months 1, 2, … of ``amounts``, between numbers that are none of it."""
    ring = [10**9] * first + [0] * BUCKETS + [10**9]
    for month, amount in enumerate(amounts, start=1):
        ring[first + bucket_of(month)] = 0
        ring[first + bucket_of(month)] += amount
    return ring


def last(amounts, months, back=0):
    """Sum of the last months, ``back`` months ago; months before the first have 0."""
    return sum(
        amount
        for month, amount in enumerate(amounts, start=1)
        if len(amounts) - back - months < month <= len(amounts) - back
    )


@given(AMOUNTS, st.integers(1, BUCKETS), st.integers(0, 3))
def test_a_window_is_the_last_months(amounts, months, first):
    assert window_sum(filled(amounts, first), first, len(amounts), months) == last(amounts, months)


@given(AMOUNTS, st.integers(1, 12))
def test_growth_is_over_the_same_months_a_year_ago(amounts, months):
    ring = filled(amounts, 2)
    ago = last(amounts, months, back=12)
    assert year_ago_sum(ring, 2, len(amounts), months) == ago
    assert growth_sum(ring, 2, len(amounts), months) == last(amounts, months) - ago


@pytest.mark.parametrize(("month", "held"), [(30, True), (7, True), (6, False), (31, False)])
def test_two_years_are_held(month, held):
    assert is_held(month, 30) == held
    assert len({bucket_of(each) for each in range(-30, 60) if is_held(each, 30)}) == BUCKETS


def test_a_cancelled_deal_leaves_the_bucket_of_its_win():
    """Won in month 5, cancelled in month 8: of the quarter to month 8 nothing changes, of that to month 5 all does."""
    ring = filled([100] * 8, 0)
    ring[bucket_of(5)] -= 100
    assert window_sum(ring, 0, 8, 3) == 300
    assert window_sum(ring, 0, 7, 3) == 200


def test_the_fiscal_year_so_far():
    """A program that begins in May, with fiscal years from July: month 5 is the third month of its fiscal year."""
    ring = filled([1, 10, 100, 1_000, 10_000], 0)
    assert window_sum(ring, 0, 5, months_of_period(fiscal_month(5, 5, 7), 12)) == 11_100


def test_measures_have_their_numbers_in_parameters():
    """Scenario and rules do not import each other: the order of names is that of the numbers."""
    assert [getattr(numbers, name.upper()) for name in bands.MEASURES] == list(range(len(bands.MEASURES)))
