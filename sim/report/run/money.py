"""Money of the page: means by year, and over the horizon with their intervals."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from sim.analysis.figures.percentile import INTERVALS, Percentile, fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.run.additional import in_short as parts_in_short
from sim.report.run.additional import sentence as parts_of_revenue
from sim.report.run.bridge import LIST, bridge_sentences, has_margins
from sim.report.run.cells import (
    Grid,
    Row,
    Sentence,
    amount_range,
    calendar_heads,
    has_day_0,
    in_currency,
    mean_cell,
    median_cell,
    program_revenue,
    sum_cell,
)
from sim.report.run.pay import pay_sentences
from sim.report.run.tiers import tier_sentences
from sim.report.run.verdict import months_text
from sim.report.tables.grid import add_heads, grid
from sim.report.tables.ranges import TOO_FEW
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import NEVER, fixed, money, money_with_interval, odds_with_interval, plain_percent
from sim.scenario.calendar import Calendar, calendar_in
from sim.scenario.schema import Finance, Scenario
from sim.units import MONTHS_PER_YEAR

SUM = "sum"
ESTABLISHED = "established_revenue"
SHOWN = ("recruited_revenue", "program_cost", "incremental_contribution")
LABELS = {
    "total_revenue": "All revenue",
    LIST: "At list price",
    "resale_margin": "Resale margin",
    "distributor_margin": "Distributor's margin",
    "recruited_revenue": "Recruited revenue",
    ESTABLISHED: "- there on day 0",
    "commissions": "Referral fees",
    "revenue_shares": "- of which shares",
    "services_fees": "Fees on services",
    "bonuses": "Bonuses",
    "rebates": "Rebates",
    "rebate_funds": "Rebates as funds",
    "rebates_lost": "Rebates not got back",
    "clawed_back": "Taken back",
    "fees_lost": "Not got back",
    "partner_fees": "Fees of partners",
    "shortfall": "Owed up to minimum",
    "partner_cost_of_goods": "Cost of goods",
    "support_borne": "Support borne",
    "program_cost": "Program cost",
    "program_contribution": "Program contribution",
    "incremental_contribution": "Incremental contribution",
    "incremental_cash": "Incremental cash",
}
"""What begins with a dash is a part of the row above."""


def labels_in(summary: Mapping[str, Any]) -> dict[str, str]:
    """Flows of money by name, in their order, with what the page calls them."""
    flows = summary["years"][0]["money"]
    labels = LABELS if "revenue_shares" not in flows else LABELS | {"commissions": "Commissions"}
    if not has_margins(flows):
        labels = {name: label for name, label in labels.items() if name != LIST}
    if not has_day_0(summary):
        return {name: label for name, label in labels.items() if name != ESTABLISHED}
    return labels | {"recruited_revenue": program_revenue(summary).capitalize()}


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
    labels = labels_in(summary)
    return Grid(("Months", *(labels[name] for name in SHOWN)), tuple(rows))


def flow_grid(summary: Mapping[str, Any]) -> Grid:
    """A column a span of years, a row a flow of money: means."""
    currency, spans = summary["currency"], summary["years"][:-1]
    rows = [
        Row(label, tuple(mean_cell(name, span, currency) for span in spans))
        for name, label in labels_in(summary).items()
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


def money_sentences(scenario: Scenario, summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Over the horizon: what recruited revenue is made of, pay, how it adds up, value, run-off, cash and payback."""
    totals, currency, finance = summary["totals"], summary["currency"], scenario.finance
    yield from _established(summary)
    span, name = summary["additional_or_taken"]["horizon"], program_revenue(summary)
    yield Sentence("of_recruited", parts_of_revenue(span, currency, name), parts_in_short(span, currency, name))
    yield from pay_sentences(summary)
    yield from bridge_sentences(scenario, summary, labels_in(summary))
    yield from tier_sentences(summary)
    rate = plain_percent(finance.discount_rate)
    yield Sentence("npv", f"Net present value at {rate} a year (mean): {_mean(totals['npv'], currency)}.")
    runoff = (
        f"Run-off of {counted(finance.runoff_months, 'month')}, not simulated: "
        f"{_mean(totals['npv_of_runoff'], currency)} on top"
    )
    yield Sentence("npv_of_runoff", f"{runoff} ({runoff_words(finance)}).", f"{runoff}.")
    trough = _trough(totals["cash_trough"], currency)
    yield Sentence("cash", f"{trough} {_payback(summary)}", f"{trough} {_payback(summary, with_median=False)}")


def _established(summary: Mapping[str, Any]) -> Iterator[Sentence]:
    """Of program revenue that of customers from day 0, by span and in all, and its share at the gate."""
    if not has_day_0(summary):
        return
    currency, gate = summary["currency"], summary["gate"]
    spans, whole = summary["years"][:-1], summary["years"][-1]
    by_row = listed([mean_cell(ESTABLISHED, span, currency).text for span in spans])
    rows = f"{by_row} by row, " if len(spans) > 1 else ""
    at_gate = ""
    if gate["revenue"]["has_own"]:
        cell = median_cell("established_share", summary["metrics"]["established_share"], gate["month"], currency)
        spread = "" if cell.spread == TOO_FEW else f" ({cell.spread})"
        month = f"{gate['month']}{calendar_in(summary).beside(gate['month'])}"
        at_gate = f"; {cell.text}{spread} of revenue at month {month}"
    yield Sentence(
        "established",
        f"Customers there on day 0 bring {rows}{sum_cell(ESTABLISHED, whole, currency).text} in all{at_gate}.",
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


def _payback(summary: Mapping[str, Any], *, with_median: bool = True) -> str:
    """How many futures pay back, and the median month where most do."""
    payback = summary["totals"]["payback_month"]
    reached = payback["reached"]
    odds = odds_with_interval(reached["share"], reached["ci_low"], reached["ci_high"])
    calendar, months = calendar_in(summary), summary["months"]
    is_said = with_median and payback["p50"] is not None
    middle = "" if not is_said else f" (median: {_labelled(payback['p50'], calendar)})"
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
