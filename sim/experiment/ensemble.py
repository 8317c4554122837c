"""The ensemble: the replications of one scenario as integer arrays, with their provenance.

Replication ``world * futures + future`` is one row of every array. Failed replications keep their row, filled with
zeros and marked in ``completed``; ``values``, ``passes`` and ``worlds`` cover the completed ones, in row order.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.ledger import IntArray
from sim.metrics.declared import METRIC_INDEX, METRICS, RATIOS, Metric, Ratio
from sim.scenario.schema import Scenario
from sim.units import BPS, CENTS, to_bps

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_RATIO_BY_NAME: dict[str, Ratio] = {ratio.name: ratio for ratio in RATIOS}
_FLOAT_TOTALS = frozenset({"npv", "npv_with_runoff"})
"""Totals discounted in floating point: rounded to cents, but not part of a digest."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that raised, by its key, with the traceback."""

    world: int
    future: int
    traceback: str


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble:
    """Replications of one scenario: ``runs`` worlds of ``futures`` futures over ``months`` months."""

    scenario: Scenario
    runs: int
    futures: int
    seed: int
    months: int
    engine: str
    input_digest: str
    monthly: dict[str, IntArray]
    """Metric to (runs * futures, months); money in cents."""
    totals: dict[str, IntArray]
    """Total to (runs * futures,); money in cents, ``payback_month`` NEVER if it never comes."""
    parameters: dict[str, FloatArray]
    """Path of an uncertain input to its value in each world, (runs,); NaN where the whole world failed."""
    completed: BoolArray
    """(runs * futures,): False where the replication failed."""
    failures: tuple[Failure, ...]

    def __repr__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return (
            f"<Ensemble {self.scenario.name}: {self.runs} world{'s' * (self.runs != 1)} x "
            f"{self.futures} future{'s' * (self.futures != 1)}, "
            f"{self.months} months, seed {self.seed}, {self.engine} engine{failed}>"
        )

    @property
    def worlds(self) -> IntArray:
        """World of each completed replication."""
        return np.flatnonzero(self.completed).astype(np.int64) // self.futures

    def values(self, name: str) -> FloatArray:
        """A metric or ratio of the completed replications, (completed, months), in natural units.

        Money is in currency units; a ratio is the quotient of its trailing window sums, 0 where the
        denominator is 0. Raises KeyError for a name that is not declared.
        """
        ratio = _RATIO_BY_NAME.get(name)
        if ratio is not None:
            numerator, denominator = self._window_sums(ratio)
            share = np.zeros(numerator.shape)
            np.divide(numerator, denominator, out=share, where=denominator != 0)
            return share
        return natural(METRICS[METRIC_INDEX[name]], self.monthly[name][self.completed])

    def passes(self, measure: str, threshold: float) -> BoolArray:
        """Whether the ratio ``measure`` reaches ``threshold`` at each month close, (completed, months).

        Compared in integers, with the threshold in whole basis points; a month without revenue does not pass.
        """
        return reaches(*self._window_sums(_RATIO_BY_NAME[measure]), to_bps(threshold))

    def _window_sums(self, ratio: Ratio) -> tuple[IntArray, IntArray]:
        window = ratio_window(ratio, self.scenario)
        numerator, denominator = (self.monthly[name] for name in (ratio.numerator, ratio.denominator))
        return trailing_sum(numerator[self.completed], window), trailing_sum(denominator[self.completed], window)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the integer results: equal for every engine, worker count, chunk size and machine."""
        state = hashlib.sha256(f"{self.runs} {self.futures} {self.months}\n".encode())
        state.update(np.packbits(self.completed).tobytes())
        for name in sorted(self.monthly):
            _add_integers(state, name, self.monthly[name])
        for name in sorted(set(self.totals) - _FLOAT_TOTALS):
            _add_integers(state, name, self.totals[name])
        for path in sorted(self.parameters):
            drawn = " ".join(repr(float(f"{value:.9g}")) for value in self.parameters[path].tolist())
            state.update(f"{path} {drawn}\n".encode())
        return state.hexdigest()


def natural(metric: Metric, amounts: IntArray) -> FloatArray:
    """Amounts of a metric in natural units: money in currency units."""
    return amounts / CENTS if metric.unit == "money" else amounts.astype(np.float64)


def _add_integers(state: "hashlib._Hash", name: str, values: IntArray) -> None:
    state.update(f"{name}\n".encode())
    state.update(np.ascontiguousarray(values, dtype="<i8").tobytes())


def ratio_window(ratio: Ratio, scenario: Scenario) -> int:
    """Trailing months of a ratio: its own, or the gate's window."""
    return scenario.gate.window_months if ratio.window_months is None else ratio.window_months


def trailing_sum(flow: IntArray, window: int) -> IntArray:
    """Sum over the last ``window`` months along the last axis, over all months so far before there are as many."""
    total = np.cumsum(flow, axis=-1, dtype=np.int64)
    before_window = np.zeros_like(total)
    before_window[..., window:] = total[..., :-window]
    return total - before_window


def reaches(numerator: IntArray, denominator: IntArray, bps: int) -> BoolArray:
    """``10000 * numerator >= bps * denominator``, exactly; False where the denominator is not positive.

    Written as ``numerator >= ceil(bps * denominator / 10000)`` in two parts, so that no product overflows int64.
    """
    whole, rest = np.divmod(denominator, BPS)
    needed = bps * whole - (-bps * rest) // BPS
    return np.asarray((denominator > 0) & (numerator >= needed))
