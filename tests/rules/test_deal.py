"""Conflict, win, cycle, contract value and cannibalisation at their edges."""

import pytest

from sim.rules.deal import contract_value_cents, cycle_days, is_cannibalised, is_lost_to_conflict, is_won

LAST_U = 1 - 2**-53


@pytest.mark.parametrize("rule", [is_lost_to_conflict, is_won])
def test_below_the_probability_only(rule):
    assert rule(0.2999, 0.3, 1.0)
    assert not rule(0.3, 0.3, 1.0)


@pytest.mark.parametrize("rule", [is_lost_to_conflict, is_won])
def test_probability_0_and_1_whatever_the_odds(rule):
    assert not rule(0.0, 0.0, 100.0)
    assert rule(LAST_U, 1.0, 0.01)


def test_cycle_is_median_times_multiplier():
    assert cycle_days(0.5, 50.0, 0.6, 1.0) == 50
    assert cycle_days(0.5, 50.0, 0.6, 1.42) == 71
    assert cycle_days(0.99, 50.0, 0.0, 1.0) == 50


def test_cycle_takes_a_day_at_least():
    assert cycle_days(0.0, 1.0, 2.5, 1.0) == 1


def test_cycle_is_rounded_half_up():
    assert cycle_days(0.5, 10.5, 0.0, 1.0) == 11
    assert cycle_days(0.5, 10.49, 0.0, 1.0) == 10


def test_contract_value():
    assert contract_value_cents(0.5, 2_500_000.0, 0.7) == 2_500_000
    assert contract_value_cents(0.9, 2_500_000.0, 0.0) == 2_500_000
    assert contract_value_cents(0.5, 2_500_000.5, 0.0) == 2_500_001


def test_contract_value_is_a_cent_at_least():
    assert contract_value_cents(0.0, 100.0, 2.5) == 1


def test_cannibalised_below_the_probability_only():
    assert is_cannibalised(0.1499, 0.15)
    assert not is_cannibalised(0.15, 0.15)
    assert not is_cannibalised(0.0, 0.0)
    assert is_cannibalised(LAST_U, 1.0)
