"""Readiness: threshold, full effect and odds that stay odds, at their edges."""

import pytest

from sim.rules.readiness import headroom_cost_cents, multiply_odds, readiness_multiplier, shortfall


@pytest.mark.parametrize(
    ("score", "expected"), [(1.0, 0.0), (0.9, 0.0), (0.6, 0.25), (0.3, 1.0), (0.0, 2.25), (0.75, 0.0625)]
)
def test_shortfall_is_convex(score, expected):
    assert shortfall(score, 0.9, 0.3) == pytest.approx(expected)


def test_shortfall_falls_with_the_score():
    values = [shortfall(score / 100, 0.9, 0.3) for score in range(101)]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(("effect", "expected"), [(0.5, 0.5), (2.0, 2.0), (1.0, 1.0)])
def test_multiplier_at_the_unready_score(effect, expected):
    assert readiness_multiplier(effect, 1.0) == pytest.approx(expected)
    assert readiness_multiplier(effect, 0.0) == 1.0


@pytest.mark.parametrize("multiplier", [0.0, 0.01, 0.5, 1.0, 2.0, 100.0])
def test_certainty_stays_certain(multiplier):
    assert multiply_odds(0.0, multiplier) == 0.0
    assert multiply_odds(1.0, multiplier) == 1.0


def test_odds():
    assert multiply_odds(0.5, 2.0) == pytest.approx(2 / 3)
    assert multiply_odds(0.5, 0.5) == pytest.approx(1 / 3)
    assert multiply_odds(0.2, 4.0) == pytest.approx(0.5)
    assert multiply_odds(0.3, 0.0) == 0.0


@pytest.mark.parametrize("probability", [0.001, 0.08, 0.25, 0.5, 0.9, 0.999])
def test_odds_of_one_change_nothing_and_there_is_a_way_back(probability):
    assert multiply_odds(probability, 1.0) == pytest.approx(probability, rel=1e-15)
    assert multiply_odds(multiply_odds(probability, 3.0), 1 / 3) == pytest.approx(probability)
    assert 0 < multiply_odds(probability, 100.0) < 1


def test_headroom_cost():
    assert headroom_cost_cents(1_000_000, 0.1, 1.0) == pytest.approx(100_000)
    assert headroom_cost_cents(1_000_000, 0.1, 0.0) == 0.0
    assert headroom_cost_cents(0, 0.1, 2.25) == 0.0
