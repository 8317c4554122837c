"""A deal: conflict, win, cycle, contract value, cannibalisation (R-04, R-52, R-144; COACH, judgement)."""

from sim.elementary import lognormal_quantile
from sim.rules.readiness import multiply_odds
from sim.units import round_half_up, whole_days, within_limit


def is_lost_to_conflict(u: float, probability: float, odds_multiplier: float) -> bool:
    """Whether a qualified deal is lost outright to conflict with direct sales or another partner (R-52, R-144)."""
    return u < multiply_odds(probability, odds_multiplier)


def is_won(u: float, win_probability: float, odds_multiplier: float) -> bool:
    """Whether a deal without conflict is won (R-11, E-23)."""
    return u < multiply_odds(win_probability, odds_multiplier)


def cycle_days(u: float, median_days: float, sigma: float, multiplier: float) -> int:
    """Days from qualification to close (R-04, R-11)."""
    return whole_days(lognormal_quantile(u, median_days * multiplier, sigma))


def contract_value_cents(u: float, median_cents: float, sigma: float) -> int:
    """List ACV of a deal in cents, at least one (E-24). ValueError past what money can be."""
    return max(1, round_half_up(within_limit(lognormal_quantile(u, median_cents, sigma))))


def is_cannibalised(u: float, probability: float) -> bool:
    """Whether direct sales would have won the deal too, at a later day (R-144)."""
    return u < probability
