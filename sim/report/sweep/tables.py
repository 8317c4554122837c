"""The table of a sweep's points, for 80 columns."""

from rich.table import Table
from rich.text import Text

from sim.analysis.figures.outcomes import INCREMENTAL_CONTRIBUTION, ODDS
from sim.analysis.sweep.measures import MEASURES
from sim.analysis.sweep.point import Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import row_text, short_name
from sim.report.tables.grid import add_heads, grid
from sim.report.words.outcomes import column_head
from sim.report.words.rounding import money, money_range, percent_in_interval

NARROW_LEVER = 7
"""Most characters of a name at the head of a lever's column."""
WIDE_LEVER = 4
"""Beyond it columns stand one space apart."""
WIDEST_LEVER = 7
"""Beyond it a column is left out of the table; the files have it."""
LEFT_OUT = INCREMENTAL_CONTRIBUTION


def points_table(sweep: Sweep) -> Table:
    """One point a row, its intervals below; a second lever stands below the first."""
    levers = sweep.levers
    texts = [[row_text(lever, v) for lever, v in zip(levers, point.values, strict=True)] for point in sweep.points]
    heads = [head_of(sweep, number) for number in range(1, len(levers) + 1)]
    widest = max(len(text) for row in (*texts, heads) for text in row)
    shown = [each for each in MEASURES if each.unit == "money" and (widest <= WIDEST_LEVER or each is not LEFT_OUT)]
    table = grid(*["right"] * (2 + len(shown)), gap=1)
    if widest > WIDE_LEVER:
        table.padding = (0, 1, 0, 0)
    add_heads(table, ["\n".join(heads), *map(column_head, (ODDS, *shown))])
    for point, values in zip(sweep.points, texts, strict=True):
        odds, odds_range = _odds(point)
        cells = [_money(point.estimates[each.name], sweep.scenario.currency) for each in shown]
        table.add_row(values[0], Text(odds, style="bold"), *[Text(mean, style="bold") for mean, _ in cells])
        table.add_row("".join(values[1:]), Text(odds_range, style="dim"), *[Text(e, style="dim") for _, e in cells])
    return table


def head_of(sweep: Sweep, number: int) -> str:
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
    amount = money(estimate.mean, currency, estimate.half_interval)
    if estimate.ci_low is None or estimate.ci_high is None:
        return amount, ""
    return amount, money_range(estimate.ci_low, estimate.ci_high)
