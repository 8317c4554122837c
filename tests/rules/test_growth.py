"""Shocks and deviations of a year's growth at their edges."""

from math import sqrt

import pytest

from sim.rules.growth import first_deviation, next_deviation, shock


def test_a_shock_is_common_to_its_share_of_the_variance():
    assert shock(1.0, 3.0, 1.0) == 1.0
    assert shock(1.0, 3.0, 0.0) == 3.0
    assert shock(1.0, 3.0, 0.36) == pytest.approx(0.6 * 1.0 + 0.8 * 3.0)


def test_deviations_keep_their_variance():
    assert first_deviation(0.2, 1.5) == pytest.approx(0.3)
    assert next_deviation(0.3, 0.0, 0.2, -1.0) == pytest.approx(-0.2)
    assert next_deviation(0.3, 0.6, 0.2, 0.0) == pytest.approx(0.18)
    assert next_deviation(0.0, 0.6, 0.2, 1.0) ** 2 + (0.6 * 0.2) ** 2 == pytest.approx(0.2**2)
    assert next_deviation(0.3, -0.5, 0.2, 1.0) == pytest.approx(-0.15 + 0.2 * sqrt(0.75))
