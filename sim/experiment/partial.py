"""Finished chunks of a run, in ``<run dir>.partial/`` until the run is written, so that it can be resumed.

A chunk is a file, written under a temporary name and then renamed. A finished run directory has the same numbers, so
that a later, larger run adds only the new worlds.
"""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.experiment.chunk import UNREADABLE, Chunk
from sim.experiment.chunk_file import read_chunk, write_chunk
from sim.experiment.folder import OutputError, partial_folder, said, shown
from sim.experiment.identity import Identity
from sim.experiment.lock import LockedError, locked
from sim.experiment.manifest import MANIFEST, read_manifest, write_json
from sim.experiment.results import read_results
from sim.metrics.declared import metric_set_of

PARTIAL = "partial"
_CHUNKS = "worlds-*.parquet"
_OWN = (_CHUNKS, f".{_CHUNKS}.tmp", f".{MANIFEST}.tmp")


class ResumeError(Exception):
    """The named folder has nothing to resume, or a run with other inputs."""


class NothingToResumeError(ResumeError):
    """No folder has worlds of these inputs."""


class StorageError(OutputError):
    """A finished part could not be written; those before it are kept."""


class Partial:
    """The folder of finished chunks of one run, and earlier results for the same inputs.

    The lock of its run is held as long as it is used.
    """

    def __init__(
        self, folder: Path, identity: Identity, runs: int, sources: Sequence[Path] = (), others: Sequence[Path] = ()
    ) -> None:
        self.folder = folder
        self.identity = identity
        self._runs = runs
        self._sources = tuple(sources)
        self._others = tuple(others)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / MANIFEST, {**identity.manifest(), "content": PARTIAL})

    def chunks(self) -> Iterator[Chunk]:
        """Chunks finished before this session; unreadable files are skipped and their worlds simulated again."""
        for source in self._sources:
            yield from _parts(source, self.identity)
            if (manifest := read_manifest(source)).get("content") == "run":
                with contextlib.suppress(*UNREADABLE):
                    yield from read_results(source, self.identity.scenario, manifest)

    def save(self, chunk: Chunk) -> None:
        """Writes a finished chunk, completely or not at all. Raises StorageError if it cannot be written."""
        path = self.folder / f"worlds-{int(chunk.worlds[0]):07d}.parquet"
        try:
            write_chunk(path, metric_set_of(self.identity.scenario), chunk, self.identity.origin())
        except OSError as error:
            raise StorageError(f"{shown(self.folder)}: {said(error)}") from None

    def discard_empty(self) -> None:
        """Removes the folder of a run that ended before its first chunk: nothing could be resumed."""
        if not any(self.folder.glob(_CHUNKS)):
            _remove_parts(self.folder)

    def discard(self) -> None:
        """Removes the parts, and those of smaller interrupted runs that this run includes and nobody writes."""
        _remove_parts(self.folder)
        for run in self._others:
            with contextlib.suppress(LockedError, OSError), locked(run):
                partial = partial_folder(run)
                if read_manifest(partial).get("content") == PARTIAL and _size(partial, self.identity) <= self._runs:
                    _remove_parts(partial)


def start_partial(run_folder: Path, identity: Identity, *, runs: int, force: bool = False) -> tuple[Partial, bool]:
    """An empty partial of the run, and whether finished worlds of an older one were discarded.

    Raises ResumeError if there are finished worlds and no ``force``, or if files of somebody else are in the way.
    """
    folder = partial_folder(run_folder)
    _check_own(folder)
    has_parts = any(folder.glob(_CHUNKS))
    if has_parts and not force:
        reason = identity.mismatch(read_manifest(folder))
        cure = f"it is {reason}; " if reason else "--resume continues it, "
        raise ResumeError(f"{shown(folder)}: has finished worlds of an interrupted run: {cure}--force discards them")
    _remove_parts(folder)
    return Partial(folder, identity, runs), has_parts


def resume_partial(
    run_folder: Path, identity: Identity, *, runs: int, others: Sequence[Path] = (), force: bool = False
) -> Partial:
    """The partial of the run with everything already simulated for the same inputs.

    Sources are the run's own partial, the finished run directory, and both of ``others`` (run directories of other
    sizes). Raises NothingToResumeError, naming the folder, if none of them has these inputs, and ResumeError if the
    run's own partial has more than ``runs`` worlds and there is no ``force``.
    """
    own = partial_folder(run_folder)
    _check_own(own)
    folders = [folder for run in (run_folder, *others) for folder in (partial_folder(run), run) if folder.exists()]
    reasons = {folder: identity.mismatch(read_manifest(folder)) for folder in folders}
    sources = [folder for folder in folders if reasons[folder] is None]
    if not sources:
        found = "; ".join(f"{shown(folder)} holds {reason}" for folder, reason in reasons.items())
        raise NothingToResumeError(
            f"{shown(run_folder)}: nothing to resume here for these inputs" + (f": {found}" if found else "")
        )
    if own.exists() and own not in sources:
        raise ResumeError(f"{shown(own)}: cannot be resumed: it holds {reasons[own]}")
    if not force and (size := _size(own, identity)) > runs:
        raise ResumeError(
            f"{shown(own)}: has finished worlds up to run {size:,}, more than {runs:,}: --runs {size} keeps them, "
            "--force discards them"
        )
    return Partial(own, identity, runs, sources, [run for run in others if partial_folder(run) in sources])


def _check_own(partial: Path) -> None:
    """Raises ResumeError for a folder in the place of a partial that is none."""
    if partial.exists() and any(partial.iterdir()) and read_manifest(partial).get("content") != PARTIAL:
        raise ResumeError(f"{shown(partial)}: is in the way of partial results and was not written by this program")


def _remove_parts(partial: Path) -> None:
    """Removes the program's own files, and the folder unless somebody keeps others in it."""
    if not partial.is_dir():
        return
    for pattern in _OWN:
        for path in partial.glob(pattern):
            path.unlink(missing_ok=True)
    if [path.name for path in partial.iterdir()] in ([], [MANIFEST]):
        (partial / MANIFEST).unlink(missing_ok=True)
        partial.rmdir()


def _size(partial: Path, identity: Identity) -> int:
    """One more than the highest finished world."""
    return 1 + max((int(chunk.worlds.max()) for chunk in _parts(partial, identity)), default=-1)


def _parts(folder: Path, identity: Identity) -> Iterator[Chunk]:
    """The readable chunks of a partial that belong to the run."""
    metric_set, origin = metric_set_of(identity.scenario), identity.origin()
    for path in sorted(folder.glob(_CHUNKS)):
        with contextlib.suppress(*UNREADABLE):
            yield read_chunk(path, metric_set, identity.scenario.months, origin)
