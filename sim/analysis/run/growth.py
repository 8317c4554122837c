"""Growth of the company without a program: its range, and how much of its variance is inputs that could be known."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.analysis.figures.intervals import by_world, counts, ratio_interval
from sim.analysis.figures.quantiles import LEVELS
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.units import BPS, MONTHS_PER_YEAR

GROWTH = "own_growth"


@dataclass(frozen=True, slots=True)
class YearGrowth:
    """Growth of direct and inbound ARR in the twelve months that end with ``month``, as a fraction."""

    month: int
    p10: float
    p50: float
    p90: float
    known_share: float | None
    """Share of the variance of log growth between worlds, 0 to 1: of inputs that could be known; the rest is chance.
    None where no world has a second future, or growth does not vary."""
    ci_low: float | None
    ci_high: float | None


def growth_of(ensemble: Ensemble) -> list[YearGrowth] | None:
    """Each whole year of the horizon; None where the scenario states no growth that varies."""
    if GROWTH not in ensemble.metric_set:
        return None
    return [_year(ensemble, month) for month in range(MONTHS_PER_YEAR, ensemble.months + 1, MONTHS_PER_YEAR)]


def growth_dicts(ensemble: Ensemble) -> list[dict[str, Any]] | None:
    """The years as plain values."""
    years = growth_of(ensemble)
    return None if years is None else [asdict(year) for year in years]


def _year(ensemble: Ensemble, month: int) -> YearGrowth:
    growth = ensemble.kept(GROWTH)[:, month - 1]
    levels = [LEVELS[name] for name in ("p10", "p50", "p90")]
    p10, p50, p90 = np.quantile(growth[ensemble.completed] / BPS, levels).tolist()
    logs = np.log(np.maximum(growth + BPS, 1) / BPS)
    return YearGrowth(month, p10, p50, p90, *known_part(logs, ensemble))


def known_part(values: FloatArray, ensemble: Ensemble) -> tuple[float | None, float | None, float | None]:
    """Share of the variance of a value per replication that lies between worlds, and its 95% interval.

    The intraclass correlation by its pairs (Fisher 1925): the mean product of the deviations of two futures of a world
    over the mean square of all deviations. Unbiased up to the ratio; held within 0 and 1.
    """
    completed, runs = ensemble.completed, ensemble.runs
    deviations = np.where(completed, values - values[completed].mean(), 0.0)
    trials = counts(completed, runs)
    several = trials > 1
    if not several.any():
        return None, None, None
    sums, squares = (by_world(part, completed, runs)[several] for part in (deviations, deviations * deviations))
    number = trials[several]
    pairs, every = (sums * sums - squares) / (number * (number - 1)), squares / number
    if not every.sum() > 0:
        return None, None, None
    share = float(pairs.sum() / every.sum())
    low, high = ratio_interval(pairs, every)
    return _within(share), None if low is None else _within(low), None if high is None else _within(high)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
