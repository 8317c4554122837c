"""Deal flow: how many opportunities a partner brings and when (R-26, R-57; COACH, MEM)."""

from sim.elementary import MAX_POISSON_MEAN, poisson_quantile
from sim.units import DAYS_PER_MONTH, round_half_up

MOST_RAW_RATE = MAX_POISSON_MEAN
MOST_RAW_OPPORTUNITIES = 190
"""A partner's raw opportunities in a month. Deals have 256 places a month: the others are kept for campaigns."""


def partner_accounts(accounts: float, size: float) -> int:
    """Fitting customers of a partner: at least one (DESIGN 2.5: finite accounts)."""
    return max(1, round_half_up(accounts * size))


def untouched_share(accounts: int, worked: int) -> float:
    """Share of a partner's accounts that no qualified opportunity has worked yet (DESIGN 2.5: finite accounts)."""
    return (accounts - worked) / accounts if worked < accounts else 0.0


def raw_rate(qualified_rate: float, qualification_probability: float) -> float:
    """Raw opportunities of a month on average, before the limit: those that pass the gate are the rate (R-57)."""
    return qualified_rate / qualification_probability


def raw_opportunities(u: float, rate: float) -> int:
    """Raw opportunities of a month: inverse Poisson of one uniform, so a higher rate only adds (DESIGN 2.2).

    The mean counts as at most ``MOST_RAW_RATE``; the number may exceed ``MOST_RAW_OPPORTUNITIES``.
    """
    return poisson_quantile(u, rate)


def even_opportunities(rate: float) -> int:
    """Raw opportunities of a month without chance: the rate, rounded half up (DESIGN: hand-worked ledger)."""
    return round_half_up(min(rate, MOST_RAW_RATE))


def is_capped(rate: float, count: int) -> bool:
    """Whether a partner's month has more opportunities than can be simulated (DESIGN 2.5)."""
    return rate > MOST_RAW_RATE or count > MOST_RAW_OPPORTUNITIES


def even_day(k: int, count: int, month: int) -> int:
    """Day of the k-th (from 0) of ``count`` opportunities spread evenly over a month (DESIGN: hand-worked ledger)."""
    return DAYS_PER_MONTH * (month - 1) + (2 * k + 1) * DAYS_PER_MONTH // (2 * count)


def opportunity_day(u: float, month: int) -> int:
    """Day of an opportunity within its program month, uniform (DESIGN 2.5)."""
    return DAYS_PER_MONTH * (month - 1) + int(u * DAYS_PER_MONTH)


def is_qualified(u: float, qualification_probability: float) -> bool:
    """Whether a raw opportunity passes the same discovery gate as direct ones (R-57)."""
    return u < qualification_probability
