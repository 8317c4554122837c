"""Tables of the run page: metrics at year ends, and the odds by month."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.report.run.cells import (
    Grid,
    Row,
    calendar_heads,
    day_0_cell,
    has_day_0,
    in_currency,
    median_cell,
    unit_in_cells,
)
from sim.report.run.months import DAY_0, odds_cell
from sim.report.tables.grid import add_dim, add_heads, grid
from sim.report.tables.ranges import shown_months
from sim.report.words.counting import counted
from sim.report.words.rounding import fixed, money
from sim.scenario.calendar import calendar_in

DAY_0_ROWS = {
    "direct": "Direct",
    "inbound": "Inbound",
    "roster": "Informal partners",
    "partners": "Program's partners",
}
ODDS_EVERY = 6
MOST_ODDS = 10

FAN_ROWS = (
    ("sourced_share", "Sourced share"),
    ("roster_share", "- before program"),
    ("established_share", "- there on day 0"),
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
    before = (DAY_0,) if has_day_0(summary) else ()
    rows = [
        Row(
            label,
            (
                *(day_0_cell(name, summary) for _ in before),
                *(median_cell(name, summary["metrics"][name], month, currency) for month in months),
            ),
        )
        for name, label in FAN_ROWS
        if name in summary["metrics"] and (has_share or summary["metrics"][name]["unit"] != "share")
    ]
    labels = calendar_heads(calendar_in(summary), [(month, month) for month in months])
    labels = (*labels[:1], *("" for _ in before), *labels[1:]) if labels else labels
    return Grid((in_currency("Month", currency), *before, *map(str, months)), tuple(rows), labels)


def day_0_table(summary: Mapping[str, Any]) -> Table:
    """ARR and revenue of a month on day 0, by channel and of the program's partners."""
    day_0, currency = summary["day_0"], summary["currency"]
    unit, revenue = unit_in_cells(currency), day_0["revenue"]
    table = grid("left", "right", "right")
    add_heads(table, [in_currency("On day 0", currency), "ARR at list", "booked, / 12"])
    for name, label in DAY_0_ROWS.items():
        table.add_row(label, money(day_0["arr"][name], unit), money(revenue[name], unit))
    table.add_row("All", money(sum(day_0["arr"].values()), unit), money(sum(revenue.values()), unit))
    return table


def day_0_words(summary: Mapping[str, Any]) -> str:
    """Partners and customers on day 0, and what is a mean of it."""
    day_0 = summary["day_0"]
    known = day_0["active_partners"]
    active = "" if known is None else f", {known:,} of them active"
    drawn = " (customers and their ARR are drawn: means over futures)" if day_0["is_mean"] else ""
    customers = f"{fixed(day_0['customers'], 1 if day_0['is_mean'] else 0)} customers"
    return f"{counted(day_0['partners'], 'partner')} in force{active}; {customers} of partners{drawn}."


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
