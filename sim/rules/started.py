"""What is not known of a running program is drawn given what is: the state on day 0 (R-143; judgement).

A duration that is under way is as long as a new one of which it is known that it is not over. A partner's size is
judged by the qualified opportunities that it has brought so far.
"""

from sim.elementary import exp, log, lognormal_quantile, normal_probability
from sim.units import whole_days

HALF_A_DAY = 0.5
"""Durations are rounded to whole days."""
SIZE_CELLS = 100
"""Cells of the law of a size, from the lowest to the highest normal score."""
MOST_SPREAD = 4.0
"""Standard normal score of the largest size that is considered; the smallest has it below 0."""
CELL_WIDTH = 2.0 * MOST_SPREAD / SIZE_CELLS
_MUCH = 1e250


def passed_probability(days: int, median_days: float, sigma: float) -> float:
    """Chance that a duration of whole days, at least one, is shorter than ``days`` (R-04).

    0 for a duration without spread: one that is longer than it can be ends at once.
    """
    if days <= 1 or sigma <= 0.0:
        return 0.0
    return normal_probability(log((days - HALF_A_DAY) / median_days) / sigma)


def still_probability(days: int, median_days: float, sigma: float) -> float:
    """Chance that a duration of whole days, at least one, lasts at least ``days`` (R-21)."""
    if days <= 1:
        return 1.0
    if sigma <= 0.0:
        return 1.0 if whole_days(median_days) >= days else 0.0
    return 1.0 - normal_probability(log((days - HALF_A_DAY) / median_days) / sigma)


def day_after_today(u: float, passed: float, begun_day: int, median_days: float, sigma: float) -> int:
    """Day on which a duration that began on a day before day 0 ends, day 0 at the earliest (R-04).

    ``passed`` is the chance that it would be over.
    """
    days = whole_days(lognormal_quantile(remaining(u, passed), median_days, sigma))
    return max(0, begun_day + days)


def go_live_day(won_day: int, go_live_days: int) -> int:
    """Day on which a deal that was won before day 0 goes live: day 0 if the usual one has passed (R-143)."""
    return max(0, won_day + go_live_days)


def remaining(u: float, passed: float) -> float:
    """The uniform of something that is known to lie beyond the part ``passed`` of its law (R-143)."""
    return passed + u * (1.0 - passed)


def probability_still(probability: float, passed: float) -> float:
    """Chance that something comes of which the part ``passed`` would have come by now, and has not (R-27)."""
    return probability * (1.0 - passed) / (1.0 - probability * passed) if passed < 1.0 else 0.0


def cell_score(cell: int) -> float:
    """Standard normal score in the middle of a cell of the law of a size (R-08)."""
    return -MOST_SPREAD + CELL_WIDTH * (cell + 0.5)


def size_log_weight(score: float, accounts: int, qualified: int, months: float, monthly_rate: float) -> float:
    """Logarithm of how likely a size is that has brought so many opportunities, but for a constant (R-08).

    Its score, and the accounts and monthly rate of a partner of this size. Each account that the first opportunity
    left untouched was worked by now with the same chance (DESIGN 2.5: finite accounts).
    """
    accounts = max(accounts, qualified)
    exposure = monthly_rate * months / accounts
    weight = -0.5 * score * score - (accounts - qualified) * exposure
    worked = 1.0 - exp(-exposure)
    if worked > 0.0:
        weight += (qualified - 1) * log(worked)
    return weight + _log_ways(accounts, qualified)


def _log_ways(accounts: int, qualified: int) -> float:
    """Logarithm of the ways to choose the accounts worked after the first, but for a constant."""
    total = 0.0
    product = 1.0
    for number in range(1, qualified):
        product *= accounts - number
        if product > _MUCH:
            total += log(product)
            product = 1.0
    return total + log(product)


def size_at(score: float, sigma: float) -> float:
    """Size of a partner at a standard normal score: lognormal of mean 1 (R-08, E-07)."""
    return exp(sigma * score - 0.5 * sigma * sigma)
