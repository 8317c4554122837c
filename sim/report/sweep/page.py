"""The page of ``sweep``: sentences, the table of its points, and the differences of mixes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.mix_table import differences, legend
from sim.report.sweep.tables import head_of, points_table
from sim.report.sweep.words import sentences
from sim.report.words.counting import counted
from sim.report.words.rounding import plain_percent


def sweep_page(sweep: Sweep, folder: Path | None) -> Group:
    """The page of a sweep; ``folder`` is where its files are."""
    gate = sweep.scenario.gate
    parts: list[RenderableType] = [Text(sweep.scenario.title, style="bold"), ""]
    if not sweep.levers[0].is_ordered:
        parts += [legend(sweep), ""]
    for sentence in sentences(sweep):
        parts += [Text(sentence), ""]
    parts.append(
        Text(
            f"Odds of {plain_percent(gate.threshold)} at month {gate.month} (required: "
            f"{plain_percent(gate.required_probability)}), and means over futures in {sweep.scenario.currency}: sums "
            f"over {sweep.scenario.months} months, lowest cumulative cash, net present value. Below each its 95% "
            "interval (Monte Carlo error).",
            style="dim",
        )
    )
    for number, lever in enumerate(sweep.levers, start=1):
        if lever.is_ordered:
            parts.append(Text(f"{head_of(sweep, number)} = {lever.path}", style="dim"))
    parts += [points_table(sweep), ""]
    if sweep.mixes is not None:
        parts += [*differences(sweep, sweep.mixes), ""]
    parts += _provenance(sweep, folder)
    return Group(*parts)


def _provenance(sweep: Sweep, folder: Path | None) -> Sequence[RenderableType]:
    failed = max(point.failures for point in sweep.points)
    lines: list[Any] = []
    if failed:
        lines.append(Text(f"Up to {failed:,} futures of a point failed and are left out.", style="bold red"))
    lines.append(
        Text(
            f"seed {sweep.seed}, {counted(len(sweep.points), 'point')} of {counted(sweep.runs, 'run')} x "
            f"{counted(sweep.futures, 'future')} in the same worlds, {sweep.engine} engine",
            style="dim",
        )
    )
    if folder is not None:
        lines.append(Text(f"files: {folder}", style="dim"))
    return lines
