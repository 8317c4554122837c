"""Early cancellation, renewal and expansion at their edges."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.customer import (
    STAYS,
    cancels_early,
    churn_day,
    churn_month,
    churn_month_still,
    churns,
    early_cancel_day,
    expanded_arr_cents,
    is_downgraded,
)
from sim.rules.readiness import multiply_odds

LAST_U = 1 - 2**-53


@pytest.mark.parametrize("rule", [cancels_early, churns])
def test_below_the_probability_only(rule):
    assert rule(0.0999, 0.1, 1.0)
    assert not rule(0.1, 0.1, 1.0)


@pytest.mark.parametrize("rule", [cancels_early, churns])
def test_probability_0_and_1_whatever_the_odds(rule):
    assert not rule(0.0, 0.0, 100.0)
    assert rule(LAST_U, 1.0, 1.0)


@pytest.mark.parametrize("rule", [cancels_early, churns])
def test_odds_are_multiplied(rule):
    """One to four, doubled, is one to two."""
    assert rule(0.333, 0.2, 2.0)
    assert not rule(0.334, 0.2, 2.0)


def test_early_cancel_lies_in_the_window_after_go_live():
    assert early_cancel_day(0.0, 100, 90) == 101
    assert early_cancel_day(LAST_U, 100, 90) == 190
    assert early_cancel_day(0.0, 100, 1) == early_cancel_day(LAST_U, 100, 1) == 101


def test_the_longest_window_ends_before_the_renewal():
    assert early_cancel_day(LAST_U, 0, 359) == 359


@pytest.mark.parametrize("day", [29, 30, 60, 135, 180])
def test_the_first_day_of_early_cancellation(day):
    assert early_cancel_day(LAST_U, 100, 1, day) == 100 + day
    assert early_cancel_day(0.0, 100, 90, day) == 100 + day


def test_a_downgrade_comes_next_to_a_cancellation_on_the_same_uniform():
    """One in ten cancels, a fifth of the others takes less: u from .10 to .28."""
    assert [is_downgraded(u, 0.1, 1.0, 0.2) for u in (0.0999, 0.1, 0.2799, 0.2801)] == [False, True, True, False]
    assert not is_downgraded(0.1, 0.1, 1.0, 0.0)
    assert not is_downgraded(LAST_U, 1.0, 1.0, 1.0)
    assert [is_downgraded(0.15, 0.1, odds, 1.0) for odds in (1.0, 2.0)] == [True, False]


@pytest.mark.parametrize("odds", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("churn", [0.0, 0.1, 0.46, 1.0])
def test_as_many_leave_within_the_year_as_at_a_renewal(churn, odds):
    for step in range(2_000):
        u = (step + 0.5) / 2_000
        month = churn_month(u, churn, odds)
        assert (month != STAYS) == churns(u, churn, odds)
        assert 0 <= month <= 12


def test_monthly_churn_takes_the_same_share_of_those_left():
    """Closed form: at 5% a month 5% ÷ 95% leave in month j, 46% within the year; 5.25% a month is found out."""
    steps = 100_000
    months = [churn_month((step + 0.5) / steps, 1 - 0.95**12, 1.0) for step in range(steps)]
    for month in range(1, 13):
        assert months.count(month) / steps == pytest.approx(0.05 * 0.95 ** (month - 1), abs=2 / steps)
        assert months.count(month) / steps != pytest.approx(0.0525 * 0.9475 ** (month - 1), abs=2 / steps)


def test_the_month_of_churn_rises_with_the_uniform():
    months = [churn_month(step / 1_000, 0.6, 1.0) for step in range(600)]
    assert months == sorted(months)
    assert months[0] == 1
    assert months[-1] == 12


def test_a_customer_that_is_there_leaves_with_the_same_share_of_those_left():
    """After 5 months at 5% a month: none in a month that is over, then 5%, 4.75% …; after none it is the year's law."""
    steps, yearly = 50_000, 1 - 0.95**12
    months = [churn_month_still((step + 0.5) / steps, yearly, 1.0, 5) for step in range(steps)]
    assert set(months) == {STAYS, *range(6, 13)}
    for month in range(6, 13):
        assert months.count(month) / steps == pytest.approx(0.05 * 0.95 ** (month - 6), abs=2 / steps)
    for u in (0.0, 0.1, 0.3, LAST_U):
        assert churn_month_still(u, yearly, 1.3, 0) == churn_month(u, yearly, 1.3)
        assert churn_month_still(u, 1.0, 1.0, 3) == 4, "who is there where nobody should be leaves next"
        assert churn_month_still(u, 0.0, 1.0, 11) == STAYS


def test_certain_churn_is_in_the_first_month():
    assert churn_month(LAST_U, 1.0, 1.0) == 1
    assert churn_day(400, 1) == 430
    assert churn_day(400, 12) == 760


def test_every_day_of_the_window_is_as_likely():
    days = [early_cancel_day((step + 0.5) / 900, 0, 90) for step in range(900)]
    assert [days.count(day) for day in range(1, 91)] == [10] * 90


def test_expansion_below_the_probability_only():
    assert expanded_arr_cents(0.1999, 1_000_000, 0.2, 0.25) == 1_250_000
    assert expanded_arr_cents(0.2, 1_000_000, 0.2, 0.25) == 1_000_000
    assert expanded_arr_cents(0.0, 1_000_000, 0.0, 0.25) == 1_000_000
    assert expanded_arr_cents(LAST_U, 1_000_000, 1.0, 0.25) == 1_250_000


def test_expansion_is_rounded_half_up():
    assert expanded_arr_cents(0.0, 2, 1.0, 0.25) == 3
    assert expanded_arr_cents(0.0, 1, 1.0, 0.25) == 1
    assert expanded_arr_cents(0.0, 100, 1.0, 0.0) == 100


@given(st.floats(0.0, 1.0))
@settings(derandomize=True, deadline=None)
def test_odds_times_1_are_the_probability_to_the_bit(probability):
    assert multiply_odds(probability, 1.0) == probability
    assert expanded_arr_cents(probability, 100, probability, 0.5, 1.0) == 100
    assert expanded_arr_cents(math.nextafter(probability, -1.0), 100, probability, 0.5, 1.0) == 150


def test_a_factor_of_an_expansion_is_of_its_odds():
    assert expanded_arr_cents(0.4999, 100, 0.2, 0.5, 4.0) == 150
    assert expanded_arr_cents(0.5001, 100, 0.2, 0.5, 4.0) == 100
