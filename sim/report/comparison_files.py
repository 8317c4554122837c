"""The folder of a comparison, written as a whole or not at all, as that of a run is."""

import hashlib
import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.analysis.comparison import Comparison
from sim.experiment import storage
from sim.experiment.partial import MANIFEST, PROGRAM, write_json
from sim.experiment.storage import REPORTS, OutputError
from sim.report.comparison_charts import write_charts
from sim.report.comparison_words import letters
from sim.scenario.resolved import resolved_toml

CONTENT = "compare"
_LIBRARIES = ("matplotlib", "numpy", "scipy")


def comparison_directory(comparison: Comparison) -> Path:
    """``reports/compare-<base>-<8 hexadecimal digits of what is compared>-<runs>``."""
    base = comparison.ensembles[0]
    identity = "\n".join(
        f"{label} {ensemble.input_digest}"
        for label, ensemble in zip(comparison.labels, comparison.ensembles, strict=True)
    )
    digest = hashlib.sha256(identity.encode()).hexdigest()
    return REPORTS / f"{CONTENT}-{base.scenario.name}-{digest[:8]}-{base.runs}"


def check_comparison_output(folder: Path) -> None:
    """Raises OutputError if a comparison cannot be written to ``folder``, or would replace something foreign."""
    folder = storage._real(folder)
    if folder.is_dir() and storage._is_ours(folder, CONTENT):
        return
    storage.check_output(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise OutputError(f"{folder}: holds a run, not a comparison; choose another folder")


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Writes figures, charts, resolved scenarios and provenance in a staging folder, and puts it in place.

    Raises OutputError as ``check_comparison_output`` does; on any exception what was there stays.
    """
    check_comparison_output(folder)
    folder = storage._real(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = folder.with_name(f".{folder.name}.staging-{os.getpid()}")
    shutil.rmtree(staging, ignore_errors=True)
    try:
        staging.mkdir()
        _fill(staging, comparison)
        storage._swap(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _fill(staging: Path, comparison: Comparison) -> None:
    for letter, ensemble in zip(letters(comparison).values(), comparison.ensembles, strict=True):
        (staging / f"scenario-{letter}.toml").write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / "comparison.json", comparison.to_dict())
    write_charts(comparison, staging)
    write_json(staging / MANIFEST, _manifest(comparison))


def _manifest(comparison: Comparison) -> dict[str, Any]:
    base = comparison.ensembles[0]
    return {
        "program": PROGRAM,
        "content": CONTENT,
        "scenarios": {
            letter: {"label": label, "input_digest": ensemble.input_digest, "digest": ensemble.digest}
            for (label, letter), ensemble in zip(letters(comparison).items(), comparison.ensembles, strict=True)
        },
        "runs": base.runs,
        "futures": base.futures,
        "seed": base.seed,
        "months": comparison.months,
        "engine": base.engine,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }
