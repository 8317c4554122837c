"""Break-even of a monthly commission under churn, with the documents' figures."""

import pytest

from sim.rules.breakeven import MOST_MONTHS, NEVER_RECOVERED, customer_months, expected_commission_cents, recovery_month
from sim.units import share_of_cents, to_cents


def test_q_13_a_years_commission():
    """Q-13: 25 of 100 a month is 300 in a year, 229.82 at 5% monthly churn."""
    monthly = share_of_cents(to_cents(100), 2_500)
    assert expected_commission_cents(monthly, 12, 0.0) == to_cents(300)
    assert expected_commission_cents(monthly, 12, 0.05) == to_cents(229.82)


@pytest.mark.parametrize(("kept", "churn", "month"), [(75, 0.0, 4), (100, 0.05, 4), (75, 0.05, 5)])
def test_q_13_the_month_in_which_300_is_earned_back(kept, churn, month):
    """Q-13: net without churn in month 4, gross with churn in month 4, net with churn in month 5."""
    assert recovery_month(to_cents(300), to_cents(kept), churn) == month


def test_q_6_customers_of_a_steady_program():
    """Q-6: 500 customers of 100 pay 12,500 a month and 300 a year each; 25 new a month hold them at 5% churn."""
    monthly = share_of_cents(to_cents(100), 2_500)
    assert to_cents(50_000) // to_cents(100) * monthly == to_cents(12_500)
    assert 12 * monthly == to_cents(300)
    assert 25 * customer_months(MOST_MONTHS, 0.05) == pytest.approx(500)


@pytest.mark.parametrize("months", [1, 12, 48])
@pytest.mark.parametrize("churn", [0.01, 0.05, 0.5])
def test_months_of_a_customer_are_geometric(months, churn):
    """Closed form: (1 − (1 − c)ⁿ) ÷ c."""
    expected = (1 - (1 - churn) ** months) / churn
    assert customer_months(months, churn) == pytest.approx(expected)
    assert customer_months(months, 1.05 * churn) != pytest.approx(expected) or months == 1


def test_what_is_never_earned_back():
    assert recovery_month(to_cents(2_001), to_cents(100), 0.05) == NEVER_RECOVERED
    assert recovery_month(to_cents(1_999), to_cents(100), 0.05) > 12
    assert recovery_month(1, 0, 0.0) == NEVER_RECOVERED
    assert recovery_month(0, 0, 0.0) == 1
