"""Early cancellation, renewal and expansion at their edges."""

import pytest

from sim.rules.customer import cancels_early, churns, early_cancel_day, expanded_arr_cents

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
