"""Plan, churn, expansion, overload and influence of the vendor's own business at their edges."""

from math import exp

import pytest

from sim.rules.direct import (
    monthly_churn,
    monthly_expansion,
    new_arr_cents,
    team_overload,
    untouched_by_influence,
)


def test_twelve_months_make_the_year():
    assert (1 - monthly_churn(0.11)) ** 12 == pytest.approx(0.89)
    assert (1 + monthly_expansion(0.12)) ** 12 == pytest.approx(1.12)
    assert monthly_churn(0.0) == monthly_expansion(0.0) == 0.0


def test_new_arr_without_noise():
    assert new_arr_cents(0.1, 1000, 0.0) == new_arr_cents(0.9, 1000, 0.0) == 1000
    assert new_arr_cents(0.5, 1, 0.0) == 1


def test_no_new_arr_where_the_plan_needs_none():
    assert new_arr_cents(0.9, 0, 0.2) == new_arr_cents(0.9, -1000, 0.2) == 0


def test_noise_has_mean_one():
    assert new_arr_cents(0.5, 10**9, 0.2) == pytest.approx(1e9 * exp(-0.02), rel=1e-8)
    steps = 20_000
    mean = sum(new_arr_cents((step + 0.5) / steps, 10**6, 0.2) for step in range(steps)) / steps
    assert mean == pytest.approx(1e6, rel=1e-4)


@pytest.mark.parametrize(
    ("hours", "lost"), [(0.0, 0.0), (20.0, 0.0), (20.5, 0.005), (70.0, 0.5), (120.0, 1.0), (1000.0, 1.0)]
)
def test_overload_counts_above_the_spare_hours(hours, lost):
    assert team_overload(hours, 100.0, 0.2) == pytest.approx(lost)


def test_a_team_without_spare_hours_loses_from_the_first():
    assert team_overload(0.0, 100.0, 0.0) == 0.0
    assert team_overload(1.0, 100.0, 0.0) == 0.01


def test_influence():
    assert untouched_by_influence(0.01, 0) == 1.0
    assert untouched_by_influence(0.0, 50) == 1.0
    assert untouched_by_influence(0.01, 1) == pytest.approx(0.99)
    assert untouched_by_influence(0.01, 50) == pytest.approx(0.99**50)
    assert untouched_by_influence(1.0, 0) == 1.0
    assert untouched_by_influence(1.0, 1) == 0.0
