"""The folder of a comparison, written as a whole or not at all, as that of a run is."""

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.analysis.comparison.comparison import Comparison
from sim.experiment.partial import MANIFEST, write_json
from sim.experiment.storage import REPORTS, Output, write_folder
from sim.report.charts.failure import drawing
from sim.report.comparison.words import letters
from sim.scenario.resolved import resolved_toml

CONTENT = "compare"
_LIBRARIES = ("matplotlib", "numpy", "scipy")


def comparison_digest(labels: Sequence[str], input_digests: Sequence[str]) -> str:
    """SHA-256 of what is compared: labels and inputs, in their order."""
    identity = "\n".join(f"{label} {digest}" for label, digest in zip(labels, input_digests, strict=True))
    return hashlib.sha256(identity.encode()).hexdigest()


def comparison_directory(comparison: Comparison) -> Path:
    """``reports/compare-<base>-<8 hexadecimal digits of what is compared>-<runs>``."""
    base = comparison.ensembles[0]
    return REPORTS / f"{CONTENT}-{base.scenario.name}-{_digest(comparison)[:8]}-{base.runs}"


def write_comparison(folder: Path, comparison: Comparison, *, force: bool = False) -> None:
    """Writes figures, charts, resolved scenarios and provenance, whole or not at all.

    Raises OutputError if the folder cannot be written, or holds other results (unless ``force``).
    """
    output = Output(CONTENT, comparison.ensembles[0].scenario.name, _digest(comparison), force)
    write_folder(folder, output, lambda staging: _fill(staging, comparison, output))


def _digest(comparison: Comparison) -> str:
    return comparison_digest(comparison.labels, [ensemble.input_digest for ensemble in comparison.ensembles])


def _fill(staging: Path, comparison: Comparison, output: Output) -> None:
    for letter, ensemble in zip(letters(comparison).values(), comparison.ensembles, strict=True):
        (staging / f"scenario-{letter}.toml").write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / "comparison.json", comparison.to_dict())
    with drawing(CONTENT):
        from sim.report.comparison.charts import write_charts

        write_charts(comparison, staging)
    write_json(staging / MANIFEST, {**output.manifest(), **_manifest(comparison)})


def _manifest(comparison: Comparison) -> dict[str, Any]:
    base = comparison.ensembles[0]
    return {
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
