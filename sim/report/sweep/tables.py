"""The tables of a sweep's points, for 80 columns: the odds beside all revenue, then money."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.outcomes import ADDITIONAL_REVENUE, ODDS, TOTAL_REVENUE, Outcome
from sim.analysis.sweep.measures import measured_with
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import row_text
from sim.report.tables.grid import add_heads, grid
from sim.report.words.outcomes import amount_text, column_head
from sim.report.words.rounding import CONSTANT, SYMBOLS, is_constant, money_ends, percent_in_interval

NARROW_LEVER = 7
"""Most characters of a name at the head of a lever's column."""
MOST_AMOUNTS = 3
"""Columns of amounts that fit beside a lever and the odds."""


def points_tables(sweep: Sweep) -> Iterator[RenderableType]:
    """One point a row, its intervals below: odds and revenue in the first table, other money in the next ones."""
    first = list(dict.fromkeys((sweep.objective, TOTAL_REVENUE, ADDITIONAL_REVENUE)))
    others = [each for each in measured_with(sweep.objective) if each not in (ODDS, *first)]
    yield _table(sweep, [ODDS, *(each for each in first if each != ODDS)])
    tables = -(-len(others) // MOST_AMOUNTS)
    each = -(-len(others) // max(1, tables))
    for start in range(0, len(others), max(1, each)):
        yield ""
        yield _table(sweep, others[start : start + each])


def _table(sweep: Sweep, shown: Sequence[Outcome]) -> Table:
    table = grid(*["right"] * (1 + len(shown)))
    table.padding = (0, 1, 0, 0)
    add_heads(table, [head_of(sweep, 1), *map(column_head, shown)])
    (lever,) = sweep.levers
    for point in sweep.points:
        cells = [cell(point, each, sweep.scenario.currency) for each in shown]
        table.add_row(row_text(lever, point.values[0]), *[Text(mean, style="bold") for mean, _ in cells])
        table.add_row("", *[Text(ends, style="dim") for _, ends in cells])
    return table


def head_of(sweep: Sweep, number: int) -> str:
    """The last step of the path where it is short and says which, else a number."""
    last = [lever.path.rsplit(".", 1)[-1] for lever in sweep.levers]
    clear = len(set(last)) == len(last) and len(last[number - 1]) <= NARROW_LEVER
    if not sweep.levers[number - 1].is_ordered:
        return ""
    return last[number - 1] if clear else "lever" if len(last) == 1 else f"lever {number}"


def cell(point: Point, outcome: Outcome, currency: str) -> tuple[str, str]:
    """A mean and its 95% interval; a currency without a symbol is in the words above the table."""
    if outcome == ODDS:
        odds, low, high = (float(point.gate[key]) for key in ("pass_probability", "ci_low", "ci_high"))
        ends = (percent_in_interval(end, low, high).rstrip("%") for end in (low, high))
        return percent_in_interval(odds, low, high), f"{'-'.join(ends)}%"
    estimate, half = point.estimates[outcome.name], point.estimates[outcome.name].half_interval
    symbol = currency if currency in SYMBOLS else ""
    amount = amount_text(estimate.mean, half, outcome, symbol)
    if estimate.ci_low is None or estimate.ci_high is None:
        return amount, ""
    if is_constant(estimate.ci_low, estimate.ci_high):
        return amount, CONSTANT
    if outcome.unit == "money":
        return amount, money_ends(amount, estimate.ci_low, estimate.ci_high, symbol)
    ends = (amount_text(end, half, outcome, symbol) for end in (estimate.ci_low, estimate.ci_high))
    return amount, " to ".join(ends)
