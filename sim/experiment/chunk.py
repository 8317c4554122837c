"""Chunks: the whole numbers of some worlds of a run, metric by metric."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.experiment.ensemble import BatchFailure, BoolArray, Ensemble, Failure, FloatArray
from sim.ledger import IntArray

UNREADABLE = (OSError, ValueError, KeyError, EOFError)
"""Errors that reading missing or damaged results may raise."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Results of some worlds of a run: ``futures`` rows (replications) per world, in the order of ``worlds``."""

    worlds: IntArray
    """(n,): which worlds."""
    futures: int
    monthly: Mapping[str, IntArray]
    """Metric to (n * futures, months), as stored; zero in failed replications."""
    totals: dict[str, IntArray]
    """Total to (n * futures,)."""
    parameters: dict[str, FloatArray]
    """Path to the values drawn, (n,); NaN where the world failed before drawing."""
    failures: tuple[Failure, ...]
    batch_failures: tuple[BatchFailure, ...] = ()

    @property
    def replications(self) -> IntArray:
        """(n * futures,): number of each replication in its run."""
        return (self.worlds[:, None] * self.futures + np.arange(self.futures)).ravel()

    @property
    def completed(self) -> BoolArray:
        """(n * futures,): False where the replication failed."""
        failed = [failure.world * self.futures + failure.future for failure in self.failures]
        return ~np.isin(self.replications, failed)

    def part(self, first: int, after: int) -> "Chunk":
        """The worlds from the ``first`` to the one before ``after``, by position."""
        return self._cut(slice(first, after), slice(first * self.futures, after * self.futures))

    def select(self, keep: BoolArray) -> "Chunk":
        """The chunk with the marked worlds only, (n,)."""
        if keep.all():
            return self
        return self._cut(keep, np.repeat(keep, self.futures))

    def _cut(self, worlds: slice | BoolArray, rows: slice | BoolArray) -> "Chunk":
        kept = frozenset(self.worlds[worlds].tolist())
        return Chunk(
            worlds=self.worlds[worlds],
            futures=self.futures,
            monthly={name: values[rows] for name, values in self.monthly.items()},
            totals={name: values[rows] for name, values in self.totals.items()},
            parameters={path: values[worlds] for path, values in self.parameters.items()},
            failures=tuple(failure for failure in self.failures if failure.world in kept),
            batch_failures=tuple(one for one in self.batch_failures if one.first_world in kept),
        )


def chunk_of(ensemble: Ensemble) -> Chunk:
    """All worlds of an ensemble; its arrays are not copied."""
    return Chunk(
        worlds=np.arange(ensemble.runs, dtype=np.int64),
        futures=ensemble.futures,
        monthly=ensemble.monthly,
        totals=ensemble.totals,
        parameters=ensemble.parameters,
        failures=ensemble.failures,
        batch_failures=ensemble.batch_failures,
    )
