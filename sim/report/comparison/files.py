"""The folder of a comparison, written as a whole or not at all, as that of a run is."""

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from sim.analysis.comparison.compare import numbered, over_shortest
from sim.analysis.comparison.comparison import Comparison
from sim.analysis.figures.outcomes import covered_months
from sim.analysis.figures.paired import Paired
from sim.experiment.folder import REPORTS, ResultsFolder
from sim.experiment.manifest import MANIFEST, write_json
from sim.report.charts.failure import drawing
from sim.report.charts.files import figure_files
from sim.report.comparison.words import letters
from sim.report.tables.spreadsheet import write_table
from sim.scenario.calendar import calendar_of
from sim.scenario.resolved import input_digest, resolved_toml
from sim.scenario.schema import Scenario

CONTENT = "compare"
_SCENARIO, _FIGURES, TABLE = "scenario-{}.toml", "comparison.json", "comparison.csv"
_FIGURE = ("mean", "ci_low", "ci_high", "p10", "p50", "p90")
_CHANGE = ("difference", "ci_low", "ci_high", "p_better")
_HEADS = (
    "letter", "label", "scenario", "outcome", "unit", *_FIGURE, "difference_from_a", "difference_ci_low",
    "difference_ci_high", "p_better_than_a",
)  # fmt: skip
_LIBRARIES = ("matplotlib", "numpy", "scipy")


def comparison_folders(
    out: Path | None, scenarios: Sequence[Scenario], labels: Sequence[str], sizes: Sequence[int], *,
    futures: int, seed: int, force: bool,
) -> list[ResultsFolder]:  # fmt: skip
    """The folder of each possible number of runs: ``out`` for any, without one
    ``reports/compare-<base>-<8 hexadecimal digits of what is compared>-<runs>``.
    """
    compared = zip(numbered(labels), over_shortest(scenarios), strict=True)
    identity = "\n".join(f"{label} {input_digest(each, seed, futures, each.months)}" for label, each in compared)
    digest = hashlib.sha256(identity.encode()).hexdigest()
    base = f"{CONTENT}-{scenarios[0].name}-{digest[:8]}"
    files = {_SCENARIO.format(letter) for letter in ascii_uppercase[: len(scenarios)]}
    names = frozenset({MANIFEST, _FIGURES, TABLE, *files}) | figure_files("compare", "difference")
    return [
        ResultsFolder(out or REPORTS / f"{base}-{runs}", CONTENT, scenarios[0].name, digest, runs, names, force)
        for runs in (sizes if out is None else sizes[-1:])
    ]


def write_comparison(folder: ResultsFolder, comparison: Comparison) -> None:
    """Writes figures, charts, resolved scenarios and provenance into a folder, which is held.

    Raises OutputError if something is in the way.
    """
    folder.write(lambda staging: _fill(staging, comparison))


def _fill(staging: Path, comparison: Comparison) -> dict[str, Any]:
    for letter, ensemble in zip(letters(comparison).values(), comparison.ensembles, strict=True):
        (staging / _SCENARIO.format(letter)).write_text(resolved_toml(ensemble.scenario), encoding="utf-8")
    write_json(staging / _FIGURES, comparison.to_dict())
    write_csv(staging / TABLE, comparison)
    with drawing(CONTENT):
        from sim.report.comparison.charts import write_charts

        write_charts(comparison, staging)
    return _manifest(comparison)


def write_csv(path: Path, comparison: Comparison) -> None:
    """One row a scenario and outcome in full precision: its figure, and the paired difference from the base."""
    base = comparison.ensembles[0]
    about = {"currency": base.scenario.currency, "seed": base.seed}
    labels = ("calendar",) if _has_calendar(comparison) else ()
    write_table(path, _rows(comparison), (*_HEADS, *labels, "digest"), about)


def _has_calendar(comparison: Comparison) -> bool:
    return any(calendar_of(ensemble.scenario).is_stated for ensemble in comparison.ensembles)


def _rows(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    changes: list[Mapping[str, Paired]] = [{}, *(difference.outcomes for difference in comparison.differences)]
    has_calendar = _has_calendar(comparison)
    places = zip(letters(comparison).items(), comparison.ensembles, comparison.figures, changes, strict=True)
    for (label, letter), ensemble, figures, changed in places:
        for outcome in comparison.outcomes:
            figure, paired = figures[outcome.name], changed.get(outcome.name)
            span = calendar_of(ensemble.scenario).span(*covered_months(outcome.name, ensemble.scenario))
            unit = ensemble.scenario.currency if outcome.unit == "money" else outcome.unit
            yield (
                letter, label, ensemble.scenario.name, outcome.name, unit,
                *(getattr(figure, name) for name in _FIGURE),
                *(None if paired is None else getattr(paired, name) for name in _CHANGE),
                *((span,) if has_calendar else ()), ensemble.digest,
            )  # fmt: skip


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
