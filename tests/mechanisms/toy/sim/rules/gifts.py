"""Gifts to partners (R-76; MKT, DEV)."""

from sim.rules.readiness import multiply_odds
from sim.units import DAYS_PER_MONTH, round_half_up


def is_accepted(u: float, probability: float, odds_multiplier: float, given: int, most: int) -> bool:
    """Whether a partner accepts a gift of which it has had so many already (R-76)."""
    return given < most and u < multiply_odds(probability, odds_multiplier)


def gifts_so_far(age_days: int, probability: float, odds_multiplier: float, most: int) -> int:
    """Gifts that a partner of an age has had: what it accepts on average in its months, at most the most (R-76)."""
    months = age_days // DAYS_PER_MONTH
    return min(most, round_half_up(months * multiply_odds(probability, odds_multiplier)))
