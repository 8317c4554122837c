"""Both engines on the same replications: are their ledgers equal row for row, and their metrics?"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from sim.engine.preparation import prepare
from sim.experiment.replication import ledger_of, measure, simulate_worlds, tallies
from sim.ledger import IntArray, Ledger
from sim.metrics.declared import metric_set_of
from sim.metrics.unit import Unit
from sim.scenario.parameters import Parameters
from sim.scenario.schema import Scenario

REFERENCE, COMPILED = ENGINES = ("reference", "compiled")
_CHUNK = 100
"""Replications whose metrics are kept at once."""

Figures = tuple[IntArray, IntArray]
"""Monthly metrics (metrics, months) and totals of one replication."""
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class RowDifference:
    """The first row that differs: its position, and both complete ledgers."""

    replication: int
    is_twin: bool
    position: int
    """Of the row, from 0; the shorter ledger may end before it."""
    ledgers: dict[str, IntArray]
    """Rows by engine."""
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """A metric for which the compiled engine's own sums differ from the reference ledger."""

    replication: int
    name: str
    month: int | None
    """None for a total, which has no month."""
    unit: Unit
    values: dict[str, int]
    """By engine, as stored: money in cents."""


@dataclass(frozen=True, slots=True)
class EngineFailure:
    """An engine that raised instead of giving a result."""

    replication: int
    engine: str
    traceback: str


Problem = RowDifference | MetricDifference | EngineFailure


@dataclass(slots=True)
class Verification:
    """What was compared, and the first difference."""

    scenario: Scenario
    seed: int
    replications: int = 0
    """Replications whose ledgers are equal, each with its twin's."""
    rows: int = 0
    """Rows of these ledgers, of one engine."""
    measured: int = 0
    """Replications whose metrics are equal."""
    problem: Problem | None = None
    seconds: dict[str, float] = field(default_factory=lambda: {REFERENCE: 0.0, COMPILED: 0.0, "sums": 0.0})
    """Seconds with a ledger by engine, and of the compiled engine's own sums without one."""

    @property
    def is_equal(self) -> bool:
        """True if nothing differs."""
        return self.problem is None


def verify(scenario: Scenario, runs: int, seed: int, progress: Report | None = None) -> Verification:
    """Compare the engines on ``runs`` replications, each a world with one future and its twin; stops at a difference.

    Metrics of the compiled engine are its own sums, computed without a ledger; those of the reference engine are sums
    over its ledger.
    """
    for engine in ENGINES:
        prepare(engine)
    found = Verification(scenario, seed)
    for start in range(0, runs, _CHUNK):
        worlds = range(start, min(start + _CHUNK, runs))
        figures: list[Figures] = []
        for world in worlds:
            found.problem = _compare_ledgers(found, world, figures)
            if found.problem is not None:
                return found
            if progress is not None:
                progress(found.replications, runs)
        found.problem = _compare_metrics(found, worlds, figures)
        if found.problem is not None:
            return found
    return found


def first_difference(first: IntArray, second: IntArray) -> int | None:
    """Position of the first row that differs or is missing in one of the two; None if they are equal."""
    shared = min(len(first), len(second))
    differs = (first[:shared] != second[:shared]).any(axis=1)
    if differs.any():
        return int(np.argmax(differs))
    return None if len(first) == len(second) else shared


def _compare_ledgers(found: Verification, world: int, figures: list[Figures]) -> Problem | None:
    """Compare one replication and add the metrics of the reference ledger to ``figures``."""
    pairs: dict[str, tuple[Ledger, Ledger]] = {}
    for engine in ENGINES:
        begun = perf_counter()
        try:
            run, twin, parameters = ledger_of(found.scenario, found.seed, world, 0, engine)
        except Exception:
            return EngineFailure(world, engine, traceback.format_exc())
        found.seconds[engine] += perf_counter() - begun
        pairs[engine] = run, twin
    for is_twin in (False, True):
        ledgers = {engine: pairs[engine][is_twin].array() for engine in ENGINES}
        position = first_difference(ledgers[REFERENCE], ledgers[COMPILED])
        if position is not None:
            return RowDifference(world, is_twin, position, ledgers, parameters)
        found.rows += len(ledgers[REFERENCE])
    found.replications += 1
    run, twin = pairs[REFERENCE]
    tallied, twin_tallied = tallies(run, parameters).alone(), tallies(twin, parameters).alone()
    monthly, sums = measure(metric_set_of(found.scenario), tallied, twin_tallied, [parameters], 1)
    figures.append((monthly[:, 0], sums[:, 0]))
    return None


def _compare_metrics(found: Verification, worlds: Sequence[int], figures: list[Figures]) -> Problem | None:
    begun = perf_counter()
    results = simulate_worlds(found.scenario, found.seed, worlds, (0,), COMPILED)
    found.seconds["sums"] += perf_counter() - begun
    metric_set = metric_set_of(found.scenario)
    for world, (monthly, sums), result in zip(worlds, figures, results, strict=True):
        if result.failures or result.batch_failure:
            return EngineFailure(world, COMPILED, result.batch_failure or result.failures[0][1])
        for at, month in np.argwhere(monthly != result.monthly[0]):
            values = {REFERENCE: int(monthly[at, month]), COMPILED: int(result.monthly[0, at, month])}
            metric = metric_set.metrics[at]
            return MetricDifference(world, metric.name, int(month) + 1, metric.unit, values)
        for (at,) in np.argwhere(sums != result.totals[0]):
            values = {REFERENCE: int(sums[at]), COMPILED: int(result.totals[0, at])}
            total = metric_set.totals[at]
            return MetricDifference(world, total.name, None, total.unit, values)
        found.measured += 1
    return None
