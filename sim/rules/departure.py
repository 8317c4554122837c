"""Departure and review of partners (R-120 without health, R-130, R-131; E-05, E-06)."""

from sim.elementary import exp, log
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MONTHS_PER_YEAR

KEPT = 0
NO_OPPORTUNITY = 1
NO_DEAL = 2


def yearly_hazard(chance_per_year: float) -> float:
    """The constant yearly hazard at which this share leaves within a year (E-05)."""
    return -log(1.0 - chance_per_year)


def departure_hazard(age_days: int, new: float, settled: float, settling_months: float) -> float:
    """Yearly hazard of leaving at an age since the agreement: decays exponentially from new to settled (E-05)."""
    return settled + (new - settled) * exp(-age_days / (DAYS_PER_MONTH * settling_months))


def departs(u: float, factor: float, age_days: int, new: float, settled: float, settling_months: float) -> bool:
    """Whether a partner leaves within the month, at ``factor`` times the hazard of its age (E-05)."""
    if u >= factor * max(new, settled) / MONTHS_PER_YEAR:  # 1 - exp(-x) is never above x: most need no exponential
        return False
    hazard = factor * departure_hazard(age_days, new, settled, settling_months)
    return u < 1.0 - exp(-hazard / MONTHS_PER_YEAR)


def review_outcome(
    day: int,
    signed_day: int,
    last_qualified_day: int,
    last_won_day: int,
    idle_quarters: int,
    grace_days: int,
    no_deal_months: int,
) -> int:
    """Whether a quarterly review keeps a partner, or why it is removed (R-130, R-131).

    ``last_qualified_day`` and ``last_won_day`` are ``NEVER_YET`` where there was none; the clock of R-131 then starts
    at the agreement. The grace period starts at the agreement and applies to R-130; no source gives its length, the
    scenario states it.
    """
    if idle_quarters > 0 and day - signed_day >= grace_days:
        window_start = day - idle_quarters * DAYS_PER_QUARTER
        if last_qualified_day < window_start and signed_day < window_start:
            return NO_OPPORTUNITY
    if no_deal_months > 0 and max(signed_day, last_won_day) < day - no_deal_months * DAYS_PER_MONTH:
        return NO_DEAL
    return KEPT
