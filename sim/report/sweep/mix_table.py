"""Tables of a sweep of mixes: who is contacted under each, and each against the base in the same futures."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.outcomes import (
    ADDITIONAL_REVENUE,
    CASH_TROUGH,
    INCREMENTAL_CONTRIBUTION,
    NPV,
    ODDS,
    PROGRAM_CONTRIBUTION,
    TOTAL_REVENUE,
    Outcome,
)
from sim.analysis.figures.paired import Paired
from sim.analysis.sweep.mixes import Mixes
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import letters_of, mix_shares, row_text, value_text
from sim.report.sweep.mix_words import base_name
from sim.report.tables.grid import add_dim, add_heads, grid
from sim.report.words.outcomes import NOTHING, column_head, difference_figure, interval_text
from sim.report.words.rounding import SYMBOLS, share_of_futures

SHOWN = (
    (ODDS, TOTAL_REVENUE, ADDITIONAL_REVENUE, INCREMENTAL_CONTRIBUTION),
    (PROGRAM_CONTRIBUTION, CASH_TROUGH, NPV),
)
"""What stands side by side in 80 columns."""


def legend(sweep: Sweep) -> Table:
    """Letters of named mixes: the name, and who is contacted."""
    lever = sweep.levers[0]
    table = grid("left", "left")
    for value, letter in letters_of(lever).items():
        name, shares = value_text(lever, value), mix_shares(lever, value)
        table.add_row(Text(letter, style="bold"), Text(name if name == shares else f"{name}: {shares}"))
    return table


def differences(sweep: Sweep, mixes: Mixes) -> Iterator[RenderableType]:
    """Each mix less the base in the same futures, the 95% interval below, and in how many it earns more."""
    rows = [row_text(sweep.levers[0], value) for value in sweep.levers[0].values]
    letter = "" if sweep.levers[0].is_ordered else f" ({rows[mixes.base]})"
    yield Text(
        f"Less {base_name(sweep, mixes)}{letter} in the same futures; odds in percentage points. Below each the 95% "
        "interval of the paired difference. Better: share of futures with the higher program contribution, ties "
        "counted half.",
        style="dim",
    )
    for number, shown in enumerate(SHOWN):
        if number:
            yield ""
        yield _differences(sweep, mixes, shown, is_last=number == len(SHOWN) - 1)


def _differences(sweep: Sweep, mixes: Mixes, shown: Sequence[Outcome], *, is_last: bool) -> Table:
    rows = [row_text(sweep.levers[0], value) for value in sweep.levers[0].values]
    table = grid(*["right"] * (1 + len(shown) + is_last))
    table.padding = (0, 1, 0, 0)
    add_heads(table, ["", *map(column_head, shown), *(["Better"] if is_last else [])])
    for position, measured in enumerate(mixes.differences):
        if position == mixes.base:
            continue
        cells = [_cells(measured[outcome.name], outcome, sweep.scenario.currency) for outcome in shown]
        better = [share_of_futures(measured[PROGRAM_CONTRIBUTION.name].p_better)] if is_last else []
        table.add_row(rows[position], *[Text(change, style="bold") for change, _ in cells], *better)
        add_dim(table, ["", *(ends for _, ends in cells)])
    return table


def _cells(paired: Paired, outcome: Outcome, currency: str) -> tuple[str, str]:
    symbol = currency if currency in SYMBOLS else ""
    change = difference_figure(paired, outcome, symbol)
    ends = interval_text(paired, outcome, symbol, change)
    return change, "" if ends == NOTHING else ends
