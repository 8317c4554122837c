"""Simulating an ensemble: worlds in chunks, collected by their own index.

Results do not depend on workers, chunk size or order of completion: every world has its own key and rows.
"""

import contextlib
import operator
import os
import warnings
from collections.abc import Callable
from typing import SupportsIndex

import numpy as np

from sim.engine.preparation import prepare
from sim.experiment.chunk import Chunk
from sim.experiment.ensemble import (
    BatchFailure,
    Ensemble,
    Failure,
    FloatArray,
    ratio_window,
    reaches,
    window_sums,
)
from sim.experiment.memory import check_memory
from sim.experiment.partial import Partial
from sim.experiment.replication import simulate_world, simulate_worlds
from sim.experiment.workers import Job, Worlds, finished_chunks
from sim.metrics.declared import metric_set_of
from sim.metrics.metric_set import Monthly
from sim.scenario.resolved import input_digest
from sim.scenario.schema import Scenario
from sim.units import to_bps

Progress = Callable[[int, int, int, int], None]
"""Called after each chunk with replications done, in total, passing the gate, and completed."""

ENGINES = ("auto", "reference", "compiled")
AUTO_ENGINE = "compiled"
SEED_LIMIT = 2**63
_FIRST_CHUNK = 10
"""Replications in a chunk until ``_FIRST_CHUNKS_UNTIL`` are under way, so that first odds appear early."""
_FIRST_CHUNKS_UNTIL = 100
_LATER_CHUNK = {"reference": 25, "compiled": 100}
_LAST_CHUNK = 4
"""Part of a later chunk in the last ones, so that no worker is busy long after the others."""
_IN_PROCESS = 40
"""Up to this many replications, starting workers takes longer than simulating."""


def simulate(
    scenario: Scenario,
    *,
    runs: int = 1000,
    futures: int = 1,
    seed: int = 1,
    engine: str = "auto",
    workers: int | None = None,
    progress: Progress | None = None,
    partial: Partial | None = None,
    chunk: int | None = None,
) -> Ensemble:
    """Simulates ``runs`` worlds of ``futures`` futures each, over ``scenario.months`` months.

    ``engine`` is ``compiled`` (also ``auto``) or ``reference``: the same results, at very different speeds. ``workers``
    are threads of the compiled engine or processes of the reference engine (default: the processors this process may
    use; 1 uses this process alone). ``partial`` stores finished chunks and has those of an interrupted run. ``chunk``
    is the number of worlds a worker gets at once, for tests. Failed replications are in ``Ensemble.failures``. Raises
    ValueError for arguments out of range and for more runs than fit in memory. Warns if worlds could only be
    simulated one by one, which is a bug.
    """
    runs, futures = _at_least_one("runs", runs), _at_least_one("futures", futures)
    seed, engine = _seed(seed), _engine(engine)
    count = _processors(runs * futures) if workers is None else _at_least_one("workers", workers)
    check_memory([scenario], runs, futures)
    prepare(engine)
    job = Job(scenario, seed, futures, engine, simulate_world, simulate_worlds if engine == "compiled" else None)
    gathered = _Gathered(scenario, runs, futures)
    for earlier in partial.chunks() if partial is not None else ():
        gathered.add(earlier)
    if progress is not None and gathered.done.any():
        progress(*gathered.progress())
    plan = _plan(np.flatnonzero(~gathered.done).tolist(), futures, chunk, _LATER_CHUNK[engine], count)
    with contextlib.closing(finished_chunks(job, plan, count)) as arriving:
        for finished in arriving:
            if partial is not None:
                partial.save(finished)
            gathered.add(finished)
            if progress is not None:
                progress(*gathered.progress())
    ensemble = gathered.ensemble(job)
    if ensemble.batch_failures:
        warnings.warn(_batch_words(ensemble.batch_failures), RuntimeWarning, stacklevel=2)
    return ensemble


def _batch_words(failures: tuple[BatchFailure, ...]) -> str:
    worlds = sum(failure.last_world - failure.first_world + 1 for failure in failures)
    raised = failures[0].traceback.rstrip().rpartition("\n")[2]
    return (
        f"an error in this program cost time, but the results are right: {worlds:,} worlds had to be simulated one by "
        f"one, because simulating them together raised {raised}"
    )


def shifted(progress: Progress | None, position: int, count: int) -> Progress | None:
    """The callback for one of ``count`` ensembles of one size, simulated in turn, as parts of one whole."""
    if progress is None:
        return None

    def report(done: int, total: int, passes: int, completed: int) -> None:
        progress(position * total + done, count * total, passes, completed)

    return report


def _at_least_one(name: str, value: SupportsIndex) -> int:
    number = _integer(name, value)
    if number < 1:
        raise ValueError(f"{name} must be at least 1 (got {number})")
    return number


def _seed(seed: SupportsIndex) -> int:
    number = _integer("seed", seed)
    if not 0 <= number < SEED_LIMIT:
        raise ValueError(f"seed must lie between 0 and 2**63 - 1 (got {number})")
    return number


