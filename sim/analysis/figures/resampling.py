"""What a sweep answers, and how sure: the best point and the crossings over resampled worlds.

Every point is simulated in the same worlds (common random numbers), so whole worlds are drawn with
replacement and each draw is used at every point: the answers move as they would in another set of worlds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from sim.analysis.figures.intervals import CONFIDENCE
from sim.experiment.ensemble import FloatArray
from sim.ledger import IntArray

RESAMPLES = 1000
_SEED = 20_241_004
_BLOCK = 4_000_000
_TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)


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


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the odds cross the required probability along the first lever, interpolated between points."""

    at: tuple[float, ...]
    """Values of the other levers."""
    value: float
    ci_low: float | None
    ci_high: float | None
    """95% interval over resampled worlds; None for an end that lies beyond the points tried."""
    rising: bool


def resampled_means(sums: Sequence[FloatArray], counts: FloatArray) -> list[FloatArray]:
    """Means over resampled worlds, each (RESAMPLES, points), of sums by world (worlds, points).

    ``counts`` are the replications of each world. The same worlds are drawn for every array.
    """
    worlds = len(counts)
    draw = np.random.default_rng(_SEED)
    means = [np.empty((RESAMPLES, array.shape[1])) for array in sums]
    block = max(1, _BLOCK // worlds)
    for start in range(0, RESAMPLES, block):
        size = min(block, RESAMPLES - start)
        weights = draw.multinomial(worlds, np.full(worlds, 1 / worlds), size=size).astype(np.float64)
        number = np.maximum(weights @ counts, 1.0)[:, None]
        for array, result in zip(sums, means, strict=True):
            result[start : start + size] = (weights @ array) / number
    return means


def best_point(
    measure: str, grid: Sequence[tuple[float, ...]], means: FloatArray, resampled: FloatArray
) -> Best | None:
    """The best point with its interval; None where the measure is the same at every point."""
    if means.max() == means.min():
        return None
    values = np.asarray(grid, dtype=np.float64)
    best = int(np.argmax(means))
    chosen = np.argmax(resampled, axis=1)
    ends = np.quantile(values[chosen], _TAILS, axis=0, method="inverted_cdf")
    sides = [
        _neighbours(values[:, lever], float(ends[0, lever]), float(ends[1, lever])) for lever in range(len(grid[0]))
    ]
    lowest, highest = values.min(axis=0), values.max(axis=0)
    return Best(
        measure=measure,
        values=grid[best],
        mean=float(means[best]),
        ci_low=tuple(low for low, _ in sides),
        ci_high=tuple(high for _, high in sides),
        share=float((chosen == best).mean()),
        at_edge=tuple(((values[best] == lowest) | (values[best] == highest)).tolist()),
    )


def _neighbours(values: FloatArray, low: float, high: float) -> tuple[float, float]:
    """The points next below ``low`` and next above ``high``, or these where they are the ends."""
    return float(max(values[values < low], default=low)), float(min(values[values > high], default=high))


def crossings_along(
    first: Sequence[float],
    others: Sequence[tuple[float, ...]],
    odds: FloatArray,
    resampled: FloatArray,
    required: float,
) -> tuple[Crossing, ...]:
    """Every crossing along the first lever, for each setting of the others.

    ``odds`` is (first * others,) in grid order and ``resampled`` (RESAMPLES, first * others).
    """
    positions: IntArray = np.arange(len(odds)).reshape(len(first), len(others))
    order = np.argsort(np.asarray(first))
    values = np.asarray(first, dtype=np.float64)[order]
    found: list[Crossing] = []
    for column, at in enumerate(others):
        where = positions[order, column]
        draws = [_crossings(values, row, required) for row in resampled[:, where]]
        starts = resampled[:, where[0]] >= required
        for value, rising in _crossings(values, odds[where], required):
            low, high = _interval(value, rising, draws, starts.tolist())
            found.append(Crossing(at, value, low, high, rising))
    return tuple(found)


def _crossings(values: FloatArray, odds: FloatArray, required: float) -> list[tuple[float, bool]]:
    """Each crossing by linear interpolation, and whether the odds rise there."""
    above = odds >= required
    found = []
    for position in np.flatnonzero(above[1:] != above[:-1]).tolist():
        left, right = float(odds[position]), float(odds[position + 1])
        step = float(values[position + 1] - values[position])
        found.append((float(values[position]) + (required - left) / (right - left) * step, right > left))
    return found


def _interval(
    value: float, rising: bool, draws: Sequence[list[tuple[float, bool]]], starts: Sequence[bool]
) -> tuple[float | None, float | None]:
    """Interval of one crossing: in each resample the nearest of its kind; none at all lies beyond an end.

    Without a rising crossing it lies below the points where the odds start above, else beyond them; a
    falling one the other way round.
    """
    nearest = []
    for crossings, above in zip(draws, starts, strict=True):
        same = [place for place, its_kind in crossings if its_kind == rising]
        beyond = -inf if above == rising else inf
        nearest.append(min(same, key=lambda place: abs(place - value)) if same else beyond)
    low, high = np.quantile(np.asarray(nearest), _TAILS, method="inverted_cdf").tolist()
    return (low if isfinite(low) else None), (high if isfinite(high) else None)
