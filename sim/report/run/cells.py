"""The parts of a page's content: printed figures, tables of them, and sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.analysis.figures.intervals import half_width
from sim.analysis.figures.percentile import INTERVALS, Percentile
from sim.report.tables.ranges import TOO_FEW, median_and_range
from sim.report.words.rounding import (
    SYMBOLS,
    money,
    money_range,
    money_with_interval,
    percent,
)
from sim.scenario.calendar import Calendar

RECRUITED = "recruited revenue"
Statistic = Literal["share of futures", "median", "mean", "day 0"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as printed, with the range of 8 futures in 10 where the quantity has one."""

    quantity: str
    """Name of the metric or total, or ``odds``."""
    statistic: Statistic
    first_month: int
    last_month: int
    """Both the same for a stock or a share."""
    text: str
    spread: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: heads of all its columns, that of the labels first."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    calendar: tuple[str, ...] = ()
    """Below the heads the label of each column's months, where a calendar is stated."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said of one thing, complete with its figures."""

    name: str
    text: str
    short: str | None = None
    """What is said instead on a page without room for all, nothing where it is empty; None says the same."""


def has_day_0(summary: Mapping[str, Any]) -> bool:
    """Whether partners are there on day 0: recruited revenue is then that of theirs too."""
    return "day_0" in summary


def program_revenue(summary: Mapping[str, Any]) -> str:
    """What the page calls recruited revenue."""
    return "program revenue" if has_day_0(summary) else RECRUITED


def day_0_cell(quantity: str, summary: Mapping[str, Any]) -> Cell:
    """A figure of day 0 beside those of months; empty where it is not known then."""
    day_0, unit = summary["day_0"], unit_in_cells(summary["currency"])
    revenue = day_0["revenue"]
    figures = {
        "sourced_share": lambda: percent(day_0["sourced_share"], 1),
        "roster_share": lambda: percent(day_0["roster_share"], 1),
        "established_share": lambda: percent(day_0["established_share"], 1),
        "active_partners": lambda: "" if day_0["active_partners"] is None else f"{day_0['active_partners']:,}",
        "signed_partners": lambda: f"{day_0['partners']:,}",
        "partner_revenue": lambda: money(revenue["roster"] + revenue["partners"], unit),
        "total_revenue": lambda: money(sum(revenue.values()), unit),
    }
    return Cell(quantity, "day 0", 0, 0, figures[quantity]() if quantity in figures else "")


def calendar_heads(calendar: Calendar, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The labels below the heads of columns of months, and nothing below the head of the row labels."""
    return ("", *(calendar.span(*span) for span in spans)) if calendar.is_stated else ()


def unit_in_cells(currency: str) -> str:
    """The currency as cells show it: its symbol, or nothing, where the head of the table names the currency."""
    return currency if currency in SYMBOLS else ""


def in_currency(label: str, currency: str) -> str:
    """A head over amounts: with the name of a currency that has no symbol."""
    return label if currency in SYMBOLS else f"{label}, {currency}"


def median_cell(quantity: str, metric: Mapping[str, Any], month: int, currency: str) -> Cell:
    """The median of a metric of a summary at a month close."""
    text, spread = median_and_range(percentiles_in(metric, month), metric["unit"], unit_in_cells(currency))
    return Cell(quantity, "median", month, month, text, spread)


def percentiles_in(metric: Mapping[str, Any], month: int) -> dict[str, Percentile]:
    """The percentiles of a metric of a summary at a month close."""
    return {
        name: Percentile(metric[name][month - 1], *(ends[month - 1] for ends in metric["intervals"][name].values()))
        for name in INTERVALS
    }


def mean_cell(quantity: str, span: Mapping[str, Any], currency: str) -> Cell:
    """The mean of a flow of money over a span, with the range of 8 futures in 10."""
    amount = span["money"][quantity]
    return Cell(
        quantity, "mean", span["first_month"], span["last_month"], _mean(amount, currency), amount_range(amount)
    )


def sum_cell(quantity: str, span: Mapping[str, Any], currency: str) -> Cell:
    """The same with the 95% interval of the mean in its text, which has no symbol, as ranges in cells."""
    amount = span["money"][quantity]
    ends = amount["intervals"]["mean"]
    text = money_with_interval(amount["mean"], ends["ci_low"], ends["ci_high"], unit_in_cells(currency), ends_in="")
    return Cell(quantity, "mean", span["first_month"], span["last_month"], text)


def _mean(amount: Mapping[str, Any], currency: str) -> str:
    return money(amount["mean"], unit_in_cells(currency), half_width(*amount["intervals"]["mean"].values()))


def amount_range(amount: Mapping[str, Any], currency: str = "") -> str:
    """p10 to p90 of an amount of money, each rounded by its own interval; a dash where the runs are too few."""
    low, high = (Percentile(amount[level], **amount["intervals"][level]) for level in ("p10", "p90"))
    if not (low.is_known and high.is_known):
        return TOO_FEW
    return money_range(low.value, high.value, currency, (low.half_interval, high.half_interval))
