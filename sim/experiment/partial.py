"""Finished chunks of a run, in ``<run dir>.partial/`` until the run is written, so that it can be resumed.

A chunk is a file, written under a temporary name and then renamed. A finished run directory has the same numbers, so
that a later, larger run adds only the new worlds.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.chunk import UNREADABLE, Chunk
from sim.experiment.chunk_file import read_chunk, write_chunk
from sim.experiment.results import read_results
from sim.metrics.declared import metric_set_of
from sim.scenario.resolved import input_digest
from sim.scenario.schema import Scenario
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

PROGRAM = "partnersim"
MANIFEST = "manifest.json"
RESULTS_FORMAT = 2
"""Version of the result files: other versions cannot be read."""


class ResumeError(Exception):
    """The named folder has nothing to resume, or a run with other inputs."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies a run, whatever its size, and its parts."""

    scenario: Scenario
    seed: int
    futures: int
    input_digest: str

    @classmethod
    def of(cls, scenario: Scenario, seed: int, futures: int) -> "Identity":
        """The identity of the runs of a scenario."""
        return cls(scenario, seed, futures, input_digest(scenario, seed, futures, scenario.months))

    def manifest(self) -> dict[str, Any]:
        """The identity as written in a manifest, with the names of metrics and totals, and the versions."""
        metric_set = metric_set_of(self.scenario)
        return {
            "program": PROGRAM,
            "input_digest": self.input_digest,
            "seed": self.seed,
            "futures": self.futures,
            "months": self.scenario.months,
            "metrics": [metric.name for metric in metric_set.metrics],
            "totals": [total.name for total in metric_set.totals],
            "results_format": RESULTS_FORMAT,
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
        if any(manifest.get(key) != expected[key] for key in _OF_RESULTS):
            return f"a run by another version ({manifest.get('version')}, this is {__version__})"
        return None


_OF_RESULTS = ("seed", "futures", "months", "metrics", "totals", "results_format")
"""Keys that must agree for results of one run to be used in another."""


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
            yield from _parts(source, self.identity.scenario)
            if (manifest := read_manifest(source)).get("content") == "run":
                with contextlib.suppress(*UNREADABLE):
                    yield from read_results(source, self.identity.scenario, manifest)

    def save(self, chunk: Chunk) -> None:
        """Writes a finished chunk, completely or not at all."""
        path = self.folder / f"worlds-{int(chunk.worlds[0]):07d}.parquet"
        write_chunk(path, metric_set_of(self.identity.scenario), chunk)

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
    smaller = [
        source
        for source in sources
        if source.suffix == ".partial" and source != own and _size(source, identity) <= runs
    ]
    return Partial(own, identity, sources, smaller)


def _size(partial: Path, identity: Identity) -> int:
    """One more than the highest finished world."""
    return 1 + max((int(chunk.worlds.max()) for chunk in _parts(partial, identity.scenario)), default=-1)


def _parts(folder: Path, scenario: Scenario) -> Iterator[Chunk]:
    """The readable chunks of a partial."""
    for path in sorted(folder.glob("worlds-*.parquet")):
        with contextlib.suppress(*UNREADABLE):
            yield read_chunk(path, metric_set_of(scenario), scenario.months)


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
