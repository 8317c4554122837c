"""Departure and review of partners (R-120 without health, R-130, R-131; E-05, E-06)."""

from sim.elementary import exp, log
from sim.units import DAYS_PER_MONTH, DAYS_PER_QUARTER, MONTHS_PER_YEAR

KEPT = 0
NO_OPPORTUNITY = 1
NO_DEAL = 2


def departure_hazard(age_days: int, new_per_year: float, settled_per_year: float, settling_months: float) -> float:
    """Yearly hazard of leaving at an age since the agreement: falls exponentially to the settled one (E-05).

    Both ends are given as the chance to leave within a year at that constant hazard.
    """
    new = -log(1.0 - new_per_year)
    settled = -log(1.0 - settled_per_year)
    return settled + (new - settled) * exp(-age_days / (DAYS_PER_MONTH * settling_months))


def departs(u: float, hazard_per_year: float) -> bool:
    """Whether a partner leaves within the month (E-05)."""
    monthly = hazard_per_year / MONTHS_PER_YEAR
    if u >= monthly:  # 1 - exp(-x) is never above x: most partners are spared the exponential
        return False
    return u < 1.0 - exp(-monthly)


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

    ``last_qualified_day`` and ``last_won_day`` are -1 where there was none; the clock of R-131 then starts at the
    agreement. Grace counts from the agreement and applies to R-130 (the source gives none: data).
    """
    if idle_quarters > 0 and day - signed_day >= grace_days:
        window_start = day - idle_quarters * DAYS_PER_QUARTER
        if last_qualified_day < window_start and signed_day < window_start:
            return NO_OPPORTUNITY
    if no_deal_months > 0 and max(signed_day, last_won_day) < day - no_deal_months * DAYS_PER_MONTH:
        return NO_DEAL
    return KEPT
