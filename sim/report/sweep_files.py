"""The folder of a sweep: ``summary.json``, ``sweep.csv``, ``scenario.toml`` and the chart."""

import csv
import os
import shutil
from pathlib import Path
from typing import Any

from sim.analysis.sweep import Sweep
from sim.experiment.partial import MANIFEST, PROGRAM, read_manifest, write_json
from sim.experiment.storage import REPORTS, OutputError
from sim.scenario.resolved import resolved_toml
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

CONTENT = "sweep"


def sweep_directory(scenario: str, over: str, runs: int) -> Path:
    """``reports/<scenario>-sweep-<first 8 of the digest of what was asked>-<runs>`` below the current directory."""
    return REPORTS / f"{scenario}-{CONTENT}-{over[:8]}-{runs}"


def check_sweep_output(folder: Path) -> None:
    """Raises OutputError if a sweep cannot be written to ``folder``, or would replace something foreign."""
    folder = Path(os.path.realpath(folder))
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not _is_sweep(folder):
        raise OutputError(f"{folder}: is not empty and holds no sweep of {PROGRAM}; choose another folder")
    parent = next(above for above in folder.parents if above.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: cannot be written ({parent} is no writable folder)")


def write_sweep(folder: Path, sweep: Sweep, summary: dict[str, Any]) -> None:
    """Writes the folder whole or not at all; an earlier sweep there is replaced."""
    from sim.report.sweep_chart import write_chart

    check_sweep_output(folder)
    folder = Path(os.path.realpath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}.staging-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir()
        (staging / "scenario.toml").write_text(resolved_toml(sweep.scenario), encoding="utf-8")
        write_json(staging / "summary.json", summary)
        write_csv(staging / "sweep.csv", sweep)
        write_chart(sweep, staging)
        write_json(staging / MANIFEST, _manifest(sweep))
        if folder.exists():
            shutil.rmtree(folder)
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def write_csv(path: Path, sweep: Sweep) -> None:
    """One row a point in full precision, money in currency units; the held elasticities below."""
    rows = sweep.rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _is_sweep(folder: Path) -> bool:
    manifest = read_manifest(folder)
    return manifest.get("program") == PROGRAM and manifest.get("content") == CONTENT


def _manifest(sweep: Sweep) -> dict[str, Any]:
    return {
        "program": PROGRAM,
        "content": CONTENT,
        "scenario": sweep.scenario.name,
        "input_digest": sweep.input_digest,
        "over": [lever.path for lever in sweep.levers],
        "runs": sweep.runs,
        "futures": sweep.futures,
        "seed": sweep.seed,
        "engine": sweep.engine,
        "version": __version__,
        "model_version": MODEL_VERSION,
        "schema_version": SCHEMA_VERSION,
    }
