"""Activation, ramp and partner pilot at their edges."""

from math import exp

import pytest

from sim.rules.activation import (
    PILOT_EXTENDED,
    PILOT_FAILED,
    PILOT_PASSED,
    first_opportunity_days,
    has_committed_reps,
    partner_size,
    pilot_outcome,
    ramp_share,
)

LAST_U = 1 - 2**-53


@pytest.mark.parametrize(("u", "expected"), [(0.0, True), (0.5999, True), (0.6, False), (LAST_U, False)])
def test_reps_are_committed_below_the_probability(u, expected):
    assert has_committed_reps(u, 0.6, 1.0) is expected


def test_reps_at_probability_0_and_1_whatever_the_odds():
    assert not has_committed_reps(0.0, 0.0, 100.0)
    assert has_committed_reps(LAST_U, 1.0, 0.01)


def test_reps_by_odds():
    """Even odds halved are one in three."""
    assert has_committed_reps(0.3333, 0.5, 0.5)
    assert not has_committed_reps(0.3334, 0.5, 0.5)


def test_median_delay_to_the_first_opportunity():
    assert first_opportunity_days(0.5, 35.0, 0.7) == 35
    assert first_opportunity_days(0.5, 35.5, 0.7) == 36
    assert first_opportunity_days(0.9, 35.0, 0.0) == 35


def test_delay_is_a_day_at_least():
    assert first_opportunity_days(0.0, 1.0, 2.5) == 1


def test_size_without_spread_is_one():
    assert partner_size(0.5, 0.0) == partner_size(0.99, 0.0) == 1.0


def test_size_has_mean_one():
    """The median lies below the mean by exp(sigma² / 2), and the mean over u is 1."""
    assert partner_size(0.5, 0.8) == pytest.approx(exp(-0.32))
    steps = 200_000
    mean = sum(partner_size((step + 0.5) / steps, 0.8) for step in range(steps)) / steps
    assert mean == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("months", "share"), [(0, 0.0), (1, 0.25), (3, 0.75), (4, 1.0), (5, 1.0), (200, 1.0)])
def test_ramp_is_linear_to_full_flow(months, share):
    assert ramp_share(months, 4) == share


def test_ramp_of_one_month():
    assert ramp_share(1, 1) == 1.0
    assert ramp_share(0, 1) == 0.0


@pytest.mark.parametrize(
    ("opportunities", "needed", "can_extend", "u", "outcome"),
    [
        (0, 0, False, LAST_U, PILOT_PASSED),
        (1, 1, True, 0.0, PILOT_PASSED),
        (0, 1, True, 0.4999, PILOT_EXTENDED),
        (0, 1, True, 0.5, PILOT_FAILED),
        (9, 10, True, 0.0, PILOT_EXTENDED),
        (9, 10, False, 0.0, PILOT_FAILED),
        (10, 10, False, LAST_U, PILOT_PASSED),
    ],
)
def test_pilot(opportunities, needed, can_extend, u, outcome):
    assert pilot_outcome(opportunities, needed, can_extend, u, 0.5) == outcome


def test_no_pilot_is_extended_at_probability_0_and_each_at_1():
    assert pilot_outcome(0, 1, True, 0.0, 0.0) == PILOT_FAILED
    assert pilot_outcome(0, 1, True, LAST_U, 1.0) == PILOT_EXTENDED
