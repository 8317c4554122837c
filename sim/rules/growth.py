"""Growth of the vendor's own business that changes from year to year (E-30 to E-32, E-38)."""

from math import sqrt

from sim.elementary import log


def shock(z_common: float, z_own: float, common_share: float) -> float:
    """Standard normal shock of a channel's year; ``common_share`` of its variance is common to all channels (E-38)."""
    return sqrt(common_share) * z_common + sqrt(1.0 - common_share) * z_own


def first_deviation(sigma: float, z: float) -> float:
    """Deviation of the first year's log growth from its lasting level, as of a company of any age (E-32)."""
    return sigma * z


def next_deviation(before: float, persistence: float, sigma: float, z: float) -> float:
    """Deviation of the next year, of the same variance: AR(1) with this persistence (E-31, E-32)."""
    return persistence * before + sigma * sqrt(1.0 - persistence * persistence) * z


def deviation_of(growth: float, level: float) -> float:
    """Deviation of a year's log growth from its lasting level; both as fractions above -1 (E-31)."""
    return log(1.0 + growth) - log(1.0 + level)
