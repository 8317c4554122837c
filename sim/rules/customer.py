"""A customer: early cancellation, renewal, monthly churn, expansion (R-11, R-92 for the window, R-93, E-21, E-22)."""

from sim.elementary import power
from sim.rules.readiness import multiply_odds
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, round_half_up, within_limit

STAYS = 0
"""Month of churn of a customer that does not leave within the contract year."""


def cancels_early(u: float, probability: float, odds_multiplier: float) -> bool:
    """Whether a customer cancels within the early window (R-11, R-92)."""
    return u < multiply_odds(probability, odds_multiplier)


def early_cancel_day(u: float, go_live_day: int, window_days: int, first_day: int = 1) -> int:
    """Day of an early cancellation: uniform over a window that begins ``first_day`` days after go-live (R-92)."""
    return go_live_day + first_day + int(u * window_days)


def is_downgraded(
    u: float, cancel_probability: float, cancel_odds_multiplier: float, downgrade_probability: float
) -> bool:
    """Whether a customer that does not cancel early takes less instead, by the same uniform (R-92)."""
    cancelled = multiply_odds(cancel_probability, cancel_odds_multiplier)
    return cancelled <= u < cancelled + (1.0 - cancelled) * downgrade_probability


def last_month_of_cancellation(month: int, term_month: int) -> int:
    """Last month billed: that of the cancellation, and never past the 12th of the term (DESIGN 2.1)."""
    return min(month, term_month + MONTHS_PER_YEAR - 1)


def churns(u: float, churn_per_year: float, odds_multiplier: float) -> bool:
    """Whether a customer leaves at a renewal; one draw a renewal (E-22)."""
    return u < multiply_odds(churn_per_year, odds_multiplier)


def churn_month(u: float, churn_per_year: float, odds_multiplier: float) -> int:
    """Month 1 … 12 of the contract year with which a customer leaves, or ``STAYS`` (R-93, E-22).

    The same share of those left goes each month: within the year as many go as at a renewal, by the same uniform.
    """
    within_year = multiply_odds(churn_per_year, odds_multiplier)
    if u >= within_year:
        return STAYS
    monthly = power(1.0 - within_year, 1.0 / MONTHS_PER_YEAR)
    left = 1.0
    for month in range(1, MONTHS_PER_YEAR):
        left *= monthly
        if u < 1.0 - left:
            return month
    return MONTHS_PER_YEAR


def churn_month_still(u: float, churn_per_year: float, odds_multiplier: float, months: int) -> int:
    """Month of the contract year with which a customer leaves that is there after ``months`` of it (R-93, R-143)."""
    left = power(1.0 - multiply_odds(churn_per_year, odds_multiplier), months / MONTHS_PER_YEAR)
    if left <= 0.0:  # nobody would be there any more: the next month is the last
        return months + 1
    month = churn_month((1.0 - left) + u * left, churn_per_year, odds_multiplier)
    return STAYS if month == STAYS else max(month, months + 1)


def churn_day(year_start_day: int, month: int) -> int:
    """Day on which a customer leaves at the end of a month of its contract year, which is billed (R-93, Q-13)."""
    return year_start_day + DAYS_PER_MONTH * month


def expanded_arr_cents(
    u: float, arr_cents: int, probability: float, share: float, odds_multiplier: float = 1.0
) -> int:  # fmt: skip
    """ARR after a renewal: grown by ``share`` with ``probability`` (E-21, R-95). ValueError past what money can be.

    ``odds_multiplier`` is on the odds of that; 1 changes no bit of any probability.
    """
    if u < multiply_odds(probability, odds_multiplier):
        return arr_cents + round_half_up(within_limit(arr_cents * share))
    return arr_cents
