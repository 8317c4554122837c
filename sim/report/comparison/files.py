"""The folder of a comparison, written as a whole or not at all, as that of a run is."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.analysis.comparison.comparison import Comparison
from sim.experiment.partial import MANIFEST, PROGRAM, write_json
from sim.experiment.storage import REPORTS, write_folder
from sim.report.charts.failure import drawing
from sim.report.comparison.words import letters
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


def write_comparison(folder: Path, comparison: Comparison) -> None:
    """Writes figures, charts, resolved scenarios and provenance, whole or not at all.

    Raises OutputError if the folder cannot be written, or holds anything but a comparison.
    """
    write_folder(folder, CONTENT, lambda staging: _fill(staging, comparison))


def _fill(staging: Path, comparison: Comparison) -> None:
    for letter, ensemble in zip(letters(comparison).values(), comparison.ensembles, strict=True):
        (staging / f"scenario-{letter}.toml").write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / "comparison.json", comparison.to_dict())
    with drawing(CONTENT):
        from sim.report.comparison.charts import write_charts

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
