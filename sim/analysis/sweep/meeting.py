"""The question of a sweep: the greatest objective where the odds are at least the required ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.sweep.best import Best, best_among
from sim.analysis.sweep.lost_revenue import LostRevenue, lost_revenue
from sim.analysis.sweep.point import Sample
from sim.experiment.ensemble import FloatArray

Status = Literal["met", "too close to call", "not met"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Which points have the required odds, by their intervals, and the best of them."""

    clear: tuple[int, ...]
    """Positions of points whose whole interval lies at or above the required odds."""
    close: tuple[int, ...]
    """Positions of points whose interval includes the required odds."""
    best: Best | None
    """Of the clear points; of the close ones where there are none; None where there are neither."""
    highest: int
    """Position of the point with the highest odds."""
    given_up: dict[int, tuple[LostRevenue, ...]]
    """Revenue that the best point and that of the highest odds give up for their odds, by position."""

    @property
    def status(self) -> Status:
        """Whether some point clearly has the required odds, none can be told to, or clearly none has them."""
        return "met" if self.clear else "too close to call" if self.close else "not met"


def meeting_of(
    samples: Sequence[Sample], objective: str, means: FloatArray, resampled: FloatArray, odds: FloatArray, runs: int
) -> Meeting:
    """The best point by the means (points,) of the objective; ``odds`` are of each set of resampled worlds, as is
    ``resampled``: (RESAMPLES, points)."""
    points = [sample.point for sample in samples]
    clear, close = (
        tuple(position for position, point in enumerate(points) if point.verdict == verdict)
        for verdict in ("on track", "too close to call")
    )
    required = np.array([point.gate["required_probability"] for point in points])
    best, grid = None, [point.values for point in points]
    if clear or close:
        allowed = np.isin(np.arange(len(points)), clear or close)
        best = best_among(objective, grid, means, resampled, allowed, odds >= required)
    chances = [point.gate["pass_probability"] for point in points]
    highest = chances.index(max(chances))
    asked = {highest, *([] if best is None else [grid.index(best.values)])}
    return Meeting(clear, close, best, highest, {at: lost_revenue(samples, at, runs) for at in sorted(asked)})
