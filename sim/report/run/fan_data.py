"""What the fan chart shows, taken from an ensemble and its summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.odds import known_odds_by_month
from sim.analysis.figures.quantiles import LEVELS
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.report.charts.bands import Band, bands_of
from sim.scenario.calendar import NO_CALENDAR, Calendar, calendar_of

FUTURES_SHOWN = 12
ADDITIONAL = "additional_share"


@dataclass(frozen=True, slots=True)
class FanData:
    """What the chart draws; arrays are by month 1..M, shares and odds are fractions."""

    title: str
    """Of the scenario."""
    measure: str
    quantiles: dict[str, Sequence[float]]
    """``p05 p10 p25 p50 p75 p90 p95`` of the measure."""
    futures: FloatArray
    """Single replications of the measure, shape (shown, M)."""
    odds: Sequence[float]
    odds_low: Sequence[float]
    odds_high: Sequence[float]
    threshold: float
    gate_month: int
    required: float
    runs: int
    """Replications."""
    seed: int
    worlds: int | None = None
    """Worlds, where they are fewer than replications."""
    additional: Sequence[float] | None = None
    """Median of the additional share; None where it is the measure itself."""
    known: tuple[Sequence[float], Sequence[float]] | None = None
    """p10 and p90 of what the odds would be if the inputs were known; None where that is not split off."""
    calendar: Calendar = NO_CALENDAR

    @property
    def bands(self) -> list[Band]:
        """The bands that the number of worlds can support."""
        return bands_of(self.runs if self.worlds is None else self.worlds)

    @property
    def months(self) -> list[int]:
        return list(range(1, len(self.odds) + 1))

    @property
    def at_gate(self) -> int:
        """Position of the gate month in the arrays."""
        return self.gate_month - 1


def chosen_futures(shares: FloatArray, gate_month: int, count: int = FUTURES_SHOWN) -> FloatArray:
    """``count`` rows of ``shares`` (replication, month), evenly spaced by rank at the gate month."""
    order = np.argsort(shares[:, gate_month - 1], kind="stable")
    shown = min(count, len(order))
    ranks = [(2 * position + 1) * len(order) // (2 * shown) for position in range(shown)]
    return shares[order[ranks]]


def fan_data(ensemble: Ensemble, summary: Mapping[str, Any]) -> FanData:
    """The chart of a run: bands and odds are those of its summary."""
    gate, scenario = summary["gate"], ensemble.scenario
    measure = gate["measure"]
    interval = summary["pass_probability_ci_by_month"]
    return FanData(
        title=scenario.title or scenario.name,
        measure=measure,
        quantiles={level: summary["metrics"][measure][level] for level in LEVELS},
        futures=chosen_futures(ensemble.values(measure), gate["month"]),
        odds=summary["pass_probability_by_month"],
        odds_low=interval["ci_low"],
        odds_high=interval["ci_high"],
        threshold=gate["threshold"],
        gate_month=gate["month"],
        required=gate["required_probability"],
        runs=int(ensemble.completed.sum()),
        seed=ensemble.seed,
        worlds=ensemble.runs,
        additional=None if measure == ADDITIONAL else summary["metrics"][ADDITIONAL]["p50"],
        known=known_odds_by_month(ensemble),
        calendar=calendar_of(scenario),
    )
