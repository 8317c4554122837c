"""The page of ``sweep``: sentences, the table of its points, and the differences of mixes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analysis.sweep.sweep import Sweep
from sim.experiment.size import FUTURES
from sim.report.sweep.doubts import point_doubts
from sim.report.sweep.grids import grids
from sim.report.sweep.levers import in_words
from sim.report.sweep.mix_table import differences, legend
from sim.report.sweep.required import gate_text, required_text
from sim.report.sweep.tables import head_of, points_tables
from sim.report.sweep.words import sentences
from sim.report.words.counting import counted

POINTS = "These warnings are of the points of the sweep alone: validate --set tells those of a value between."
ONE_FUTURE = (
    "A sweep takes one future a world, run and compare take {futures}: their means differ from these by what the "
    "intervals say."
)


def sweep_page(sweep: Sweep, folder: Path | None) -> Group:
    """The page of a sweep; ``folder`` is where its files are."""
    parts: list[RenderableType] = [Text(sweep.scenario.title, style="bold"), ""]
    if not sweep.levers[0].is_ordered:
        parts += [legend(sweep), ""]
    for sentence in sentences(sweep):
        parts += [Text(sentence), ""]
    parts += _doubts(sweep)
    for number, lever in enumerate(sweep.levers, start=1):
        if lever.is_ordered:
            parts.append(Text(f"{head_of(sweep, number)}: {in_words(lever)}, --over {lever.path}", style="dim"))
    if sweep.calendar.is_stated:
        parts.append(Text(sweep.calendar.sentence, style="dim"))
    parts += [*(_tables(sweep) if len(sweep.levers) == 1 else grids(sweep)), ""]
    if sweep.mixes is not None:
        parts += [*differences(sweep, sweep.mixes), ""]
    parts += _provenance(sweep, folder)
    return Group(*parts)


def _doubts(sweep: Sweep) -> list[RenderableType]:
    """Warnings of the points, and that they are of no value between where not all points have them."""
    lines = list(point_doubts(sweep))
    if any(line.startswith("At ") for line in lines):
        lines.append(POINTS)
    return [*map(Text, lines), ""] if lines else []


def _tables(sweep: Sweep) -> Iterator[RenderableType]:
    months = sweep.scenario.months
    span = sweep.calendar.beside(1, months)
    yield Text(
        f"Odds of {gate_text(sweep)} (required: {required_text(sweep)}), and means "
        f"over futures in {sweep.scenario.currency}: sums over {months} months{span}, lowest cumulative cash, "
        "net present value to the horizon. Below each its 95% interval (Monte Carlo error).",
        style="dim",
    )
    yield from points_tables(sweep)


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
    if sweep.futures == 1:
        lines.append(Text(ONE_FUTURE.format(futures=FUTURES), style="dim"))
    if folder is not None:
        lines.append(Text(f"files: {folder}", style="dim"))
    return lines
