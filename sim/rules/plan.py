"""The plan of the vendor's own business: a year's growth, and the new ARR of its months (E-20, E-21, E-22).

A year's growth is a whole number of 10⁻¹⁴ of a logarithm, so that sums of years are exact however they are added.
"""

from sim.elementary import exp, log
from sim.units import MONTHS_PER_YEAR, round_half_up, within_limit

UNITS = 1e14
"""Units in which logarithms of growth are counted."""


def growth_units(level_per_year: float, deviation: float) -> int:
    """Log growth of a year in ``UNITS`` (E-30)."""
    return round_half_up(UNITS * (log(1.0 + level_per_year) + deviation))


def grown(start_cents: int, sum_units: int) -> int:
    """``start_cents`` after growth that adds up to ``sum_units``, in cents (E-20). ValueError if it is too large."""
    return round_half_up(within_limit(start_cents * exp(sum_units / UNITS)))


def growth_factor(sum_units: int) -> float:
    """Growth as a factor (E-30)."""
    return exp(sum_units / UNITS)


def monthly_factor(units: int) -> float:
    """Growth of one month of a year that grows by ``units`` (E-20)."""
    return exp(units / UNITS / MONTHS_PER_YEAR)


def season_correction(monthly: float, kept_share: float, season: tuple[float, ...]) -> float:
    """Factor with which a year's seasoned new business ends where it would without a season (R-108).

    New business of the year's i-th month grows by ``monthly`` a month and keeps ``kept_share`` of itself in each month
    after it. ``season`` has the weights of program months 1, 2, … at index 1, 2, …
    """
    even = seasoned = 0.0
    size = 1.0
    for position in range(MONTHS_PER_YEAR):
        at_end = size
        for _ in range(MONTHS_PER_YEAR - 1 - position):
            at_end *= kept_share
        even += at_end
        seasoned += season[position + 1] * at_end
        size *= monthly
    return even / seasoned


def needed_cents(year_start_cents: int, growing: float, season: float, kept_cents: int) -> int:
    """New ARR that the plan needs in a month before the year's last; below 0 where more leaves than churn takes (E-20).

    ``growing`` is the share of the year's opening ARR that has to be added without a season; no more than
    ``kept_cents`` can leave.
    """
    return max(-kept_cents, round_half_up(within_limit(year_start_cents * growing * season)))


def kept_of(arr_cents: int, churn: float, expansion: float) -> int:
    """ARR that is left of an opening ARR after churn and expansion of a month (E-21, E-22)."""
    return arr_cents - round_half_up(arr_cents * churn) + round_half_up(arr_cents * expansion)


def lost_cents(arr_cents: int, churn: float, needed: int, planned_cents: int) -> int:
    """ARR that leaves in a month: churn, and where the plan needs less than nothing, the share that has to go (E-22).

    ``planned_cents`` is the plan's ARR at the month's opening; an ARR in force of just that meets the plan to the cent.
    """
    lost = round_half_up(arr_cents * churn)
    if needed >= 0:
        return lost
    if arr_cents == planned_cents:
        return lost - needed
    return lost + round_half_up(arr_cents * (-needed / planned_cents))
