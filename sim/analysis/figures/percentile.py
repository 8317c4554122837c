"""How sure a percentile is: order-statistic intervals, from worlds of one or more futures.

Between which two of the sorted values the true percentile lies follows from the binomial distribution alone,
whatever that of the values (David and Nagaraja, Order Statistics, 2003, section 7.1). The futures of a world are
alike, so with several a world they count as fewer: as many independent ones as would know the share below the
percentile as well as the worlds do (design effect; Woodruff 1952, JASA 47:635).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite, log

import numpy as np

from sim.analysis.figures.intervals import CONFIDENCE, effective_trials, half_width
from sim.analysis.figures.quantiles import LEVELS
from sim.experiment.ensemble import BoolArray, FloatArray
from sim.ledger import IntArray

INTERVALS = ("p10", "p50", "p90")
"""Percentiles that are printed, so that each needs its interval."""

_TAIL = (1 - CONFIDENCE) / 2


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile with its 95% interval; an end is None where there are too few runs to tell it."""

    value: float
    ci_low: float | None
    ci_high: float | None

    @property
    def half_interval(self) -> float:
        """Half the interval; 0 where it is not known."""
        return half_width(self.ci_low, self.ci_high)

    @property
    def is_known(self) -> bool:
        """Whether the runs can support it: both ends of its interval lie among them."""
        return self.ci_low is not None and self.ci_high is not None


def fewest_runs(level: float) -> int:
    """Worlds of one future from which both ends of the interval of a percentile lie among the values: 36 for p10."""
    return ceil(log(_TAIL) / log(1 - min(level, 1 - level)))


def percentile_intervals(
    values: FloatArray, worlds: IntArray, levels: Sequence[float], confidence: float = CONFIDENCE
) -> list[tuple[FloatArray, FloatArray]]:
    """Ends of the interval of the percentile of each level, each (months,), of ``values`` (replications, months).

    ``worlds`` is the world of each replication, (replications,), in order. NaN where an end lies beyond the
    smallest or the largest value: too few runs. ``inf`` for never is allowed. At least one replication.
    """
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)
    one_a_world = bool((np.diff(worlds) > 0).all())
    found = []
    for level in levels:
        number = len(values)
        if one_a_world:
            independent = np.array([float(number)])  # the same in every month
        else:
            middle = ordered[:, min(int(level * number), number - 1)]
            independent = np.floor(effective_trials(*_by_world(values <= middle, worlds), confidence))
        found.append(_order_statistics(ordered, independent, level, confidence))
    return found


def _order_statistics(
    ordered: FloatArray, independent: FloatArray, level: float, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """The interval among the sorted values of each month; ``independent``, (months,) or (1,), is what they count as."""
    from scipy.special import bdtrik

    number = ordered.shape[1]
    tail = (1 - confidence) / 2
    first = np.ceil(bdtrik(tail, independent, level))
    last = np.ceil(bdtrik(1 - tail, independent, level)) + 1
    scale = number / independent
    low, high = np.floor(first * scale).astype(np.int64), np.ceil(last * scale).astype(np.int64)
    columns = np.arange(len(ordered))
    return (
        np.where((first >= 1) & (low >= 1), ordered[columns, np.clip(low - 1, 0, number - 1)], np.nan),
        np.where(last <= independent, ordered[columns, np.clip(high - 1, 0, number - 1)], np.nan),
    )


def percentiles(values: FloatArray, worlds: IntArray) -> dict[str, Percentile]:
    """The percentiles of ``INTERVALS`` of one value a replication."""
    quantiles = np.quantile(values, [LEVELS[name] for name in INTERVALS])
    return {
        name: Percentile(float(quantile), *ends_of(values, worlds, LEVELS[name]))
        for name, quantile in zip(INTERVALS, quantiles, strict=True)
    }


def ends_of(values: FloatArray, worlds: IntArray, level: float) -> tuple[float | None, float | None]:
    """The interval of a percentile of one value a replication; None for an end beyond them, or at never."""
    ((low, high),) = percentile_intervals(values[:, None], worlds, [level])
    return known(float(low[0])), known(float(high[0]))


def known(end: float) -> float | None:
    """An end of an interval, None where it is not finite."""
    return end if isfinite(end) else None


def _by_world(below: BoolArray, worlds: IntArray) -> tuple[FloatArray, FloatArray]:
    """Flags of the replications counted by world, and the replications of each: (worlds, months), (worlds, 1)."""
    starts = np.flatnonzero(np.diff(worlds, prepend=-1))
    trials = np.diff(starts, append=len(worlds)).astype(np.float64)[:, None]
    return np.add.reduceat(below, starts, axis=0, dtype=np.float64), trials
