"""Onboarding and partner managers: time, capacity and overload (R-32, R-122; COACH, DEV, MKT)."""

from math import floor

from sim.elementary import lognormal_quantile, power
from sim.units import BPS, round_half_up, whole_days

FULL_LOAD_BPS = BPS
HIGHEST_LOAD_BPS = 10 * BPS


def onboarding_days(u: float, median_days: float, sigma: float) -> int:
    """Length of onboarding in whole days (R-32)."""
    return whole_days(lognormal_quantile(u, median_days, sigma))


def manager_load_bps(partners_in_care: float, managers: float, partners_per_manager: float, capacity: float) -> int:
    """Partners in care over the managers' capacity, in basis points, at most ten times (R-122).

    One of a tier may count as more or less than one (R-106).
    """
    holds = managers * partners_per_manager * capacity
    if partners_in_care == 0:
        return 0
    if holds * HIGHEST_LOAD_BPS <= partners_in_care * FULL_LOAD_BPS:
        return HIGHEST_LOAD_BPS
    return round_half_up(partners_in_care / holds * FULL_LOAD_BPS)


def overload(load_bps: int) -> float:
    """Load above capacity as a factor; 1 up to full load (R-122)."""
    return load_bps / FULL_LOAD_BPS if load_bps > FULL_LOAD_BPS else 1.0


def onboarding_slots(managers: float, slots_per_manager: float, capacity: float, overload_: float) -> int:
    """Partners that can be onboarded at once: shared with those in care, at least one with a manager (R-122)."""
    if managers <= 0.0:
        return 0
    return max(1, floor(managers * slots_per_manager * capacity / overload_))


def overload_effort(overload_: float, elasticity: float) -> float:
    """Factor of a partner's effort under overloaded managers (R-122)."""
    return power(overload_, -elasticity)


def overload_departure(overload_: float, elasticity: float) -> float:
    """Factor of the departure hazard under overloaded managers (R-122)."""
    return power(overload_, elasticity)
