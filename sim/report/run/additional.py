"""The block "Additional or taken?" of the page: gross, what direct sales lose, net."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.tables.grid import add_dim, grid
from sim.report.words.counting import listed
from sim.report.words.rounding import SYMBOLS, digit_of, fixed, money, money_range, plain_money
from sim.scenario.calendar import calendar_in

ROWS = (
    ("recruited_revenue", "Recruited revenue"),
    ("taken_revenue", "less taken from direct"),
    ("overload_revenue", "less lost to overload"),
    ("additional_revenue", "Additional revenue"),
    ("gross_incremental_contribution", "Program contribution"),
    ("taken_contribution", "less taken from direct"),
    ("avoided_acquisition_cost", "plus acquisition saved"),
    ("overload_contribution", "less lost to overload"),
    ("incremental_contribution", "Incremental"),
)
NET = ("additional_revenue", "incremental_contribution")
MEANING = (
    "Taken: direct sales would have won the deal anyway, later. Overload: the direct team's time went to partner "
    "work. The cost of acquiring a taken deal is saved at once, its revenue is lost over years: net present value "
    "with run-off includes both."
)


def additional_block(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The table of the twelve months to the gate and of all months, what it means, and one sentence."""
    spans = list(summary["additional_or_taken"].values())
    if _months(spans[0]) == _months(spans[1]):
        spans = spans[1:]
    tails = summary["runs"] >= fewest_runs(LEVELS["p10"])
    yield _table(spans, summary, tails=tails)
    yield Text(sentence(spans[-1], summary["currency"]))
    yield Text(MEANING, style="dim")


def _months(span: Mapping[str, Any]) -> str:
    return f"months {span['first_month']}-{span['last_month']}"


def _table(spans: list[Mapping[str, Any]], summary: Mapping[str, Any], *, tails: bool) -> Table:
    """Means with their 95% intervals; below each net line the range of 8 futures in 10, where ``tails`` are known."""
    currency, calendar = summary["currency"], calendar_in(summary)
    table = grid("left", *["right"] * (2 * len(spans)))
    table.columns[0].no_wrap = True
    when = [cell for span in spans for cell in ("", _months(span))]
    what = ["mean" if currency in SYMBOLS else f"mean, {currency}", "95% interval"] * len(spans)
    labels = [cell for span in spans for cell in ("", calendar.span(span["first_month"], span["last_month"]))]
    below = [("", *labels)] if calendar.is_stated else []
    for cells in (("Additional or taken?", *when), *below, ("", *what)):
        add_dim(table, cells)
    for name, label in ROWS:
        figures = [span["money"][name] for span in spans]
        style = "bold" if name in NET else ""
        said = [Text(cell, style=style) for figure in figures for cell in _cells(figure, currency)]
        table.add_row(Text(label, style=style), *said)
        ranges = [cell for figure in figures for cell in ("", _range(figure["p10"], figure["p90"]))]
        if tails and name in NET and any(ranges):
            add_dim(table, ["  8 futures in 10", *ranges])
    return table


def _cells(figure: Mapping[str, float | None], currency: str) -> tuple[str, str]:
    mean, low, high = (figure[name] or 0.0 for name in ("mean", "ci_low", "ci_high"))
    half = 0.0 if figure["ci_low"] is None else (high - low) / 2
    said = money(mean, currency, half) if currency in SYMBOLS else plain_money(mean, half)
    return said, "" if figure["ci_low"] is None else _range(low, high)


def _range(low: float | None, high: float | None) -> str:
    """``1.2 to 3.4M``; nothing where both ends are one."""
    return "" if low is None or high is None or low == high else money_range(low, high)


def sentence(span: Mapping[str, Any], currency: str) -> str:
    """Of each 1.00 of recruited partners' revenue, what is additional, taken and lost to overload."""
    parts = span["of_recruited"]
    if parts is None:
        return f"Recruited partners bring no revenue in {_months(span)}."
    places = _places(parts)
    taken, overload = (Decimal(fixed(parts[name]["share"], places)) for name in ("taken", "overload"))
    additional = 1 - taken - overload
    unit = SYMBOLS.get(currency, f"{currency} ")
    lost = [
        f"{_amount(amount, exact, places, unit)} {words}"
        for amount, exact, words in (
            (taken, parts["taken"]["share"], "direct sales would have won anyway"),
            (overload, parts["overload"]["share"], "they lose to partner work"),
        )
        if exact
    ]
    each = f"each {unit}{fixed(1, places)} of recruited revenue"
    if additional < 0:
        return f"For {each} direct sales lose more: {listed(lost)}."
    return f"Of {each}, {listed([f'{unit}{additional} is additional', *lost])}."


def _places(parts: Mapping[str, Mapping[str, float | None]]) -> int:
    """One or two decimals, by the widest of the intervals."""
    halves = [((part["ci_high"] or 0.0) - (part["ci_low"] or 0.0)) / 2 for part in parts.values()]
    widest = max(halves)
    return min(max(digit_of(widest), 1), 2) if widest > 0 else 2


def _amount(amount: Decimal, exact: float, places: int, unit: str) -> str:
    least = 10.0**-places
    if 0 < exact < least / 2:
        return f"less than {unit}{fixed(least, places)}"
    return f"{unit}{amount}"
