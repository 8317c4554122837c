"""Activation, ramp and partner pilot (R-04, R-08, R-27, R-30, R-31, R-33, R-180; COACH, MKT)."""

from sim.elementary import exp, lognormal_quantile, normal_quantile
from sim.rules.readiness import multiply_odds
from sim.units import whole_days

PILOT_PASSED = 0
PILOT_EXTENDED = 1
PILOT_FAILED = 2


def has_committed_reps(u: float, probability: float, odds_multiplier: float) -> bool:
    """Whether the partner has reps who sell; one without counts as signed and never sells (R-27, R-33)."""
    return u < multiply_odds(probability, odds_multiplier)


def first_opportunity_days(u: float, median_days: float, sigma: float) -> int:
    """Days from the start of deal flow to the first qualified opportunity, with a late tail (R-04, E-03, E-04)."""
    return whole_days(lognormal_quantile(u, median_days, sigma))


def partner_size(u: float, sigma: float) -> float:
    """Size factor of a partner: lognormal of mean 1 (R-08, E-07)."""
    return exp(sigma * normal_quantile(u) - 0.5 * sigma * sigma)


def ramp_share(months_since_first: int, ramp_months: int) -> float:
    """Share of full deal flow in the n-th calendar month after the first opportunity's, linear to 1 (R-04)."""
    if months_since_first >= ramp_months:
        return 1.0
    return months_since_first / ramp_months


def pilot_outcome(opportunities: int, needed: int, can_extend: bool, u: float, extension_probability: float) -> int:
    """Passed, extended or failed: a pilot is judged by its own qualified opportunities (R-30, R-31, R-180)."""
    if opportunities >= needed:
        return PILOT_PASSED
    if can_extend and u < extension_probability:
        return PILOT_EXTENDED
    return PILOT_FAILED
