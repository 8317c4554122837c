"""The ensemble: the replications of one scenario as integer arrays, with their provenance.

Replication ``world * futures + future`` is one row of every array. Failed replications keep their row, filled with
zeros and marked in ``completed``; ``values``, ``passes`` and ``worlds`` cover the completed ones, in row order.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.ledger import IntArray
from sim.metrics.declared import every_metric, metric_set_of
from sim.metrics.metric import Ratio
from sim.metrics.metric_set import MetricSet
from sim.scenario.schema import Scenario
from sim.units import BPS, to_bps

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Failure:
    """A replication that raised, by its key, with the traceback."""

    world: int
    future: int
    traceback: str


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """Worlds that could be simulated alone but not together: the results are right, but a bug cost time."""

    first_world: int
    last_world: int
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
    monthly: Mapping[str, IntArray]
    """Metric of ``metric_set`` to (runs * futures, months), as stored: money in cents."""
    totals: dict[str, IntArray]
    """Total to (runs * futures,); money in cents, ``payback_month`` NEVER if it never comes."""
    parameters: dict[str, FloatArray]
    """Path of an uncertain input to its value in each world, (runs,); NaN where the whole world failed."""
    completed: BoolArray
    """(runs * futures,): False where the replication failed."""
    failures: tuple[Failure, ...]
    batch_failures: tuple[BatchFailure, ...] = ()

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

    @cached_property
    def metric_set(self) -> MetricSet:
        """The metrics, ratios and totals that the scenario has."""
        return metric_set_of(self.scenario)

    def kept(self, name: str) -> IntArray:
        """A metric as stored, (runs * futures, months): 0 if the scenario does not state its mechanism.

        Raises KeyError for a metric that no mechanism declares.
        """
        if name not in self.monthly and name in every_metric():
            return np.zeros((self.runs * self.futures, self.months), dtype=np.int64)
        return self.monthly[name]

    def values(self, name: str) -> FloatArray:
        """A metric or ratio of the completed replications, (completed, months), in natural units.

        Money is in currency units; a ratio is the quotient of its trailing window sums, 0 where the
        denominator is 0. It is also 0 if the scenario does not state the mechanism, so that scenarios can be compared.
        Raises KeyError for a name that no mechanism declares.
        """
        declared = self.metric_set[name] if name in self.metric_set else every_metric()[name]
        if isinstance(declared, Ratio):
            return quotient(*self._window_sums(declared))
        return declared.unit.natural(self.kept(name)[self.completed])

    def passes(self, measure: str, threshold: float) -> BoolArray:
        """Whether the ratio ``measure`` reaches ``threshold`` at each month close, (completed, months).

        Compared in integers, with the threshold in whole basis points; a month without revenue does not pass.
        """
        return reaches(*self._window_sums(self.metric_set.ratio(measure)), to_bps(threshold))

    def _window_sums(self, ratio: Ratio) -> tuple[IntArray, IntArray]:
        return ratio_sums(ratio, self.scenario, lambda name: self.kept(name)[self.completed])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the integer results: equal for every engine, worker count, chunk size and machine."""
        state = hashlib.sha256(f"{self.runs} {self.futures} {self.months}\n".encode())
        state.update(np.packbits(self.completed).tobytes())
        for name in sorted(self.monthly):
            _add_integers(state, name, self.monthly[name])
        for name in sorted(total.name for total in self.metric_set.totals if total.is_exact):
            _add_integers(state, name, self.totals[name])
        for path in sorted(self.parameters):
            drawn = " ".join(repr(float(f"{value:.9g}")) for value in self.parameters[path].tolist())
            state.update(f"{path} {drawn}\n".encode())
        return state.hexdigest()


def _add_integers(state: "hashlib._Hash", name: str, values: IntArray) -> None:
    state.update(f"{name}\n".encode())
    state.update(np.ascontiguousarray(values, dtype="<i8").tobytes())


def ratio_window(ratio: Ratio, scenario: Scenario) -> int:
    """Trailing months of a ratio: its own, or the gate's window."""
    return scenario.gate.window_months if ratio.window_months is None else ratio.window_months


def ratio_sums(ratio: Ratio, scenario: Scenario, series: Callable[[str], IntArray]) -> tuple[IntArray, IntArray]:
    """Trailing sums of a ratio's two parts over the months that count; ``series`` gives a metric, (…, months)."""
    numerator, denominator = series(ratio.numerator), series(ratio.denominator)
    if ratio.counts_where:
        counted = series(ratio.counts_where) > 0
        numerator, denominator = np.where(counted, numerator, 0), np.where(counted, denominator, 0)
    return window_sums(numerator, denominator, ratio_window(ratio, scenario))


def window_sums(numerator: IntArray, denominator: IntArray, window: int) -> tuple[IntArray, IntArray]:
    """Trailing sums of a ratio's two parts."""
    return trailing_sum(numerator, window), trailing_sum(denominator, window)


def quotient(numerator: IntArray, denominator: IntArray) -> FloatArray:
    """The quotient, 0 where the denominator is 0."""
    share = np.zeros(numerator.shape)
    np.divide(numerator, denominator, out=share, where=denominator != 0)
    return share


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
