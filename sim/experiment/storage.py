"""The contents of a run's folder.

``manifest.json`` (provenance, columns, failures), ``scenario.toml`` (resolved), ``summary.json``, the results
(``monthly.parquet``, ``totals.parquet``, ``parameters.parquet``) and the files of the caller's chart function.
"""

import platform
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.experiment.chunk import chunk_of
from sim.experiment.columns import MONTHLY, PARAMETERS, TOTALS, described_files
from sim.experiment.ensemble import Ensemble
from sim.experiment.folder import REPORTS, ResultsFolder
from sim.experiment.identity import Identity
from sim.experiment.manifest import MANIFEST, write_json
from sim.experiment.results import write_results
from sim.scenario.resolved import resolved_toml
from sim.scenario.schema import Scenario

RUN = "run"
SCENARIO, SUMMARY = "scenario.toml", "summary.json"
FILES = frozenset({MANIFEST, SCENARIO, SUMMARY, MONTHLY, TOTALS, PARAMETERS})
"""Names of the files that every run has, without charts and texts."""
_LIBRARIES = ("numpy", "pyarrow", "scipy", "simpy")

Charts = Callable[[Path], None]
"""Writes charts and texts into the folder it is given."""


def run_directory(scenario: Scenario, input_digest: str, runs: int) -> Path:
    """``reports/<scenario>-<first 8 of input_digest>-<runs>`` below the current directory."""
    return REPORTS / f"{scenario.name}-{input_digest[:8]}-{runs}"


def other_sizes(scenario: Scenario, input_digest: str, runs: int) -> list[Path]:
    """Run directories below ``reports/``, finished or partial, of the same inputs in other sizes."""
    start = f"{scenario.name}-{input_digest[:8]}-"
    names = {path.name.removesuffix(".partial") for path in REPORTS.glob(f"{start}*") if path.is_dir()}
    sizes = {name.removeprefix(start) for name in names} - {str(runs)}
    return [REPORTS / f"{start}{size}" for size in sorted(sizes) if size.isdigit()]


def run_folder(
    place: Path, scenario: Scenario, input_digest: str, runs: int, *, texts: frozenset[str], force: bool = False
) -> ResultsFolder:
    """The folder at ``place`` for a run of the scenario; ``texts`` are the names of its charts and texts."""
    return ResultsFolder(place, RUN, scenario.name, input_digest, runs, FILES | texts, force)


def write_run(
    folder: ResultsFolder, ensemble: Ensemble, summary: dict[str, Any], *, charts: Charts | None = None
) -> None:
    """Writes a run into its folder, which is held. Raises OutputError if something is in the way."""
    folder.write(lambda staging: _fill(staging, ensemble, summary, charts))


def _fill(staging: Path, ensemble: Ensemble, summary: dict[str, Any], charts: Charts | None) -> dict[str, Any]:
    (staging / SCENARIO).write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / SUMMARY, summary)
    about = {"seed": str(ensemble.seed), "digest": ensemble.digest, "input_digest": ensemble.input_digest}
    write_results(staging, ensemble.scenario, chunk_of(ensemble), about)
    if charts is not None:
        charts(staging)
    return _manifest(ensemble)


def _manifest(ensemble: Ensemble) -> dict[str, Any]:
    scenario = ensemble.scenario
    identity = Identity(scenario, ensemble.seed, ensemble.futures, ensemble.input_digest)
    return {
        **identity.manifest(),
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
