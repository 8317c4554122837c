"""Tables of the run page: metrics at year ends, and the odds by month."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.report.run.cells import Grid, Row, calendar_heads, in_currency, median_cell
from sim.report.run.months import odds_cell
from sim.report.tables.grid import add_dim, add_heads, grid
from sim.report.tables.ranges import shown_months
from sim.scenario.calendar import calendar_in

ODDS_EVERY = 6
MOST_ODDS = 10

FAN_ROWS = (
    ("sourced_share", "Sourced share"),
    ("roster_share", "- before program"),
    ("additional_share", "Additional share"),
    ("active_partners", "Active partners"),
    ("signed_partners", "Signed partners"),
    ("partner_revenue", "Partner revenue"),
    ("total_revenue", "All revenue"),
)


def fan_grid(summary: Mapping[str, Any]) -> Grid:
    """Medians by month; without shares where the company has no revenue of its own."""
    months = shown_months(summary["months"], summary["gate"]["month"])
    has_share, currency = summary["gate"]["revenue"]["has_own"], summary["currency"]
    rows = [
        Row(label, tuple(median_cell(name, summary["metrics"][name], month, currency) for month in months))
        for name, label in FAN_ROWS
        if has_share or summary["metrics"][name]["unit"] != "share"
    ]
    labels = calendar_heads(calendar_in(summary), [(month, month) for month in months])
    return Grid((in_currency("Month", currency), *map(str, months)), tuple(rows), labels)


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
    cells = [odds_cell(summary, month).text for month in months]
    table = grid("left", *["right"] * len(months))
    add_heads(table, ["Month", *map(str, months)])
    labels = calendar_heads(calendar_in(summary), [(month, month) for month in months])
    if labels:
        add_dim(table, labels)
    styles = ["bold" if month == gate else "" for month in months]
    table.add_row("Odds", *[Text(cell, style=style) for cell, style in zip(cells, styles, strict=True)])
    return table
