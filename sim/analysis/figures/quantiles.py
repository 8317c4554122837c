"""Quantiles over replications, by linear interpolation between order statistics."""

from math import floor

import numpy as np
import numpy.typing as npt

from sim.experiment.ensemble import FloatArray

LEVELS: dict[str, float] = {
    "p05": 0.05,
    "p10": 0.10,
    "p25": 0.25,
    "p50": 0.50,
    "p75": 0.75,
    "p90": 0.90,
    "p95": 0.95,
}


def bands(values: FloatArray) -> dict[str, FloatArray]:
    """The quantiles of ``LEVELS`` of (replications, months) by month, each (months,)."""
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)  # makes the quantiles of many replications faster
    quantiles = np.quantile(ordered, list(LEVELS.values()), axis=1)
    return dict(zip(LEVELS, quantiles, strict=True))


def quantile_with_never(months: npt.NDArray[np.int64], level: float, never: int) -> float | None:
    """A quantile of months in which ``never`` sorts above every month; None if it lands on never.

    A quantile between the last month there is and never is never.
    """
    ordered = np.sort(months)
    position = level * (len(ordered) - 1)
    below = floor(position)
    fraction = position - below
    low = int(ordered[below])
    high = int(ordered[below + 1]) if fraction > 0 else low
    if low >= never or high >= never:
        return None
    return low + fraction * (high - low)


def known_quantiles(values: FloatArray) -> tuple[float | None, float | None, float | None]:
    """p10, p50, p90 of values that may be inf for never; None where never lies on either side of the quantile."""
    ordered = np.sort(values)
    found: list[float | None] = []
    for level in (LEVELS["p10"], LEVELS["p50"], LEVELS["p90"]):
        position = level * (len(ordered) - 1)
        sides = ordered[[int(np.floor(position)), int(np.ceil(position))]]
        low, high = float(sides[0]), float(sides[1])
        found.append(low + (position - np.floor(position)) * (high - low) if np.isfinite(sides).all() else None)
    return found[0], found[1], found[2]
