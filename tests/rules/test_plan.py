"""Growth of a year, and the plan of a month, at their edges."""

from math import exp, log

import pytest

from sim.rules.plan import (
    grown,
    growth_factor,
    growth_units,
    kept_of,
    lost_cents,
    monthly_factor,
    needed_cents,
    season_correction,
)
from sim.units import MOST_CENTS

EVEN = (1.0,) * 13


def test_growth_is_counted_in_whole_units():
    assert growth_units(0.0, 0.0) == 0
    assert growth_units(0.3, 0.0) == pytest.approx(1e14 * log(1.3), abs=1)
    assert growth_units(0.3, -0.5) == pytest.approx(1e14 * (log(1.3) - 0.5), abs=1)
    assert growth_factor(growth_units(-0.9, 0.0)) == pytest.approx(0.1, rel=1e-13)
    assert growth_factor(0) == 1.0


def test_growth_of_years_adds_up():
    units = growth_units(0.3, 0.0)
    assert grown(1_000_000, 3 * units) == round(1_000_000 * 1.3**3)
    assert grown(1_000_000, 0) == 1_000_000
    assert monthly_factor(units) ** 12 == pytest.approx(1.3, rel=1e-13)


def test_growth_past_what_money_can_be_is_an_error():
    with pytest.raises(ValueError, match="2\\*\\*53"):
        grown(MOST_CENTS, growth_units(0.1, 0.0))


def test_an_even_season_needs_no_correction():
    assert season_correction(1.02, 0.99, EVEN) == 1.0


def test_the_correction_is_the_ratio_of_what_is_left_at_the_end_of_the_year():
    late = (1.0, *[0.0] * 11, 12.0)
    months = range(12)
    even = sum(1.03**i * 0.98 ** (11 - i) for i in months)
    assert season_correction(1.03, 0.98, late) == pytest.approx(even / (12 * 1.03**11))
    early = (1.0, 12.0, *[0.0] * 11)
    assert season_correction(1.03, 0.98, early) == pytest.approx(even / (12 * 0.98**11))


def test_what_a_month_needs_is_at_least_minus_what_is_there():
    assert needed_cents(1_000_000, 0.02, 1.3, 990_000) == 26_000
    assert needed_cents(1_000_000, -0.02, 1.0, 990_000) == -20_000
    assert needed_cents(1_000_000, -2.0, 1.0, 990_000) == -990_000


def test_churn_and_expansion_are_rounded_apart():
    assert kept_of(1_000_050, 0.01, 0.005) == 1_000_050 - 10_001 + 5_000


def test_what_leaves_is_churn_unless_the_plan_shrinks_further():
    assert lost_cents(1_000_000, 0.01, 5, 1_000_000) == 10_000
    assert lost_cents(1_000_000, 0.01, 0, 1_000_000) == 10_000


def test_a_plan_that_shrinks_takes_a_share_of_what_is_in_force():
    assert lost_cents(1_000_000, 0.01, -7_001, 1_000_000) == 17_001
    assert lost_cents(500_000, 0.01, -7_000, 1_000_000) == 5_000 + 3_500
    assert lost_cents(0, 0.01, -7_000, 1_000_000) == 0


def test_the_exponential_is_that_of_the_c_library():
    assert growth_factor(123_456_789_012_345) == pytest.approx(exp(1.23456789012345), rel=1e-15)
