"""The block "Additional or taken?" of the page: gross, what direct sales lose, net."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.percentile import fewest_runs
from sim.analysis.figures.quantiles import LEVELS
from sim.report.run.cells import RECRUITED, program_revenue
from sim.report.tables.grid import add_dim, grid
from sim.report.words.counting import listed
from sim.report.words.rounding import SYMBOLS, digit_of, fixed, money, money_ends, money_range, plain_money
from sim.scenario.calendar import calendar_in

ROWS = (
    ("recruited_revenue", "Recruited revenue"),
    ("orphan_revenue", "less there without it"),
    ("taken_revenue", "less taken from direct"),
    ("overload_revenue", "less lost to overload"),
    ("additional_revenue", "Additional revenue"),
    ("gross_incremental_contribution", "Program contribution"),
    ("orphan_contribution", "less there without it"),
    ("taken_contribution", "less taken from direct"),
    ("avoided_acquisition_cost", "plus acquisition saved"),
    ("overload_contribution", "less lost to overload"),
    ("incremental_contribution", "Incremental"),
)
NET = ("additional_revenue", "incremental_contribution")
NOT_ADDITIONAL = {
    "orphan": "would be there without the program",
    "taken": "direct sales would have won anyway",
    "overload": "they lose to partner work",
}
"""What becomes of recruited revenue that is not additional, by its part."""
IN_SHORT = {"orphan": "there without the program", "taken": "taken from direct", "overload": "lost to overload"}
OVERLOAD_BESIDE_ORPHANS = "direct sales lose to partner work"
MEANING = (
    "Taken: direct sales would have won the deal anyway, later. Overload: the direct team's time went to partner "
    "work. The cost of acquiring a taken deal is saved at once, its revenue is lost over years: net present value "
    "with run-off includes both."
)
WITHOUT = (
    "Without it: the same future whose program ends on day 0. Partners that are there then are dismissed, and their "
    "customers stay, but leave at renewals as those of departed partners do."
)
"""What the twin is where there are established partners."""


def additional_block(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The table of the twelve months to the gate and of all months, what it means, and one sentence."""
    spans = list(summary["additional_or_taken"].values())
    if _months(spans[0]) == _months(spans[1]):
        spans = spans[1:]
    tails = summary["runs"] >= fewest_runs(LEVELS["p10"])
    yield _table(spans, summary, tails=tails)
    yield Text(sentence(spans[-1], summary["currency"], program_revenue(summary)))
    yield Text(MEANING, style="dim")
    if "orphan_revenue" in spans[-1]["money"]:
        yield Text(WITHOUT, style="dim")


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
        if name not in spans[-1]["money"]:
            continue
        if name == "recruited_revenue":
            label = program_revenue(summary).capitalize()
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
    return said, "" if figure["ci_low"] is None or low == high else money_ends(said, low, high)


def _range(low: float | None, high: float | None) -> str:
    """``1.2 to 3.4M``; nothing where both ends are one."""
    return "" if low is None or high is None or low == high else money_range(low, high)


def sentence(
    span: Mapping[str, Any], currency: str, revenue: str = RECRUITED, words: Mapping[str, str] = NOT_ADDITIONAL
) -> str:
    """Of each 1.00 of ``revenue`` of partners, what is additional, there anyway, taken and lost to overload."""
    parts = span["of_recruited"]
    if parts is None:
        return f"There is no {revenue} in {_months(span)}."
    places = _places(parts)
    amounts = {name: Decimal(fixed(parts[name]["share"], places)) for name in NOT_ADDITIONAL if name in parts}
    additional = 1 - sum(amounts.values())
    unit = SYMBOLS.get(currency, f"{currency} ")
    if words is NOT_ADDITIONAL and "orphan" in parts:
        words = NOT_ADDITIONAL | {"overload": OVERLOAD_BESIDE_ORPHANS}
    lost = [
        f"{_amount(amount, parts[name]['share'], places, unit)} {words[name]}"
        for name, amount in amounts.items()
        if parts[name]["share"]
    ]
    each = f"each {unit}{fixed(1, places)} of {revenue}"
    if additional < 0:
        return (
            f"For {each} {'more is not additional' if 'orphan' in parts else 'direct sales lose more'}: {listed(lost)}."
        )
    return f"Of {each}, {listed([f'{unit}{additional} is additional', *lost])}."


def in_short(span: Mapping[str, Any], currency: str, revenue: str) -> str:
    """The same in fewer words."""
    return sentence(span, currency, revenue, IN_SHORT)


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
