"""Break-even of a monthly commission under monthly churn: what it comes to, and when it is earned back (R-93, Q-13).

The reading is ours: month 1 has every customer, and churn takes the same share of those left each month after it.
"""

from sim.units import round_half_up

NEVER_RECOVERED = 0
MOST_MONTHS = 1_200
"""A century: what is not earned back by then is not."""


def customer_months(months: int, monthly_churn: float) -> float:
    """Months that a customer is expected to stay, of the first ``months`` (R-93)."""
    total = 0.0
    left = 1.0
    for _ in range(months):
        total += left
        left *= 1.0 - monthly_churn
    return total


def expected_commission_cents(month_cents: int, months: int, monthly_churn: float) -> int:
    """What a month's commission comes to over so many months (R-93, Q-13)."""
    return round_half_up(month_cents * customer_months(months, monthly_churn))


def recovery_month(cost_cents: int, month_cents: int, monthly_churn: float) -> int:
    """First month by whose end a cost is earned back by what a customer brings a month (R-93, Q-13).

    ``NEVER_RECOVERED`` if that is not within ``MOST_MONTHS``.
    """
    earned = 0.0
    left = 1.0
    for month in range(1, MOST_MONTHS + 1):
        earned += month_cents * left
        if earned >= cost_cents:
            return month
        left *= 1.0 - monthly_churn
    return NEVER_RECOVERED
