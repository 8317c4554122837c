"""The folder of a sweep: ``summary.json``, ``sweep.csv``, ``scenario.toml`` and the chart."""

import csv
from pathlib import Path
from typing import Any

from sim.analysis.sweep.sweep import Sweep
from sim.experiment.partial import MANIFEST, write_json
from sim.experiment.storage import REPORTS, Output, write_folder
from sim.report.charts.failure import drawing
from sim.scenario.resolved import resolved_toml
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

CONTENT = "sweep"


def sweep_directory(scenario: str, over: str, runs: int) -> Path:
    """``reports/<scenario>-sweep-<first 8 of the digest of what was asked>-<runs>`` below the current directory."""
    return REPORTS / f"{scenario}-{CONTENT}-{over[:8]}-{runs}"


def write_sweep(folder: Path, sweep: Sweep, summary: dict[str, Any], *, force: bool = False) -> None:
    """Writes the folder, whole or not at all; an earlier sweep of the same inputs is replaced.

    Raises OutputError if the folder cannot be written, or holds other results (unless ``force``).
    """
    output = Output(CONTENT, sweep.scenario.name, sweep.input_digest, force)
    write_folder(folder, output, lambda staging: _fill(staging, sweep, summary, output))


def _fill(staging: Path, sweep: Sweep, summary: dict[str, Any], output: Output) -> None:
    (staging / "scenario.toml").write_text(resolved_toml(sweep.scenario), encoding="utf-8")
    write_json(staging / "summary.json", summary)
    write_csv(staging / "sweep.csv", sweep)
    with drawing(CONTENT):
        from sim.report.sweep.chart import write_chart

        write_chart(sweep, staging)
    write_json(staging / MANIFEST, {**output.manifest(), **_manifest(sweep)})


def write_csv(path: Path, sweep: Sweep) -> None:
    """One row a point in full precision, money in currency units; the held elasticities below."""
    rows = sweep.rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _manifest(sweep: Sweep) -> dict[str, Any]:
    return {
        "over": [lever.path for lever in sweep.levers],
        "runs": sweep.runs,
        "futures": sweep.futures,
        "seed": sweep.seed,
        "engine": sweep.engine,
        "version": __version__,
        "model_version": MODEL_VERSION,
        "schema_version": SCHEMA_VERSION,
    }
