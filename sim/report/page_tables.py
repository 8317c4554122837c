"""Tables of the page: aligned text without boxes, for 80 columns and for terminals without colour."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.analysis.percentile import INTERVALS, Percentile
from sim.report.rounding import (
    count,
    money,
    money_range,
    percent_in_interval,
    plain_percent,
)

MONTHS_SHOWN = (12, 24, 36, 48)
ODDS_EVERY = 6
MOST_ODDS = 10
TOO_FEW = "-"
"""In the place of a tail that the number of runs cannot support."""
LABEL_WIDTH = 16
"""Room for the first column, so that four columns of ranges fit 80 characters."""

FAN_ROWS = (
    ("sourced_share", "Partner share"),
    ("roster_share", "- before program"),
    ("additional_share", "Additional share"),
    ("active_partners", "Active partners"),
    ("signed_partners", "Signed partners"),
    ("partner_revenue", "Partner revenue"),
    ("total_revenue", "All revenue"),
)


def grid(*justify: str) -> Table:
    """A table of columns two spaces apart, without lines."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for side in justify:
        if side == "right":
            table.add_column(justify="right", no_wrap=True)
        else:
            table.add_column(justify="left", overflow="fold")
    return table


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and what is said of them."""
    table = grid("left", "left")
    table.columns[0].no_wrap = True
    for name, said in rows:
        table.add_row(Text(name, style="dim"), Text(said))
    return table


def shown_months(last: int) -> list[int]:
    """Months of the table: years one to four where they lie inside the horizon, else its end."""
    return [month for month in MONTHS_SHOWN if month <= last] or [last]


def fan_table(summary: Mapping[str, Any]) -> Table:
    """Medians by month, and below each the 10th to the 90th percentile."""
    months = shown_months(summary["months"])
    table = grid("left", *["right"] * len(months))
    table.columns[0].min_width = LABEL_WIDTH
    table.add_row(Text("Month", style="dim"), *[Text(str(month), style="dim") for month in months])
    for name, label in FAN_ROWS:
        metric = summary["metrics"][name]
        columns = [percentiles_in(metric, month) for month in months]
        add_ranges(table, label, columns, metric["unit"], summary["currency"])
    return table


def percentiles_in(metric: Mapping[str, Any], month: int) -> dict[str, Percentile]:
    """The percentiles of a metric of a summary at a month close."""
    return {
        name: Percentile(metric[name][month - 1], *(ends[month - 1] for ends in metric["intervals"][name].values()))
        for name in INTERVALS
    }


def add_ranges(table: Table, label: str, columns: Sequence[Mapping[str, Percentile]], unit: str, currency: str) -> None:
    """Two lines: the medians, and ``p10 to p90`` where the runs can tell them, of one quantity."""
    cells = [median_and_range(percentiles, unit, currency) for percentiles in columns]
    table.add_row(Text(label), *[Text(median, style="bold") for median, _ in cells])
    table.add_row("", *[Text(spread, style="dim") for _, spread in cells])


def median_and_range(percentiles: Mapping[str, Percentile], unit: str, currency: str) -> tuple[str, str]:
    """The median, and ``p10 to p90`` where the runs can tell them."""
    low, middle, high = (percentiles[name] for name in INTERVALS)
    median = in_unit(middle.value, middle.half_interval, unit, currency)
    if not (low.is_known and high.is_known):
        return median, TOO_FEW
    if unit == "money":
        return median, money_range(low.value, high.value, (low.half_interval, high.half_interval))
    ends = (in_unit(end.value, end.half_interval, unit, currency) for end in (low, high))
    return median, " to ".join(ends)


def in_unit(value: float, half: float, unit: str, currency: str) -> str:
    """A value of a metric as people read it."""
    if unit == "share":
        return percent_in_interval(value, value - half, value + half) if half > 0 else plain_percent(value)
    return money(value, currency, half) if unit == "money" else count(value)


def odds_months(months: int, gate_month: int) -> list[int]:
    """Half-years, years where those are too many, and always the gate and the horizon."""
    step = ODDS_EVERY
    while months // step > MOST_ODDS - 2:
        step += ODDS_EVERY
    return sorted({*range(step, months + 1, step), gate_month, months})


def odds_table(summary: Mapping[str, Any]) -> Table:
    """Odds by month: the month above, the odds below."""
    gate = summary["gate"]["month"]
    months = odds_months(summary["months"], gate)
    interval = summary["pass_probability_ci_by_month"]
    cells = [
        percent_in_interval(
            summary["pass_probability_by_month"][month - 1],
            interval["ci_low"][month - 1],
            interval["ci_high"][month - 1],
            coarse=True,
        )
        for month in months
    ]
    table = grid("left", *["right"] * len(months))
    table.add_row(Text("Month", style="dim"), *[Text(str(month), style="dim") for month in months])
    styles = ["bold" if month == gate else "" for month in months]
    table.add_row("Odds", *[Text(cell, style=style) for cell, style in zip(cells, styles, strict=True)])
    return table
