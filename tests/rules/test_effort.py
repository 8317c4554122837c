"""Pay and the effort that it buys at their edges."""

import pytest

from sim.rules.effort import archetype_effort, expected_pay, pay_effort


def test_pay_over_24_months():
    assert expected_pay(True, 2500, 0) == 0.25
    assert expected_pay(False, 1200, 0) == 0.06
    assert expected_pay(False, 1500, 1000) == 0.125
    assert expected_pay(False, 0, 0) == 0.0


def test_a_margin_recurs_and_a_fee_does_not():
    assert expected_pay(True, 1000, 0) == 2 * expected_pay(False, 1000, 0)


@pytest.mark.parametrize(
    ("pay", "elasticity", "effort"),
    [(0.12, 0.8, 1.0), (0.06, 1.0, 0.5), (0.06, 0.0, 1.0), (0.12, 3.0, 1.0), (0.48, 0.5, 1.5), (0.24, 0.5, 2**0.5)],
)
def test_effort_is_capped_pay_over_market_pay(pay, elasticity, effort):
    assert pay_effort(pay, 0.12, elasticity, 1.5) == pytest.approx(effort)


def test_the_cap_is_reached_exactly():
    assert pay_effort(0.18, 0.12, 1.0, 1.5) == pytest.approx(1.5)
    assert pay_effort(0.19, 0.12, 1.0, 1.5) == 1.5


def test_no_pay_no_effort():
    assert pay_effort(0.0, 0.12, 0.8, 1.5) == 0.0
    assert pay_effort(0.0, 0.12, 0.0, 1.5) == 1.0


def test_a_market_that_pays_nothing():
    assert pay_effort(0.3, 0.0, 0.8, 1.5) == 1.0
    assert pay_effort(0.0, 0.0, 0.8, 1.5) == 1.0


def test_terms_against_market_terms():
    assert archetype_effort(True, 2500, 0, True, 2500, 0, 0.8, 1.5) == 1.0
    assert archetype_effort(False, 1200, 0, False, 2400, 0, 1.0, 1.5) == pytest.approx(0.5)
    assert archetype_effort(False, 1200, 1200, False, 1200, 0, 0.5, 1.5) == pytest.approx(2**0.5)
    assert archetype_effort(True, 2000, 0, False, 2000, 0, 1.0, 1.5) == 1.5
