"""The best point of a sweep, and its interval over resampled worlds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.figures.resampling import TAILS
from sim.experiment.ensemble import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class Best:
    """The point with the highest mean of a measure."""

    measure: str
    values: tuple[float, ...]
    """Value of each lever there."""
    mean: float
    ci_low: tuple[float, ...]
    ci_high: tuple[float, ...]
    """95% interval of each lever's best value over resampled worlds, widened to the points on either side:
    the best value may lie between two points."""
    share: float
    """Share of resampled sets of worlds in which this same point is best."""
    at_edge: tuple[bool, ...]
    """Whether the best value is the first or last that was tried: a better one may lie beyond."""


def best_point(
    measure: str, grid: Sequence[tuple[float, ...]], means: FloatArray, resampled: FloatArray
) -> Best | None:
    """The best point with its interval; None where the measure is the same at every point."""
    if means.max() == means.min():
        return None
    everywhere = np.ones(means.shape, dtype=np.bool_), np.ones(resampled.shape, dtype=np.bool_)
    return best_among(measure, grid, means, resampled, *everywhere)


def best_among(
    measure: str,
    grid: Sequence[tuple[float, ...]],
    means: FloatArray,
    resampled: FloatArray,
    allowed: BoolArray,
    allowed_resampled: BoolArray,
) -> Best:
    """The best of the points that are allowed, (points,); ``allowed_resampled`` (RESAMPLES, points) are those that are
    so in each set of resampled worlds. At least one point is allowed."""
    values = np.asarray(grid, dtype=np.float64)
    best = int(np.argmax(np.where(allowed, means, -np.inf)))
    chosen = np.argmax(np.where(allowed_resampled, resampled, -np.inf), axis=1)[allowed_resampled.any(axis=1)]
    ends = np.quantile(values[chosen if len(chosen) else [best]], TAILS, axis=0, method="inverted_cdf")
    low, high = np.minimum(ends[0], values[best]), np.maximum(ends[1], values[best])
    sides = [_neighbours(values[:, lever], float(low[lever]), float(high[lever])) for lever in range(len(grid[0]))]
    lowest, highest = values.min(axis=0), values.max(axis=0)
    return Best(
        measure=measure,
        values=grid[best],
        mean=float(means[best]),
        ci_low=tuple(low for low, _ in sides),
        ci_high=tuple(high for _, high in sides),
        share=float((chosen == best).sum() / len(resampled)),
        at_edge=tuple(((values[best] == lowest) | (values[best] == highest)).tolist()),
    )


def _neighbours(values: FloatArray, low: float, high: float) -> tuple[float, float]:
    """The points next below ``low`` and next above ``high``, or these where they are the ends."""
    return float(max(values[values < low], default=low)), float(min(values[values > high], default=high))
