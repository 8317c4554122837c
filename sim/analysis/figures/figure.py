"""A figure of one scenario: the mean of one number per replication with its interval, and its quantiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.figures.intervals import by_world, counts, half_width, mean_interval, share_interval
from sim.analysis.figures.odds import Odds
from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.quantiles import known_quantiles
from sim.experiment.ensemble import BoolArray, Ensemble, FloatArray


@dataclass(frozen=True, slots=True)
class Figure:
    """Mean with its 95% interval, and quantiles; None means never, or that it cannot be estimated."""

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    p10: float | None
    p50: float | None
    p90: float | None

    @property
    def half_interval(self) -> float:
        """Half the interval of the mean; 0 if there is none."""
        return half_width(self.ci_low, self.ci_high)


def figure_of(values: FloatArray, completed: BoolArray, runs: int) -> Figure:
    """The figure of one number per replication, (runs * futures,), over the completed ones (at least one)."""
    known = values[completed]
    return Figure(float(known.mean()), *mean_interval(values, completed, runs), *known_quantiles(known))


def figures_of(ensemble: Ensemble, values: Mapping[str, FloatArray], measured: Sequence[Outcome]) -> dict[str, Figure]:
    """The figure of each outcome, from its values in every replication. ValueError if none completed."""
    if not ensemble.completed.any():
        raise ValueError(f"no replication of {ensemble.scenario.name} completed: there is nothing to compare")
    return {outcome.name: _of_outcome(values[outcome.name], outcome, ensemble.runs) for outcome in measured}


def _of_outcome(values: FloatArray, outcome: Outcome, runs: int) -> Figure:
    completed = ~np.isnan(values)
    if outcome.unit == "month":
        return Figure(None, None, None, *known_quantiles(values[completed]))
    if outcome.unit == "probability":
        known = values[completed]
        low, high = share_interval(by_world(values, completed, runs), counts(completed, runs))
        return Figure(float(known.mean()), float(low), float(high), *known_quantiles(known))
    return figure_of(values, completed, runs)


def odds_of(figure: Figure) -> Odds:
    """A figure of unit ``probability`` as odds."""
    return Odds(figure.mean or 0.0, figure.ci_low or 0.0, 1.0 if figure.ci_high is None else figure.ci_high)
