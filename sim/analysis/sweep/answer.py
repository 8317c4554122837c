"""What a sweep answers: every point, the best values, and where the odds cross the required probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.outcomes import ODDS
from sim.analysis.figures.resampling import resampled_means
from sim.analysis.sweep.best import Best, best_point
from sim.analysis.sweep.crossings import Crossing, crossings_along
from sim.analysis.sweep.lever import Lever, said_of
from sim.analysis.sweep.levers import grid_of
from sim.analysis.sweep.measures import MAXIMISED
from sim.analysis.sweep.point import Point, Sample
from sim.experiment.ensemble import FloatArray


@dataclass(frozen=True, slots=True)
class Answer:
    """Every point of one sweep, the best values and where the odds cross the required probability."""

    points: tuple[Point, ...]
    best: dict[str, Best | None]
    """By measure; None where the levers change nothing."""
    crossings: tuple[Crossing, ...]

    def to_dict(self, levers: Sequence[Lever]) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "points": [point.to_dict(levers) for point in self.points],
            "best": {name: best and _best_dict(best, levers) for name, best in self.best.items()},
            "crossings": [
                {
                    "over": levers[0].path,
                    "at": said_of(levers[1:], crossing.at),
                    "value": crossing.value,
                    "ci_low": crossing.ci_low,
                    "ci_high": crossing.ci_high,
                    "rising": crossing.rising,
                }
                for crossing in self.crossings
            ],
        }


def answer_of(levers: Sequence[Lever], samples: Sequence[Sample], runs: int, futures: int, required: float) -> Answer:
    """Best values and crossings from the replications that completed at every point."""
    together = np.logical_and.reduce([sample.completed for sample in samples])
    columns = {name: [sample.values[name] for sample in samples] for name in (ODDS.name, *MAXIMISED)}
    counts = together.reshape(runs, futures).sum(axis=1).astype(np.float64)
    points = tuple(sample.point for sample in samples)
    if not together.any():
        return Answer(points, dict.fromkeys(MAXIMISED), ())
    sums = [
        np.stack([np.where(together, column, 0.0).reshape(runs, futures).sum(axis=1) for column in of_points], axis=1)
        for of_points in columns.values()
    ]
    means: Mapping[str, FloatArray] = {
        name: array.sum(axis=0) / counts.sum() for name, array in zip(columns, sums, strict=True)
    }
    resampled = dict(zip(columns, resampled_means(sums, counts), strict=True))
    grid = grid_of(levers)
    return Answer(
        points=points,
        best={name: best_point(name, grid, means[name], resampled[name]) for name in MAXIMISED},
        crossings=crossings_along(
            levers[0].values, grid_of(levers[1:]), means[ODDS.name], resampled[ODDS.name], required
        )
        if levers[0].is_ordered
        else (),
    )


def _best_dict(best: Best, levers: Sequence[Lever]) -> dict[str, Any]:
    ordered = all(lever.is_ordered for lever in levers)
    return {
        "values": said_of(levers, best.values),
        "mean": best.mean,
        "ci_low": said_of(levers, best.ci_low) if ordered else None,
        "ci_high": said_of(levers, best.ci_high) if ordered else None,
        "share_of_resamples": best.share,
        "at_edge": {
            lever.path: at_edge and lever.is_ordered for lever, at_edge in zip(levers, best.at_edge, strict=True)
        },
    }
