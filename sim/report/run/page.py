"""The page that ``run`` prints: verdict first, then odds, share, money, inputs and provenance."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from sim.experiment.ensemble import Ensemble
from sim.report.run.additional import additional_block
from sim.report.run.inputs import assumption_table, assumptions, benchmark_table, grades_line
from sim.report.run.money import MEANING, never_line, totals_table, yearly_table
from sim.report.run.odds import odds_facts, phase_facts
from sim.report.run.tables import fan_table, odds_table
from sim.report.run.verdict import sentence
from sim.report.tables.grid import facts
from sim.report.tables.ranges import with_dash_words
from sim.report.words.counting import counted
from sim.scenario.catalogue import field_table
from sim.scenario.lint import red_flags
from sim.scenario.schema import Scenario

READING = "Median, and below it the range of 8 futures in 10. Revenue is that of the month."
VERDICT_STYLES = {"on track": "bold green", "redesign": "bold red", "too close to call": "bold yellow"}


def page(ensemble: Ensemble, summary: Mapping[str, Any], folder: Path | None) -> Group:
    """The page of a run; ``folder`` is where its files are."""
    scenario = ensemble.scenario
    return Group(
        Text(scenario.title, style="bold"),
        "",
        Text(sentence(summary["gate"]), style=VERDICT_STYLES[summary["gate"]["verdict"]]),
        "",
        facts(list(odds_facts(summary))),
        "",
        odds_table(summary),
        facts(list(phase_facts(summary))),
        "",
        Text(with_dash_words(READING, ensemble.runs), style="dim"),
        fan_table(summary),
        "",
        yearly_table(ensemble, scenario.currency),
        "",
        *additional_block(summary),
        "",
        totals_table(ensemble, summary),
        Text(never_line(summary)),
        Text(MEANING, style="dim"),
        "",
        *_inputs(scenario, summary),
        *_provenance(ensemble, summary, folder),
    )


def _inputs(scenario: Scenario, summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    lines = [line for line in summary["benchmarks"] if line["inside"] is not None]
    if lines:
        yield benchmark_table(lines, scenario.currency)
        yield ""
    fields = field_table(scenario)
    found = assumptions(fields)
    yield Text(grades_line(fields))
    if found:
        yield Text("Assumptions with the widest ranges:", style="dim")
        yield assumption_table(found)
    for flag in red_flags(scenario):
        style = "bold red" if flag.severity == "red flag" else "yellow"
        yield Text(f"{flag.severity.capitalize()} {flag.rule}: {flag.message}", style=style)
    yield ""


def _provenance(ensemble: Ensemble, summary: Mapping[str, Any], folder: Path | None) -> Iterator[RenderableType]:
    failed = summary["failures"]["count"]
    if failed:
        total = ensemble.runs * ensemble.futures
        yield Text(f"{failed:,} of {total:,} futures failed and are left out of every figure.", style="bold red")
    yield Text(
        f"seed {ensemble.seed}, {counted(ensemble.runs, 'run')} x {counted(ensemble.futures, 'future')}, "
        f"{ensemble.engine} engine, digest {ensemble.digest[:8]}",
        style="dim",
    )
    if ensemble.futures > 1:
        yield Text(
            f"to trace one future: partnersim trace SCENARIO --futures {ensemble.futures} --replication K", style="dim"
        )
    if folder is not None:
        yield Text(f"files: {folder}", style="dim")
