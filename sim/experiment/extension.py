"""Extending an ensemble: new worlds are simulated, existing ones are kept."""

from collections.abc import Iterator
from pathlib import Path

from sim.experiment.chunk import Chunk, chunk_of
from sim.experiment.ensemble import Ensemble
from sim.experiment.identity import Identity
from sim.experiment.partial import Partial
from sim.experiment.run import Progress, simulate


class _Kept(Partial):
    """The worlds of an ensemble, as the finished part of a larger one; nothing is written."""

    def __init__(self, ensemble: Ensemble) -> None:
        self.folder = Path()
        self.identity = Identity(ensemble.scenario, ensemble.seed, ensemble.futures, ensemble.input_digest)
        self._runs, self._sources, self._others = ensemble.runs, (), ()
        self._ensemble = ensemble

    def chunks(self) -> Iterator[Chunk]:
        yield chunk_of(self._ensemble)

    def save(self, chunk: Chunk) -> None:
        """Nothing: the larger ensemble is in memory."""

    def discard(self) -> None:
        """Nothing."""


def extended(
    ensemble: Ensemble, runs: int, *, workers: int | None = None, progress: Progress | None = None
) -> Ensemble:
    """The ensemble extended to ``runs`` worlds; equal to one simulated at once.

    Raises ValueError if ``runs`` is less than the number of worlds it has.
    """
    if runs < ensemble.runs:
        raise ValueError(f"runs must be at least the existing {ensemble.runs} (got {runs})")
    if runs == ensemble.runs:
        return ensemble
    return simulate(
        ensemble.scenario, runs=runs, futures=ensemble.futures, seed=ensemble.seed, engine=ensemble.engine,
        workers=workers, progress=progress, partial=_Kept(ensemble),
    )  # fmt: skip
