"""A customer: early cancellation, renewal, expansion (R-11, R-92 for the window, E-21, E-22)."""

from sim.rules.readiness import multiply_odds
from sim.units import MONTHS_PER_YEAR, round_half_up, within_limit


def cancels_early(u: float, probability: float, odds_multiplier: float) -> bool:
    """Whether a customer cancels within the early window (R-11, R-92)."""
    return u < multiply_odds(probability, odds_multiplier)


def early_cancel_day(u: float, go_live_day: int, window_days: int) -> int:
    """Day of an early cancellation: uniform over the window, the day after go-live at the earliest (R-92)."""
    return go_live_day + 1 + int(u * window_days)


def last_month_of_cancellation(month: int, term_month: int) -> int:
    """Last month billed: that of the cancellation, and never past the 12th of the term (DESIGN 2.1)."""
    return min(month, term_month + MONTHS_PER_YEAR - 1)


def churns(u: float, churn_per_year: float, odds_multiplier: float) -> bool:
    """Whether a customer leaves at a renewal; one draw a renewal (E-22)."""
    return u < multiply_odds(churn_per_year, odds_multiplier)


def expanded_arr_cents(u: float, arr_cents: int, probability: float, share: float) -> int:
    """ARR after a renewal: grown by ``share`` with ``probability`` (E-21). ValueError past what money can be."""
    if u < probability:
        return arr_cents + round_half_up(within_limit(arr_cents * share))
    return arr_cents
