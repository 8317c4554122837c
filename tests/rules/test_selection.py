"""Scores, funnel stages and the month's contacts at their edges."""

import pytest

from sim.rules.selection import (
    MILLION,
    contact_quota,
    says_later,
    score_odds,
    selection_score,
    stage_days,
    stage_is_passed,
)

LAST_U = 1 - 2**-53


@pytest.mark.parametrize(
    ("u", "mean", "sd", "score"),
    [
        (0.5, 20.0, 5.0, 20),
        (0.5, 20.5, 0.0, 21),
        (0.5, 20.49, 0.0, 20),
        (0.0, 20.0, 14.0, 7),
        (LAST_U, 20.0, 14.0, 35),
        (0.5, 7.0, 0.0, 7),
        (0.5, 35.0, 0.0, 35),
    ],
)
def test_score_is_whole_and_within_7_to_35(u, mean, sd, score):
    assert selection_score(u, mean, sd) == score


def test_odds_of_a_score():
    assert score_odds(21, 21.0, 1.05) == 1.0
    assert score_odds(22, 21.0, 1.05) == pytest.approx(1.05)
    assert score_odds(20, 21.0, 1.05) == pytest.approx(1 / 1.05)
    assert score_odds(35, 21.0, 1.0) == score_odds(7, 21.0, 1.0) == 1.0
    assert score_odds(35, 21.0, 2.0) == pytest.approx(2.0**14)


def test_stage_is_passed_below_the_probability_only():
    assert stage_is_passed(0.3799, 0.38, 1.0)
    assert not stage_is_passed(0.38, 0.38, 1.0)
    assert not stage_is_passed(0.0, 0.0, 16_384.0)
    assert stage_is_passed(LAST_U, 1.0, 0.01)


def test_stage_days():
    assert stage_days(0.5, 14.7, 1.2) == 15
    assert stage_days(0.5, 14.5, 0.0) == 15
    assert stage_days(0.0, 1.0, 2.5) == 1


def test_later_below_the_probability_only():
    assert says_later(0.2999, 0.3)
    assert not says_later(0.3, 0.3)
    assert not says_later(0.0, 0.0)
    assert says_later(LAST_U, 1.0)


@pytest.mark.parametrize(
    ("contacts", "share", "capacity", "quota"),
    [
        (30.0, 0.35, 1.0, 10_500_000),
        (30.0, 0.0, 1.0, 0),
        (0.0, 1.0, 1.0, 0),
        (30.0, 0.35, 0.5, 5_250_000),
        (1.0, 1 / 3, 1.0, 333_333),
        (0.000_000_5, 1.0, 1.0, 1),
    ],
)
def test_quota_in_millionths(contacts, share, capacity, quota):
    assert contact_quota(contacts, share, capacity) == quota


def test_the_fraction_carried_over_loses_no_contact_in_a_decade():
    """A tenth a month is twelve contacts in 120 months."""
    assert sum(contact_quota(1.0, 0.1, 1.0) for _ in range(120)) == 12 * MILLION
