"""The folder of a sweep: ``summary.json``, ``sweep.csv``, ``scenario.toml`` and the chart."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.analysis.figures.outcomes import ODDS
from sim.analysis.sweep.elasticity import held_elasticity
from sim.analysis.sweep.lever import said_of, settings_of, unit_of
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.plan import STATED, digest_of_plans, plans_of
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.experiment.folder import REPORTS, ResultsFolder
from sim.experiment.manifest import MANIFEST, write_json
from sim.report.charts.failure import drawing
from sim.report.charts.files import figure_files
from sim.report.tables.spreadsheet import write_table
from sim.scenario.resolved import resolved_toml
from sim.scenario.schema import Scenario
from sim.version import MODEL_VERSION, SCHEMA_VERSION, __version__

CONTENT = "sweep"
_SCENARIO, _SUMMARY, _TABLE = "scenario.toml", "summary.json", "sweep.csv"
_FIGURE = ("mean", "ci_low", "ci_high", "p10", "p50", "p90")
_OTHER_ODDS = ("credited_pass_probability", "additional_pass_probability")
_GATE = ("measure", "threshold", "month", "window_months", "required_probability", "verdict")
FILES = frozenset({MANIFEST, _SCENARIO, _SUMMARY, _TABLE}) | figure_files("sweep")


def sweep_folders(
    out: Path | None, scenario: Scenario, over: Sequence[str], sizes: Sequence[int], *,
    futures: int, seed: int, force: bool,
) -> list[ResultsFolder]:  # fmt: skip
    """The folder of each possible number of runs: ``out`` for any, without one
    ``reports/<scenario>-sweep-<first 8 of the digest of what was asked>-<runs>``.

    Raises SweepError and ScenarioError as ``sweep`` does.
    """
    levers = levers_of(over, scenario)
    digest = digest_of_plans(plans_of(scenario, levers, held_elasticity(scenario, levers)), futures, seed)
    base = REPORTS / f"{scenario.name}-{CONTENT}-{digest[:8]}"
    return [
        ResultsFolder(out or Path(f"{base}-{runs}"), CONTENT, scenario.name, digest, runs, FILES, force)
        for runs in (sizes if out is None else sizes[-1:])
    ]


def write_sweep(folder: ResultsFolder, sweep: Sweep, summary: dict[str, Any]) -> None:
    """Writes a sweep into its folder, which is held. Raises OutputError if something is in the way."""
    folder.write(lambda staging: _fill(staging, sweep, summary))


def _fill(staging: Path, sweep: Sweep, summary: dict[str, Any]) -> dict[str, Any]:
    (staging / _SCENARIO).write_text(resolved_toml(sweep.scenario), encoding="utf-8")
    write_json(staging / _SUMMARY, summary)
    write_csv(staging / _TABLE, sweep)
    with drawing(CONTENT):
        from sim.report.sweep.chart import write_chart

        write_chart(sweep, staging)
    return _manifest(sweep)


def write_csv(path: Path, sweep: Sweep) -> None:
    """One row a point and outcome in full precision, money in currency units; the held elasticities below."""
    rows = list(_rows(sweep))
    about = {"scenario": sweep.scenario.name, "currency": sweep.scenario.currency, "seed": sweep.seed}
    write_table(path, [list(row.values()) for row in rows], list(rows[0]), about)


def _rows(sweep: Sweep) -> Iterator[dict[str, Any]]:
    answers = {STATED: sweep.answer, **(sweep.elasticity.answers if sweep.elasticity else {})}
    units = {f"{lever.path} (unit)": unit_of(lever, sweep.scenario.currency) for lever in sweep.levers}
    has_calendar = any(point.calendar.is_stated for point in sweep.points)
    for label, answer in answers.items():
        for point in answer.points:
            about = {
                "elasticity": label, **settings_of(sweep.levers, point.values), **said_of(sweep.levers, point.values),
                **units,
            }  # fmt: skip
            gate = {f"gate_{name}": point.gate[name] for name in _GATE}
            for name, figures in _figures(point):
                span = point.calendar.span(*point.covered[name if name in point.covered else ODDS.name])
                labels = {"calendar": span} if has_calendar else {}
                unit = _unit(name, sweep)
                yield {**about, "outcome": name, "unit": unit, **figures, **gate, **labels, "digest": point.digest}


def _figures(point: Point) -> Iterator[tuple[str, dict[str, float | None]]]:
    """The odds by each measure, then means and percentiles."""
    nothing: dict[str, float | None] = dict.fromkeys(_FIGURE)
    ends = {"ci_low": point.gate["ci_low"], "ci_high": point.gate["ci_high"]}
    yield ODDS.name, nothing | {"mean": point.gate["pass_probability"], **ends}
    for name in _OTHER_ODDS:
        yield name, nothing | {"mean": point.gate[name]}
    for name, estimate in point.estimates.items():
        yield name, asdict(estimate)


def _unit(name: str, sweep: Sweep) -> str:
    if name in _OTHER_ODDS:
        return ODDS.unit
    unit = sweep.measured(name).unit
    return sweep.scenario.currency if unit == "money" else unit


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
