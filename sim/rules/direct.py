"""Direct, inbound and roster business by month (DESIGN 2.3; E-20, E-21, E-22, R-03, R-53, R-144)."""

from sim.elementary import exp, normal_quantile, power
from sim.units import MONTHS_PER_YEAR, round_half_up, within_limit


def monthly_churn(churn_per_year: float) -> float:
    """Share of ARR lost a month (E-22)."""
    return 1.0 - power(1.0 - churn_per_year, 1.0 / MONTHS_PER_YEAR)


def monthly_expansion(expansion_per_year: float) -> float:
    """Growth of existing ARR a month (E-21)."""
    return power(1.0 + expansion_per_year, 1.0 / MONTHS_PER_YEAR) - 1.0


def new_arr_cents(u: float, needed: int, noise_sigma: float) -> int:
    """New ARR of a month: what the plan needs, with lognormal noise of mean 1; none where less than nothing is needed.

    E-20. ValueError past what money can be.
    """
    if needed <= 0:
        return 0
    noise = exp(noise_sigma * normal_quantile(u) - 0.5 * noise_sigma * noise_sigma)
    return round_half_up(within_limit(needed * noise))


def team_overload(hours_used: float, team_hours: float, spare_share: float) -> float:
    """Share of direct new ARR lost when partner opportunities take more than the spare hours (R-53)."""
    excess = hours_used - team_hours * spare_share
    if excess <= 0.0:
        return 0.0
    return min(1.0, excess / team_hours)


def untouched_by_influence(influence_probability: float, active_partners: int) -> float:
    """Share of direct deals that none of an archetype's active partners touches (R-03)."""
    return power(1.0 - influence_probability, float(active_partners))
