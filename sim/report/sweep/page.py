"""What ``sweep`` prints: sentences, and a table of its points for 80 columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.sweep.point import MONEY, Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.run.tables import grid
from sim.report.sweep.mix_table import differences, legend
from sim.report.sweep.words import row_text, sentences, short_name
from sim.report.words.rounding import counted, money, money_range, percent_in_interval, plain_percent

HEADS = {
    "program_contribution": "Contribution",
    "incremental_contribution": "Incremental",
    "cash_trough": "Cash trough",
    "npv": "NPV",
}
NARROW_LEVER = 7
"""Most characters of a name at the head of a lever's column."""
WIDE_LEVER = 4
"""Beyond it columns stand one space apart."""
WIDEST_LEVER = 7
"""Beyond it a column is left out of the table; the files have it."""
LEFT_OUT = "incremental_contribution"


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
            parts.append(Text(f"{_head(sweep, number)} = {lever.path}", style="dim"))
    parts += [points_table(sweep), ""]
    if sweep.mixes is not None:
        parts += [*differences(sweep, sweep.mixes), ""]
    parts += _provenance(sweep, folder)
    return Group(*parts)


def points_table(sweep: Sweep) -> Table:
    """One point a row, its intervals below; a second lever stands below the first."""
    levers = sweep.levers
    texts = [[row_text(lever, v) for lever, v in zip(levers, point.values, strict=True)] for point in sweep.points]
    heads = [_head(sweep, number) for number in range(1, len(levers) + 1)]
    widest = max(len(text) for row in (*texts, heads) for text in row)
    shown = MONEY if widest <= WIDEST_LEVER else tuple(name for name in MONEY if name != LEFT_OUT)
    table = grid(*["right"] * (2 + len(shown)))
    if widest > WIDE_LEVER:
        table.padding = (0, 1, 0, 0)
    table.add_row(*[Text(head, style="dim") for head in (heads[0], "Odds", *(HEADS[name] for name in shown))])
    if len(levers) > 1:
        table.add_row(Text(heads[1], style="dim"))
    for point, values in zip(sweep.points, texts, strict=True):
        odds, odds_range = _odds(point)
        cells = [_money(point.money[name], sweep.scenario.currency) for name in shown]
        table.add_row(values[0], Text(odds, style="bold"), *[Text(mean, style="bold") for mean, _ in cells])
        table.add_row("".join(values[1:]), Text(odds_range, style="dim"), *[Text(e, style="dim") for _, e in cells])
    return table


def _head(sweep: Sweep, number: int) -> str:
    """The last step of the path where it is short and says which, else a number."""
    last = [short_name(lever).rsplit(".", 1)[-1] for lever in sweep.levers]
    clear = len(set(last)) == len(last) and len(last[number - 1]) <= NARROW_LEVER
    if not sweep.levers[number - 1].is_ordered:
        return ""
    return last[number - 1] if clear else "lever" if len(last) == 1 else f"lever {number}"


def _odds(point: Point) -> tuple[str, str]:
    odds, low, high = (point.gate[key] for key in ("pass_probability", "ci_low", "ci_high"))
    ends = (percent_in_interval(end, low, high).rstrip("%") for end in (low, high))
    return percent_in_interval(odds, low, high), f"{'-'.join(ends)}%"


def _money(estimate: Estimate, currency: str) -> tuple[str, str]:
    if estimate.ci_low is None or estimate.ci_high is None:
        return money(estimate.mean, currency), ""
    half = (estimate.ci_high - estimate.ci_low) / 2
    return money(estimate.mean, currency, half), money_range(estimate.ci_low, estimate.ci_high)


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
