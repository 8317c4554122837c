"""The grids of a sweep of two levers: odds, then what is maximised, then all revenue, the first lever downwards."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.intervals import half_width
from sim.analysis.figures.outcomes import ODDS, TOTAL_REVENUE, Outcome
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import value_text
from sim.report.sweep.required import gate_text, objective_name, required_text
from sim.report.sweep.tables import cell, head_of
from sim.report.tables.grid import add_dim, grid
from sim.report.words.outcomes import amount_text
from sim.report.words.rounding import fixed, significant

WIDTH = 80
"""Characters of a line: more columns are folded below."""
UNDECIDED = "?"


def grids(sweep: Sweep) -> Iterator[RenderableType]:
    """Each grid below its caption, columns beyond the width folded."""
    yield Text(
        f"Down: {head_of(sweep, 1)}. Across: {head_of(sweep, 2)}. In every cell the mean over futures.", style="dim"
    )
    yield ""
    for outcome in dict.fromkeys((ODDS, sweep.objective, TOTAL_REVENUE)):
        yield Text(_caption(sweep, outcome))
        for table in _folded(sweep, outcome):
            yield table
            yield ""


def _caption(sweep: Sweep, outcome: Outcome) -> str:
    widest = f"95% intervals of at most {_widest(sweep, outcome)}"
    if outcome == ODDS:
        marks = f"{UNDECIDED} cannot be distinguished from the required {required_text(sweep)}"
        return f"Odds of {gate_text(sweep)}; {marks}; {widest}:"
    name = objective_name(sweep) if outcome == sweep.objective else outcome.label
    return (
        f"{name[0].upper()}{name[1:]} in {sweep.scenario.currency}; {widest}:"
        if outcome.unit == "money"
        else (f"{name[0].upper()}{name[1:]}; {widest}:")
    )


def _widest(sweep: Sweep, outcome: Outcome) -> str:
    """Half of the widest interval of a cell."""
    if outcome == ODDS:
        half = max(half_width(point.gate["ci_low"], point.gate["ci_high"]) for point in sweep.points)
        return f"± {fixed(half, 0, shift=2) if half >= 0.01 else significant(half, 1, shift=2)} points"
    half = max(point.estimates[outcome.name].half_interval for point in sweep.points)
    return f"± {amount_text(half, half, outcome, sweep.scenario.currency)}"


def _folded(sweep: Sweep, outcome: Outcome) -> Iterator[Table]:
    down, across = sweep.levers
    rows = [value_text(down, value) for value in down.values]
    heads = [value_text(across, value) for value in across.values]
    points = iter(sweep.points)
    cells = [[_cell(next(points), outcome, sweep.scenario.currency) for _ in heads] for _ in rows]
    first = max(map(len, (*rows, head_of(sweep, 1))))
    width = max(len(text.plain) for row in cells for text in row)
    each = max(width, *map(len, heads)) + 2
    at_once = max(1, (WIDTH - first) // each)
    for start in range(0, len(heads), at_once):
        table = grid(*["right"] * (1 + len(heads[start : start + at_once])))
        add_dim(table, [head_of(sweep, 1), *heads[start : start + at_once]])
        for row, texts in zip(rows, cells, strict=True):
            table.add_row(Text(row, style="dim"), *texts[start : start + at_once])
        yield table


def _cell(point: Point, outcome: Outcome, currency: str) -> Text:
    """Bold where the odds are clearly at least the required ones."""
    amount, _ = cell(point, outcome, currency)
    mark = UNDECIDED if outcome == ODDS and point.verdict == "too close to call" else ""
    return Text(f"{amount}{mark}", style="bold" if point.verdict == "on track" else "")
