"""Worker processes: chunks of worlds are simulated here or in workers, in any order, and none is lost.

Workers are spawned without the caller's main module (a plain script needs no guard), ignore Ctrl-C (the parent
stops them) and end when the parent has ended. A worker that crashes fails the world it was simulating and no other.
"""

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
import traceback
import types
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.synchronize import Event

import numpy as np

from sim.experiment.chunk import Chunk
from sim.experiment.ensemble import BatchFailure, Failure
from sim.experiment.replication import WorldResult, failed_world
from sim.metrics.declared import metric_set_of
from sim.scenario.schema import Scenario

Worlds = Sequence[int]

_POLL_SECONDS = 0.25
_GRACE_SECONDS = 0.75
"""Time for workers to finish the current world before they are terminated."""

_stopping: Event | None = None
"""In a worker: set when the run is stopped early."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs in addition to the worlds."""

    scenario: Scenario
    seed: int
    futures: int
    engine: str
    world: Callable[[Scenario, int, int, Sequence[int], str], WorldResult]
    """Simulates one world; an exception fails that world alone."""
    worlds: Callable[[Scenario, int, Sequence[int], Sequence[int], str], list[WorldResult]] | None = None
    """Simulates many worlds at once, where the engine can; such a job runs in threads."""


def run_chunk(job: Job, worlds: Worlds) -> Chunk:
    """Simulates some worlds; an exception fails the futures of its world and no others.

    In a worker that was told to stop, the worlds not yet begun are left out.
    """
    if job.worlds is not None:
        return _packed(job, worlds, job.worlds(job.scenario, job.seed, worlds, range(job.futures), job.engine))
    results: list[WorldResult] = []
    for world in worlds:
        if _stopping is not None and _stopping.is_set():
            break
        results.append(_world_result(job, world))
    return _packed(job, worlds[: len(results)], results)


def _world_result(job: Job, world: int) -> WorldResult:
    try:
        result = job.world(job.scenario, job.seed, world, range(job.futures), job.engine)
        if result.monthly.shape != (job.futures, len(metric_set_of(job.scenario).metrics), job.scenario.months):
            raise ValueError(f"monthly results have shape {result.monthly.shape}")
    except Exception:
        return failed_world(job.scenario, range(job.futures), traceback.format_exc())
    return result


def _packed(job: Job, worlds: Worlds, results: Sequence[WorldResult]) -> Chunk:
    metric_set, futures, months = metric_set_of(job.scenario), job.futures, job.scenario.months
    rows, metrics, sums = len(worlds) * futures, len(metric_set.metrics), len(metric_set.totals)
    by_world = np.array([result.monthly for result in results], dtype=np.int64).reshape(rows, metrics, months)
    monthly = np.ascontiguousarray(by_world.transpose(1, 0, 2))
    totals = np.array([result.totals for result in results], dtype=np.int64).reshape(rows, sums).T
    paths = sorted({path for result in results for path in result.parameters})
    return Chunk(
        worlds=np.array(worlds, dtype=np.int64),
        futures=futures,
        monthly={metric.name: monthly[position] for position, metric in enumerate(metric_set.metrics)},
        totals={total.name: totals[position] for position, total in enumerate(metric_set.totals)},
        parameters={
            path: np.array([result.parameters.get(path, np.nan) for result in results], dtype=np.float64)
            for path in paths
        },
        failures=tuple(
            Failure(world, future, text)
            for world, result in zip(worlds, results, strict=True)
            for future, text in result.failures
        ),
        batch_failures=_batch_failures(worlds, results),
    )


def _batch_failures(worlds: Worlds, results: Sequence[WorldResult]) -> tuple[BatchFailure, ...]:
    """One for each batch: consecutive worlds with the same traceback."""
    paired = zip(worlds, results, strict=True)
    batches = [
        (text, [world for world, _ in batch]) for text, batch in groupby(paired, lambda pair: pair[1].batch_failure)
    ]
    return tuple(BatchFailure(batch[0], batch[-1], text) for text, batch in batches if text)


