"""Where the odds cross the required probability along a lever, with intervals over resampled worlds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from sim.analysis.figures.resampling import TAILS
from sim.experiment.ensemble import FloatArray
from sim.ledger import IntArray


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
    low, high = np.quantile(np.asarray(nearest), TAILS, method="inverted_cdf").tolist()
    return (low if isfinite(low) else None), (high if isfinite(high) else None)
