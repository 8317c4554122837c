"""Folders of results, each written completely or not at all, and the contents of a run's folder.

``manifest.json`` (provenance, columns, failures), ``scenario.toml`` (resolved), ``summary.json``, the results
(``monthly.parquet``, ``totals.parquet``, ``parameters.parquet``) and the files of the caller's function: charts, the
page and its tables.
"""

import os
import platform
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.experiment.chunk import chunk_of
from sim.experiment.columns import described_files
from sim.experiment.ensemble import Ensemble
from sim.experiment.partial import (
    MANIFEST,
    PROGRAM,
    Identity,
    partial_folder,
    read_manifest,
    write_json,
)
from sim.experiment.results import write_results
from sim.scenario.resolved import resolved_toml
from sim.scenario.schema import Scenario

REPORTS = Path("reports")
_LIBRARIES = ("numpy", "pyarrow", "scipy", "simpy")

Charts = Callable[[Path], None]
"""Writes charts and texts into the folder it is given."""


class OutputError(Exception):
    """The output folder has files that this program did not write, or other results, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Output:
    """Results that are to be written into a folder."""

    content: str
    """Which command's: ``run``, ``compare`` or ``sweep``."""
    scenario: str
    input_digest: str
    force: bool = False
    """Whether they may replace the results of another scenario, of other inputs or of another command."""

    def manifest(self) -> dict[str, Any]:
        """What the folder's manifest must say for the results to be recognised."""
        return {
            "program": PROGRAM,
            "content": self.content,
            "scenario": self.scenario,
            "input_digest": self.input_digest,
        }

    def refusal(self, manifest: Mapping[str, Any]) -> str | None:
        """Why results under ``manifest`` are not replaced, or None."""
        if self.force:
            return None
        if manifest.get("content") != self.content:
            return f"has the results of another command ({manifest.get('content')}, not {self.content})"
        if manifest.get("scenario") != self.scenario:
            return f"has the results of another scenario ({manifest.get('scenario')}, not {self.scenario})"
        if manifest.get("input_digest") != self.input_digest:
            return f"has results of {self.scenario} with other inputs (settings, seed, futures, months or version)"
        return None


def run_directory(scenario: Scenario, input_digest: str, runs: int) -> Path:
    """``reports/<scenario>-<first 8 of input_digest>-<runs>`` below the current directory."""
    return REPORTS / f"{scenario.name}-{input_digest[:8]}-{runs}"


def other_sizes(scenario: Scenario, input_digest: str, runs: int) -> list[Path]:
    """Run directories below ``reports/``, finished or partial, of the same inputs in other sizes."""
    start = f"{scenario.name}-{input_digest[:8]}-"
    names = {path.name.removesuffix(".partial") for path in REPORTS.glob(f"{start}*") if path.is_dir()}
    sizes = {name.removeprefix(start) for name in names} - {str(runs)}
    return [REPORTS / f"{start}{size}" for size in sorted(sizes) if size.isdigit()]


def check_output(folder: Path, output: Output) -> None:
    """Raises OutputError if ``folder`` cannot be written, or has anything but earlier results of ``output``."""
    folder = _real(folder)
    _check_place(folder, output)
    if output.content == "run":
        _check_partial(partial_folder(folder), output)
    parent = next(above for above in folder.parents if above.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: cannot be written ({parent} is no writable folder)")


def write_folder(folder: Path, output: Output, fill: Callable[[Path], None]) -> None:
    """Lets ``fill`` write results into a staging folder beside ``folder`` and then swaps the two.

    ``fill`` also writes a manifest that has the entries of ``output``. Earlier results of the same inputs are replaced.
    After an exception the folder is as it was. Raises OutputError as ``check_output`` does.
    """
    check_output(folder, output)
    folder = _real(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}.staging-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir()
        fill(staging)
        _swap(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def write_run(
    folder: Path, ensemble: Ensemble, summary: dict[str, Any], *, charts: Charts | None = None, force: bool = False
) -> None:
    """Writes the run directory, completely or not at all. Raises OutputError as ``check_output`` does."""
    output = Output("run", ensemble.scenario.name, ensemble.input_digest, force)
    write_folder(folder, output, lambda staging: _fill(staging, ensemble, summary, charts))


def _check_place(place: Path, output: Output) -> None:
    manifest = _manifest_at(place)
    if manifest is not None and (reason := output.refusal(manifest)):
        raise OutputError(f"{place}: {reason}; choose another folder, or replace them with --force")


def _check_partial(place: Path, output: Output) -> None:
    manifest = _manifest_at(place)
    if manifest is None:
        return
    if manifest.get("content") != "partial":
        raise OutputError(f"{place}: has the results of a command, not parts of a run; choose another folder")
    if manifest.get("input_digest") != output.input_digest and not output.force:
        raise OutputError(
            f"{place}: has parts of an interrupted run with other inputs; choose another folder, or discard them with "
            "--force"
        )


def _manifest_at(place: Path) -> dict[str, Any] | None:
    """The manifest of a folder, None for no folder or an empty one; OutputError for files of somebody else."""
    if place.exists() and not place.is_dir():
        raise OutputError(f"{place}: is a file, not a folder")
    if not place.is_dir() or not any(place.iterdir()):
        return None
    manifest = read_manifest(place)
    if manifest.get("program") != PROGRAM:
        raise OutputError(f"{place}: is not empty and was not written by {PROGRAM}; choose another folder")
    return manifest


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _fill(staging: Path, ensemble: Ensemble, summary: dict[str, Any], charts: Charts | None) -> None:
    (staging / "scenario.toml").write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / "summary.json", summary)
    write_results(staging, ensemble.scenario, chunk_of(ensemble))
    if charts is not None:
        charts(staging)
    write_json(staging / MANIFEST, _manifest(ensemble))


def _swap(staging: Path, folder: Path) -> None:
    """Replaces ``folder`` by ``staging``; restores the old one if that fails."""
    if not folder.exists():
        staging.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.old-{os.getpid()}")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    try:
        staging.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _manifest(ensemble: Ensemble) -> dict[str, Any]:
    scenario = ensemble.scenario
    identity = Identity(scenario, ensemble.seed, ensemble.futures, ensemble.input_digest)
    return {
        **identity.manifest(),
        "content": "run",
        "scenario": scenario.name,
        "digest": ensemble.digest,
        "runs": ensemble.runs,
        "engine": ensemble.engine,
        "completed": int(ensemble.completed.sum()),
        "failures": [asdict(failure) for failure in ensemble.failures],
        "batch_failures": [asdict(failure) for failure in ensemble.batch_failures],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "parameters": list(ensemble.parameters),
        **described_files(scenario, tuple(ensemble.parameters)),
    }
