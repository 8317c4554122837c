"""Money of the page: by year, and over the whole horizon."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.analysis.figures.percentile import INTERVALS, Percentile, fewest_runs, percentiles
from sim.analysis.figures.quantiles import LEVELS
from sim.experiment.ensemble import Ensemble
from sim.report.tables.grid import add_heads, grid
from sim.report.tables.ranges import LABEL_WIDTH, TOO_FEW, add_ranges
from sim.report.words.counting import counted
from sim.report.words.rounding import NEVER, money, plain_percent
from sim.units import MONTHS_PER_YEAR

YEARS_SHOWN = 4
YEARLY = (
    ("commissions", "Referral fees"),
    ("resale_margin", "Resale margin"),
    ("program_cost", "Program cost"),
    ("program_contribution", "Program contrib."),
    ("incremental_contribution", "Incremental"),
)
MEANING = (
    "Program contribution: recruited partners' revenue less cost of goods, fees and program cost. "
    "Incremental: the company with the program less the same company without it; cash and "
    "net present value are of this difference."
)


def year_spans(months: int) -> list[tuple[int, int]]:
    """First and last month of the full years shown; of what there is where there is no full year."""
    years = min(months // MONTHS_PER_YEAR, YEARS_SHOWN)
    return [(12 * year + 1, 12 * year + 12) for year in range(years)] or [(1, months)]


def yearly_table(ensemble: Ensemble, currency: str) -> Table:
    """Flows summed over each year, and cumulative cash at its end: medians, and p10 to p90 below."""
    spans = year_spans(ensemble.months)
    table = grid("left", *["right"] * len(spans))
    table.columns[0].min_width = LABEL_WIDTH
    heads = [f"year {last // 12}" if last % 12 == 0 else f"months 1-{last}" for _, last in spans]
    add_heads(table, ["Money", *heads])
    for name, label in YEARLY:
        values = ensemble.values(name)
        columns = [percentiles(values[:, first - 1 : last].sum(axis=1), ensemble.worlds) for first, last in spans]
        add_ranges(table, label, columns, "money", currency)
    cash = ensemble.values("cumulative_cash")
    columns = [percentiles(cash[:, last - 1], ensemble.worlds) for _, last in spans]
    add_ranges(table, "Cumulative cash", columns, "money", currency)
    return table


def totals_table(ensemble: Ensemble, summary: Mapping[str, Any]) -> Table:
    """Cash trough, payback and net present value: 10th, 50th and 90th percentile."""
    finance = ensemble.scenario.finance
    rate = plain_percent(finance.discount_rate)
    rows = (
        ("cash_trough", "Cash trough (lowest cumulative)"),
        ("npv", f"Net present value at {rate} a year"),
        ("npv_with_runoff", f"- with {finance.runoff_months} months of run-off after it"),
    )
    table = grid("left", "right", "right", "right")
    add_heads(table, ["Whole horizon", "1 in 10 below", "middle", "1 in 10 above"])
    for name, label in rows:
        total = summary["totals"][name]
        cells = [_amount(_percentile(total, level), level, summary["currency"]) for level in INTERVALS]
        table.add_row(label, cells[0], Text(cells[1], style="bold"), cells[2])
    payback = summary["totals"]["payback_month"]
    cells = [_month(payback[level], level, ensemble.runs) for level in INTERVALS]
    table.add_row("Payback month", cells[0], Text(cells[1], style="bold"), cells[2])
    return table


def _percentile(total: Mapping[str, Any], level: str) -> Percentile:
    return Percentile(total[level], **total["intervals"][level])


def _amount(percentile: Percentile, level: str, currency: str) -> str:
    if level != "p50" and not percentile.is_known:
        return TOO_FEW
    return money(percentile.value, currency, percentile.half_interval)


def _month(month: float | None, level: str, runs: int) -> str:
    if level != "p50" and runs < fewest_runs(LEVELS[level]):
        return TOO_FEW
    return NEVER if month is None else f"month {month:.0f}"


def never_line(summary: Mapping[str, Any]) -> str:
    """Share of futures that never pay back inside the horizon."""
    share = summary["totals"]["payback_month"]["share_never"]
    return f"{plain_percent(round(share, 2))} of futures do not pay back within {counted(summary['months'], 'month')}."