def _integer(name: str, value: SupportsIndex) -> int:
    if isinstance(value, bool):
        raise ValueError(f"{name} must be an integer (got {value})")
    try:
        return operator.index(value)
    except TypeError:
        raise ValueError(f"{name} must be an integer (got {value!r})") from None


def _engine(engine: str) -> str:
    if engine not in ENGINES:
        raise ValueError(f"unknown engine '{engine}' (there are {', '.join(ENGINES)})")
    return AUTO_ENGINE if engine == "auto" else engine


def _processors(replications: int) -> int:
    """Processors this process may use; 1 where starting workers would take longer than the work."""
    if replications <= _IN_PROCESS:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _plan(worlds: list[int], futures: int, chunk: int | None, later_chunk: int = 25, workers: int = 1) -> list[Worlds]:
    """Worlds cut into chunks: small ones first, so that the first odds come early, and of several workers also last.

    A later chunk is at most an equal share of what is left.
    """
    plan: list[Worlds] = []
    start = 0
    while start < len(worlds):
        share = (len(worlds) - start) * futures // workers
        later = max(later_chunk // _LAST_CHUNK, min(later_chunk, share))
        replications = _FIRST_CHUNK if start * futures < _FIRST_CHUNKS_UNTIL else later
        size = max(1, replications // futures) if chunk is None else _at_least_one("chunk", chunk)
        plan.append(worlds[start : start + size])
        start += size
    return plan


class _Gathered:
    """Results of the worlds that have arrived, each in its own rows."""

    def __init__(self, scenario: Scenario, runs: int, futures: int) -> None:
        rows = runs * futures
        self.runs, self.futures = runs, futures
        self.done = np.zeros(runs, dtype=np.bool_)
        self._gate = scenario.gate
        metric_set = self._metric_set = metric_set_of(scenario)
        self._measure = metric_set.ratio(scenario.gate.measure)
        self._window = ratio_window(self._measure, scenario)
        monthly = np.zeros((len(metric_set.kept), rows, scenario.months), dtype=np.int64)
        totals = np.zeros((len(metric_set.totals), rows), dtype=np.int64)
        self._kept = {metric.name: monthly[position] for position, metric in enumerate(metric_set.kept)}
        self._monthly = Monthly(metric_set, self._kept)
        self._totals = {total.name: totals[position] for position, total in enumerate(metric_set.totals)}
        self._parameters: dict[str, FloatArray] = {}
        self._failures: list[Failure] = []
        self._batch_failures: list[BatchFailure] = []
        self._completed = np.zeros(rows, dtype=np.bool_)
        self._passes = 0

    def add(self, chunk: Chunk) -> None:
        """Puts a chunk's new worlds in place; worlds of other runs and repeated ones are left out."""
        chunk = chunk.select(chunk.worlds < self.runs)
        chunk = chunk.select(~self.done[chunk.worlds])
        if not chunk.worlds.size:
            return
        self._metric_set.check_sums(chunk.monthly)
        numbers = chunk.replications
        follow = numbers[-1] - numbers[0] == len(numbers) - 1
        rows = slice(numbers[0], numbers[-1] + 1) if follow else numbers
        for name, values in self._kept.items():
            values[rows] = chunk.monthly[name]
        for name, values in self._totals.items():
            values[rows] = chunk.totals[name]
        for path, drawn in chunk.parameters.items():
            self._parameters.setdefault(path, np.full(self.runs, np.nan))[chunk.worlds] = drawn
        self._completed[rows] = chunk.completed
        self._failures.extend(chunk.failures)
        self._batch_failures.extend(chunk.batch_failures)
        self.done[chunk.worlds] = True
        self._passes += self._count_passes(chunk)

    def _count_passes(self, chunk: Chunk) -> int:
        until = slice(self._gate.month)
        names = self._measure.numerator, self._measure.denominator
        numerator, denominator = (chunk.monthly[name][chunk.completed, until] for name in names)
        part, whole = window_sums(numerator, denominator, self._window)
        return int(reaches(part[:, -1], whole[:, -1], to_bps(self._gate.threshold)).sum())

    def progress(self) -> tuple[int, int, int, int]:
        """The arguments of a progress callback."""
        done = int(self.done.sum()) * self.futures
        return done, self.runs * self.futures, self._passes, int(self._completed.sum())

    def ensemble(self, job: Job) -> Ensemble:
        return Ensemble(
            scenario=job.scenario,
            runs=self.runs,
            futures=self.futures,
            seed=job.seed,
            months=job.scenario.months,
            engine=job.engine,
            input_digest=input_digest(job.scenario, job.seed, job.futures, job.scenario.months),
            monthly=self._monthly,
            totals=self._totals,
            parameters=dict(sorted(self._parameters.items())),
            completed=self._completed,
            failures=tuple(sorted(self._failures, key=lambda failure: (failure.world, failure.future))),
            batch_failures=tuple(sorted(self._batch_failures, key=lambda failure: failure.first_world)),
        )
