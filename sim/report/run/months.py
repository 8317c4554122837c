"""By month: odds, share, active partners and all revenue, and on day 0 where partners are there then."""

from collections.abc import Mapping
from typing import Any

from sim.report.run.cells import Cell, Grid, Row, day_0_cell, has_day_0, median_cell
from sim.report.words.rounding import percent
from sim.scenario.calendar import calendar_in

GATE = " gate"
DAY_0 = "day 0"
SHARE_LABELS = {"sourced_share": "Sourced share", "credited_share": "Credited share"}


def month_grid(summary: Mapping[str, Any], months: list[int]) -> Grid:
    """A row a month; without odds and share where the company has no revenue of its own."""
    gate, currency = summary["gate"], summary["currency"]
    columns = {
        gate["measure"]: SHARE_LABELS[gate["measure"]],
        "active_partners": "Active partners",
        "total_revenue": "All revenue of month",
    }
    has_share = gate["revenue"]["has_own"]
    if not has_share:
        del columns[gate["measure"]]
    rows, calendar = [], calendar_in(summary)
    if has_day_0(summary):
        odds = (day_0_cell("odds", summary),) if has_share else ()
        rows.append(Row(DAY_0, (*odds, *(day_0_cell(name, summary) for name in columns))))
    for month in months:
        odds = (odds_cell(summary, month),) if has_share else ()
        cells = (median_cell(name, summary["metrics"][name], month, currency) for name in columns)
        label = calendar.after(f"{month}", month)
        rows.append(Row(f"{label}{GATE}" if month == gate["month"] else label, (*odds, *cells)))
    return Grid(("Month", *(("Odds",) if has_share else ()), *columns.values()), tuple(rows))


def odds_cell(summary: Mapping[str, Any], month: int) -> Cell:
    """The odds of the gate's rule at a month close, in whole percent."""
    return Cell("odds", "share of futures", month, month, percent(summary["pass_probability_by_month"][month - 1]))
