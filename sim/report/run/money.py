"""Money of the page: means by year, and over the horizon with their intervals."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from sim.analysis.figures.percentile import INTERVALS, Percentile, fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.run.additional import sentence as parts_of_revenue
from sim.report.run.cells import (
    Grid,
    Row,
    Sentence,
    amount_range,
    calendar_heads,
    in_currency,
    mean_cell,
    median_cell,
    sum_cell,
)
from sim.report.run.verdict import months_text
from sim.report.tables.grid import add_heads, grid
from sim.report.tables.ranges import TOO_FEW
from sim.report.words.counting import counted
from sim.report.words.rounding import NEVER, fixed, money, money_with_interval, odds_with_interval, plain_percent
from sim.scenario.calendar import Calendar, calendar_in
from sim.scenario.schema import Finance
from sim.units import MONTHS_PER_YEAR

SUM = "sum"
SHOWN = ("recruited_revenue", "program_cost", "incremental_contribution")
LABELS = {
    "total_revenue": "All revenue",
    "recruited_revenue": "Recruited revenue",
    "commissions": "Referral fees",
    "revenue_shares": "Revenue shares",
    "resale_margin": "Resale margin",
    "program_cost": "Program cost",
    "program_contribution": "Program contribution",
    "incremental_contribution": "Incremental contribution",
    "incremental_cash": "Incremental cash",
}


def year_grid(summary: Mapping[str, Any]) -> Grid:
    """A row a span of years and a last one for the horizon, a column a flow of money: means.

    A span has the range of 8 futures in 10, the horizon the 95% interval of its mean.
    """
    currency = summary["currency"]
    *spans, whole = summary["years"]
    calendar = calendar_in(summary)
    rows = [
        Row(
            calendar.after(_dash(*months_of(span)), *months_of(span)),
            tuple(mean_cell(name, span, currency) for name in SHOWN),
        )
        for span in spans
    ]
    rows.append(Row(SUM, tuple(sum_cell(name, whole, currency) for name in SHOWN)))
    return Grid(("Months", *(LABELS[name] for name in SHOWN)), tuple(rows))


def flow_grid(summary: Mapping[str, Any]) -> Grid:
    """A column a span of years, a row a flow of money: means."""
    currency, spans = summary["currency"], summary["years"][:-1]
    labels = LABELS if "revenue_shares" not in spans[0]["money"] else LABELS | {"commissions": "Commissions"}
    rows = [
        Row(label, tuple(mean_cell(name, span, currency) for span in spans))
        for name, label in labels.items()
        if name in spans[0]["money"]
    ]
    heads = (in_currency("Money", currency), *(span_text(*months_of(span)) for span in spans))
    return Grid(heads, tuple(rows), calendar_heads(calendar_in(summary), map(months_of, spans)))


def months_of(span: Mapping[str, Any]) -> tuple[int, int]:
    """First and last month of a span of a summary."""
    return span["first_month"], span["last_month"]


def _dash(first: int, last: int) -> str:
    return f"{first}-{last}" if first < last else f"{last}"


def span_text(first: int, last: int) -> str:
    """``year 3``, ``years 3-5``; months where the last year is not a full one."""
    if last % MONTHS_PER_YEAR:
        return months_text(first, last)
    begin, end = (first - 1) // MONTHS_PER_YEAR + 1, last // MONTHS_PER_YEAR
    return f"year {end}" if begin == end else f"years {begin}-{end}"


def money_sentences(summary: Mapping[str, Any], finance: Finance) -> Iterator[Sentence]:
    """Over the horizon: what recruited revenue is made of, value, run-off, cash and payback."""
    totals, currency = summary["totals"], summary["currency"]
    yield Sentence("of_recruited", parts_of_revenue(summary["additional_or_taken"]["horizon"], currency))
    yield from _established(summary)
    rate = plain_percent(finance.discount_rate)
    yield Sentence("npv", f"Net present value at {rate} a year (mean): {_mean(totals['npv'], currency)}.")
    yield Sentence(
        "npv_of_runoff",
        f"Run-off of {counted(finance.runoff_months, 'month')}, not simulated: "
        f"{_mean(totals['npv_of_runoff'], currency)} on top ({runoff_words(finance)}).",
    )
    yield Sentence("cash", f"{_trough(totals['cash_trough'], currency)} {_payback(summary)}")


def _established(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """The share of customers from day 0, and what becomes of them without the program; where there are any."""
    gate, metric = summary["gate"], summary["metrics"].get("established_share")
    if metric is None or not gate["revenue"]["has_own"]:
        return
    cell = median_cell("established_share", metric, gate["month"], summary["currency"])
    spread = "" if cell.spread == TOO_FEW else f" ({cell.spread})"
    month = f"{gate['month']}{calendar_in(summary).beside(gate['month'])}"
    yield Sentence(
        "established",
        f"Established partners: {cell.text}{spread} of revenue at month {month} is of customers that are there "
        "on day 0, part of the sourced share and of recruited revenue. Without the program, which then ends on day 0, "
        "they leave as a departed partner's customers do.",
    )


def runoff_words(finance: Finance) -> str:
    """What the run-off assumes."""
    expansion = finance.runoff_expansion
    growth = f"{plain_percent(expansion)} of expansion" if expansion else "no expansion"
    return f"no new sales, {growth}, churn as before, {plain_percent(finance.runoff_cost_share)} of program cost"


def _mean(amount: Mapping[str, Any], currency: str) -> str:
    ends = amount["intervals"]["mean"]
    return money_with_interval(amount["mean"], ends["ci_low"], ends["ci_high"], currency)


def _trough(total: Mapping[str, Any], currency: str) -> str:
    middle = Percentile(total["p50"], **total["intervals"]["p50"])
    spread = amount_range(total, currency)
    beside = "" if spread == TOO_FEW else f" ({spread})"
    return f"Cash trough (median): {money(middle.value, currency, middle.half_interval)}{beside}."


def _payback(summary: Mapping[str, Any]) -> str:
    """How many futures pay back, and the median month where most do."""
    payback = summary["totals"]["payback_month"]
    reached = payback["reached"]
    odds = odds_with_interval(reached["share"], reached["ci_low"], reached["ci_high"])
    calendar, months = calendar_in(summary), summary["months"]
    middle = "" if payback["p50"] is None else f" (median: {_labelled(payback['p50'], calendar)})"
    return f"Payback by month {months}{calendar.beside(months)}: {odds}{middle}."


def value_table(summary: Mapping[str, Any], finance: Finance) -> Table:
    """Cash trough, net present values and payback: 10th, 50th and 90th percentile."""
    rate = plain_percent(finance.discount_rate)
    rows = (
        ("cash_trough", "Cash trough"),
        ("npv", f"Net present value at {rate} a year"),
        ("npv_of_runoff", f"Run-off of {counted(finance.runoff_months, 'month')}"),
        ("npv_with_runoff", "Net present value with run-off"),
    )
    table = grid("left", "right", "right", "right")
    add_heads(table, ["Whole horizon", "1 in 10 below", "middle", "1 in 10 above"])
    for name, label in rows:
        total = summary["totals"][name]
        table.add_row(label, *(_amount(total, level, summary["currency"]) for level in INTERVALS))
    payback, calendar = summary["totals"]["payback_month"], calendar_in(summary)
    cells = (_month(payback[level], level, summary["runs"], calendar) for level in INTERVALS)
    table.add_row("Payback month", *cells)
    return table


def _amount(total: Mapping[str, Any], level: str, currency: str) -> str:
    percentile = Percentile(total[level], **total["intervals"][level])
    if level != "p50" and not percentile.is_known:
        return TOO_FEW
    return money(percentile.value, currency, percentile.half_interval)


def _month(month: float | None, level: str, runs: int, calendar: Calendar) -> str:
    if level != "p50" and runs < fewest_runs(LEVELS[level]):
        return TOO_FEW
    return NEVER if month is None else f"month {_labelled(month, calendar)}"


def _labelled(month: float, calendar: Calendar) -> str:
    """A month as printed, with its label: ``30 Dec FY3``."""
    printed = fixed(month, 0)
    return calendar.after(printed, int(printed))