def finished_chunks(job: Job, plan: Sequence[Worlds], workers: int) -> Generator[Chunk, None, None]:
    """The chunks of the plan as they are finished. Closing the generator stops the workers."""
    if job.worlds is not None and workers > 1:
        yield from _in_threads(job, plan, workers)
        return
    if workers == 1 or len(plan) < 2:
        for worlds in plan:
            yield run_chunk(job, worlds)
        return
    waiting = deque(plan)
    while waiting:
        suspects = yield from _until_a_crash(job, waiting, min(workers, len(waiting)))
        yield from _one_by_one(job, suspects)


def _in_threads(job: Job, plan: Sequence[Worlds], workers: int) -> Generator[Chunk, None, None]:
    """Chunks of an engine that releases the interpreter lock while it runs."""
    with ThreadPoolExecutor(workers) as pool:
        running = {pool.submit(run_chunk, job, worlds) for worlds in plan}
        try:
            while running:
                done, running = wait(running, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _until_a_crash(job: Job, waiting: deque[Worlds], workers: int) -> Generator[Chunk, None, list[Worlds]]:
    """Simulates ``waiting``; returns the worlds that were under way when a worker crashed."""
    running: dict[Future[Chunk], Worlds] = {}
    lost: list[Worlds] = []
    with _pool(workers) as pool:
        while (waiting or running) and not lost:
            while waiting and len(running) < 2 * workers and not lost:
                worlds = waiting.popleft()
                try:
                    running[_submit(pool, job, worlds)] = worlds
                except BrokenProcessPool:
                    lost.append(worlds)
            for future in wait(running, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED).done:
                worlds = running.pop(future)
                try:
                    chunk = future.result()
                except BrokenProcessPool:
                    lost.append(worlds)
                else:
                    yield chunk
    return [*lost, *running.values()]


def _one_by_one(job: Job, suspects: Sequence[Worlds]) -> Iterator[Chunk]:
    """Each suspected world alone in a worker, so that a crash fails that world and no other."""
    waiting = deque(world for worlds in suspects for world in worlds)
    while waiting:
        with _pool(1) as pool:
            try:
                _submit(pool, job, ()).result()
            except BrokenProcessPool as error:
                raise RuntimeError("worker processes cannot start; try workers=1") from error
            crashed = False
            while waiting and not crashed:
                world = waiting.popleft()
                try:
                    yield _submit(pool, job, (world,)).result()
                except BrokenProcessPool:
                    crashed = True
                    reason = "the worker process died without a result (out of memory, or killed)"
                    yield _packed(job, (world,), [failed_world(job.scenario, range(job.futures), reason)])


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    context = multiprocessing.get_context("spawn")
    stopping = context.Event()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=(stopping,))
    try:
        yield pool
    except BaseException:
        stopping.set()
        _stop(pool)
        raise
    pool.shutdown(cancel_futures=True)


def _stop(pool: ProcessPoolExecutor) -> None:
    """Stops the workers; those that do not end in time are terminated."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    alive = [process.sentinel for process in processes]
    deadline = time.monotonic() + _GRACE_SECONDS
    while alive and (left := deadline - time.monotonic()) > 0:
        gone = multiprocessing.connection.wait(alive, timeout=left)
        alive = [sentinel for sentinel in alive if sentinel not in gone]
    for process in processes:
        if process.sentinel in alive:
            process.terminate()


def _submit(pool: ProcessPoolExecutor, job: Job, worlds: Worlds) -> "Future[Chunk]":
    """Submits a chunk; a worker that this spawns inherits blocked Ctrl-C and no main module."""
    with _interrupt_blocked(), _no_main_module():
        return pool.submit(run_chunk, job, worlds)


@contextlib.contextmanager
def _interrupt_blocked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """Spawned workers import what ``__main__`` is then: an empty module starts faster and runs no script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin_worker(stopping: Event) -> None:
    global _stopping
    _stopping = stopping
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
