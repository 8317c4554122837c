"""Finished chunks of a run, in ``<run dir>.partial/`` until the run is written, so that it can be resumed.

A chunk is a file of integer results, written under a temporary name and then renamed. A finished run directory keeps
such a file of all its worlds (``integers.parquet``), so that a later, larger run adds only the new worlds; the other
Parquet files hold currency units and no totals.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.experiment.chunk import UNREADABLE, Chunk, read_chunks, write_chunks
from sim.metrics.declared import METRICS, TOTALS
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

PROGRAM = "partnersim"
MANIFEST = "manifest.json"
RESULTS = "integers.parquet"


class ResumeError(Exception):
    """The named folder has nothing to resume, or a run with other inputs."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a run, whatever its size, and its parts."""

    input_digest: str
    seed: int
    futures: int
    months: int

    def manifest(self) -> dict[str, Any]:
        """The identity as written in a manifest, with the names of the columns and the versions."""
        return {
            "program": PROGRAM,
            **asdict(self),
            "metrics": [metric.name for metric in METRICS],
            "totals": list(TOTALS),
            "version": __version__,
            "model_version": MODEL_VERSION,
            "schema_version": SCHEMA_VERSION,
        }

    def mismatch(self, manifest: dict[str, Any]) -> str | None:
        """Why results under ``manifest`` cannot be used, or None."""
        expected = self.manifest()
        if manifest.get("program") != PROGRAM:
            return f"files not written by {PROGRAM}"
        if manifest.get("input_digest") != self.input_digest:
            theirs = str(manifest.get("input_digest"))
            return f"a run with other inputs ({theirs[:8]}, not {self.input_digest[:8]})"
        if any(manifest.get(key) != expected[key] for key in ("seed", "futures", "months", "metrics", "totals")):
            return f"a run by another version ({manifest.get('version')}, this is {__version__})"
        return None


class Partial:
    """The folder of finished chunks of one run, and earlier results for the same inputs."""

    def __init__(
        self, folder: Path, identity: Identity, sources: Sequence[Path] = (), stale: Sequence[Path] = ()
    ) -> None:
        self.folder = folder
        self.identity = identity
        self._sources = tuple(sources)
        self._stale = tuple(stale)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / MANIFEST, {**identity.manifest(), "content": "partial"})

    def chunks(self) -> Iterator[Chunk]:
        """Chunks finished before this session; unreadable files are skipped and their worlds simulated again."""
        for source in self._sources:
            for path in _chunk_files(source):
                with contextlib.suppress(*UNREADABLE):
                    yield from read_chunks(path)

    def save(self, chunk: Chunk) -> None:
        """Writes a finished chunk, completely or not at all."""
        write_chunks(self.folder / f"worlds-{int(chunk.worlds[0]):07d}.parquet", [chunk])

    def discard(self) -> None:
        """Removes the folder, and those of smaller interrupted runs that this run includes."""
        for folder in (self.folder, *self._stale):
            shutil.rmtree(folder, ignore_errors=True)


def partial_folder(run_folder: Path) -> Path:
    """``<run dir>.partial`` beside the run directory."""
    return run_folder.with_name(f"{run_folder.name}.partial")


def start_partial(run_folder: Path, identity: Identity) -> tuple[Partial, bool]:
    """An empty partial of the run, and whether an older one was discarded."""
    folder = partial_folder(run_folder)
    discarded = folder.exists()
    if discarded:
        if any(folder.iterdir()) and read_manifest(folder).get("content") != "partial":
            raise ResumeError(f"{folder}: is in the way of partial results and was not written by {PROGRAM}")
        shutil.rmtree(folder)
    return Partial(folder, identity), discarded


def resume_partial(run_folder: Path, identity: Identity, *, runs: int, others: Sequence[Path] = ()) -> Partial:
    """The partial of the run with everything already simulated for the same inputs.

    Sources are the run's own partial, the finished run directory, and both of ``others`` (run directories of other
    sizes). Raises ResumeError, naming the folder, if none of them has these inputs.
    """
    folders = [folder for run in (run_folder, *others) for folder in (partial_folder(run), run) if folder.exists()]
    reasons = {folder: identity.mismatch(read_manifest(folder)) for folder in folders}
    sources = [folder for folder in folders if reasons[folder] is None]
    if not sources:
        found = "; ".join(f"{folder} holds {reason}" for folder, reason in reasons.items())
        raise ResumeError(f"{run_folder}: nothing to resume here for these inputs" + (f": {found}" if found else ""))
    own = partial_folder(run_folder)
    if own.exists() and own not in sources:
        raise ResumeError(f"{own}: cannot be resumed: it holds {reasons[own]}")
    smaller = [source for source in sources if source.suffix == ".partial" and source != own and _size(source) <= runs]
    return Partial(own, identity, sources, smaller)


def _size(partial: Path) -> int:
    """One more than the highest finished world."""
    highest = -1
    for path in _chunk_files(partial):
        with contextlib.suppress(*UNREADABLE):
            highest = max([highest, *(int(chunk.worlds.max()) for chunk in read_chunks(path))])
    return highest + 1


def _chunk_files(folder: Path) -> list[Path]:
    return [*sorted(folder.glob("worlds-*.parquet")), *folder.glob(RESULTS)]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty if it is missing or unreadable."""
    with contextlib.suppress(OSError, ValueError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict):
            return manifest
    return {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Writes strict JSON, completely or not at all."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)
