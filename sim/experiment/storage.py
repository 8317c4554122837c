"""Folders of results, each written completely or not at all, and the contents of a run's folder.

``manifest.json`` (provenance, failures), ``scenario.toml`` (resolved), ``summary.json``, ``monthly.parquet``,
``parameters.parquet``, ``integers.parquet`` (the integers, from which a larger run is extended) and the files of
the caller's chart function.
"""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from sim.experiment.chunk import chunks_of, write_chunks
from sim.experiment.ensemble import Ensemble, natural
from sim.experiment.partial import (
    MANIFEST,
    PROGRAM,
    RESULTS,
    Identity,
    partial_folder,
    read_manifest,
    write_json,
)
from sim.metrics.declared import METRICS, RATIOS
from sim.scenario.resolved import resolved_toml
from sim.scenario.schema import Scenario

REPORTS = Path("reports")
_REPLICATIONS = 500
"""In a row group of ``monthly.parquet``."""
_LIBRARIES = ("numpy", "pyarrow", "scipy", "simpy")
_INTEGER_UNITS = frozenset({"partners", "deals", "opportunities", "candidates", "phase", "bps"})

Charts = Callable[[Path], None]
"""Writes chart files into the folder it is given."""


class OutputError(Exception):
    """The output folder has files that this program did not write, or cannot be written."""


def run_directory(scenario: Scenario, input_digest: str, runs: int) -> Path:
    """``reports/<scenario>-<first 8 of input_digest>-<runs>`` below the current directory."""
    return REPORTS / f"{scenario.name}-{input_digest[:8]}-{runs}"


def other_sizes(scenario: Scenario, input_digest: str, runs: int) -> list[Path]:
    """Run directories below ``reports/``, finished or partial, of the same inputs in other sizes."""
    start = f"{scenario.name}-{input_digest[:8]}-"
    names = {path.name.removesuffix(".partial") for path in REPORTS.glob(f"{start}*") if path.is_dir()}
    sizes = {name.removeprefix(start) for name in names} - {str(runs)}
    return [REPORTS / f"{start}{size}" for size in sorted(sizes) if size.isdigit()]


def check_output(folder: Path, content: str = "run") -> None:
    """Raises OutputError if ``folder`` cannot be written, or has anything but results of ``content``."""
    folder = _real(folder)
    _check_place(folder, content)
    if content == "run":
        _check_place(partial_folder(folder), "partial")
    parent = next(above for above in folder.parents if above.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: cannot be written ({parent} is no writable folder)")


def write_folder(folder: Path, content: str, fill: Callable[[Path], None]) -> None:
    """Lets ``fill`` write results into a staging folder beside ``folder`` and then swaps the two.

    ``fill`` also writes a manifest of this program and ``content``. Earlier results of the same content are replaced.
    After an exception the folder is as it was. Raises OutputError as ``check_output`` does.
    """
    check_output(folder, content)
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


def write_run(folder: Path, ensemble: Ensemble, summary: dict[str, Any], *, charts: Charts | None = None) -> None:
    """Writes the run directory, completely or not at all. Raises OutputError as ``check_output`` does."""
    write_folder(folder, "run", lambda staging: _fill(staging, ensemble, summary, charts))


def _check_place(place: Path, content: str) -> None:
    if place.exists() and not place.is_dir():
        raise OutputError(f"{place}: is a file, not a folder")
    if not place.is_dir() or not any(place.iterdir()):
        return
    manifest = read_manifest(place)
    if manifest.get("program") != PROGRAM:
        raise OutputError(f"{place}: is not empty and was not written by {PROGRAM}; choose another folder")
    if manifest.get("content") != content:
        held = f"has the results of another command ({manifest.get('content')}, not {content})"
        raise OutputError(f"{place}: {held}; choose another folder")


def _real(folder: Path) -> Path:
    return Path(os.path.realpath(folder))


def _fill(staging: Path, ensemble: Ensemble, summary: dict[str, Any], charts: Charts | None) -> None:
    (staging / "scenario.toml").write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / "summary.json", summary)
    _write_monthly(staging / "monthly.parquet", ensemble)
    _write_parameters(staging / "parameters.parquet", ensemble)
    write_chunks(staging / RESULTS, chunks_of(ensemble))
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
    identity = Identity(ensemble.input_digest, ensemble.seed, ensemble.futures, ensemble.months)
    return {
        **identity.manifest(),
        "content": "run",
        "scenario": ensemble.scenario.name,
        "digest": ensemble.digest,
        "runs": ensemble.runs,
        "engine": ensemble.engine,
        "completed": int(ensemble.completed.sum()),
        "failures": [asdict(failure) for failure in ensemble.failures],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _write_monthly(path: Path, ensemble: Ensemble) -> None:
    """One row per completed replication and month; money in currency units, counts as integers.

    Dictionary encoding is worth it for whole numbers only: for amounts it makes the file larger and writing slower.
    """
    import pyarrow.parquet as pq
    import pyarrow.types as kinds

    tables = _monthly_tables(ensemble)
    first = next(tables)
    whole = [field.name for field in first.schema if kinds.is_integer(field.type)]
    with pq.ParquetWriter(path, first.schema, compression="zstd", use_dictionary=whole) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def _monthly_tables(ensemble: Ensemble) -> Iterator[Any]:
    """Tables of some replications each: one table of all would need more memory than the run itself."""
    import pyarrow as pa

    completed, months, futures = np.flatnonzero(ensemble.completed), ensemble.months, ensemble.futures
    ratios = {ratio.name: ensemble.values(ratio.name) for ratio in RATIOS}
    for start in range(0, max(1, len(completed)), _REPLICATIONS):
        rows = completed[start : start + _REPLICATIONS]
        columns: dict[str, Any] = {
            "replication": np.repeat(rows, months),
            "world": np.repeat(rows // futures, months),
            "future": np.repeat(rows % futures, months),
            "month": np.tile(np.arange(1, months + 1), len(rows)),
        }
        for metric in METRICS:
            amounts = ensemble.monthly[metric.name][rows].ravel()
            columns[metric.name] = amounts if metric.unit in _INTEGER_UNITS else natural(metric, amounts)
        for name, values in ratios.items():
            columns[name] = values[start : start + _REPLICATIONS].ravel()
        yield pa.table(columns)


def _write_parameters(path: Path, ensemble: Ensemble) -> None:
    """One row per world: the value drawn for each uncertain input, NaN where the world failed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {"world": np.arange(ensemble.runs, dtype=np.int64), **ensemble.parameters}
    pq.write_table(pa.table(columns), path, compression="zstd")
