"""What a sweep answers: every point, the best values, and where the odds cross the required probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.outcomes import ODDS, Outcome
from sim.analysis.figures.resampling import resampled_means
from sim.analysis.sweep.best import Best, best_point
from sim.analysis.sweep.crossings import Crossing, crossings_along
from sim.analysis.sweep.lever import Lever, said_of
from sim.analysis.sweep.levers import grid_of
from sim.analysis.sweep.measures import OBJECTIVE, maximised_with
from sim.analysis.sweep.meeting import Meeting, meeting_of
from sim.analysis.sweep.point import Point, Sample
from sim.experiment.ensemble import FloatArray


@dataclass(frozen=True, slots=True)
class Answer:
    """Every point of one sweep, the best values and where the odds cross the required probability."""

    points: tuple[Point, ...]
    best: dict[str, Best | None]
    """By measure, the objective first; None where the levers change nothing."""
    crossings: tuple[Crossing, ...]
    meeting: Meeting | None = None
    """The best point with the required odds; None where no replication completed at every point."""

    def at(self, values: tuple[float, ...]) -> Point:
        """The point with these values of the levers."""
        return next(point for point in self.points if point.values == values)

    def to_dict(self, levers: Sequence[Lever]) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "points": [point.to_dict(levers) for point in self.points],
            "best": {name: best and _best_dict(best, levers) for name, best in self.best.items()},
            "best_with_required_odds": self.meeting and _meeting_dict(self.meeting, self.points, levers),
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


def answer_of(
    levers: Sequence[Lever], samples: Sequence[Sample], runs: int, futures: int, required: float,
    objective: Outcome = OBJECTIVE,
) -> Answer:  # fmt: skip
    """Best values and crossings from the replications that completed at every point."""
    together = np.logical_and.reduce([sample.completed for sample in samples])
    maximised = [outcome.name for outcome in maximised_with(objective)]
    columns = {name: [sample.values[name] for sample in samples] for name in dict.fromkeys((ODDS.name, *maximised))}
    counts = together.reshape(runs, futures).sum(axis=1).astype(np.float64)
    points = tuple(sample.point for sample in samples)
    if not together.any():
        return Answer(points, dict.fromkeys(maximised), ())
    sums = [
        np.stack([np.where(together, column, 0.0).reshape(runs, futures).sum(axis=1) for column in of_points], axis=1)
        for of_points in columns.values()
    ]
    means: Mapping[str, FloatArray] = {
        name: array.sum(axis=0) / counts.sum() for name, array in zip(columns, sums, strict=True)
    }
    resampled = dict(zip(columns, resampled_means(sums, counts), strict=True))
    grid, odds = grid_of(levers), resampled[ODDS.name]
    return Answer(
        points=points,
        best={name: best_point(name, grid, means[name], resampled[name]) for name in maximised},
        crossings=crossings_along(levers[0].values, grid_of(levers[1:]), means[ODDS.name], odds, required)
        if levers[0].is_ordered
        else (),
        meeting=meeting_of(samples, objective.name, means[objective.name], resampled[objective.name], odds, runs),
    )


def _meeting_dict(meeting: Meeting, points: Sequence[Point], levers: Sequence[Lever]) -> dict[str, Any]:
    return {
        "status": meeting.status,
        "clearly_met_at": [said_of(levers, points[position].values) for position in meeting.clear],
        "too_close_at": [said_of(levers, points[position].values) for position in meeting.close],
        "best": meeting.best and {"measure": meeting.best.measure, **_best_dict(meeting.best, levers)},
        "highest_odds_at": said_of(levers, points[meeting.highest].values),
        "revenue_given_up": [
            {"values": said_of(levers, points[position].values), **lost.to_dict(levers)}
            for position, each in meeting.given_up.items()
            for lost in each
        ],
    }


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
