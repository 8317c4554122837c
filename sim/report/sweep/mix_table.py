"""Tables of a sweep of mixes: who is contacted under each, and each against the base in the same futures."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.figures.outcomes import CASH_TROUGH, NPV, ODDS, PROGRAM_CONTRIBUTION, Outcome
from sim.analysis.figures.paired import Paired
from sim.analysis.sweep.mixes import Mixes
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import letters_of, mix_shares, row_text, value_text
from sim.report.sweep.mix_words import base_name
from sim.report.tables.grid import add_dim, add_heads, grid
from sim.report.words.outcomes import column_head, difference_figure, interval_text
from sim.report.words.rounding import share_of_futures

SHOWN = (ODDS, PROGRAM_CONTRIBUTION, CASH_TROUGH, NPV)


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
    table = grid(*["right"] * (2 + len(SHOWN)), gap=1)
    add_heads(table, ["", *map(column_head, SHOWN), "Better"])
    for position, measured in enumerate(mixes.differences):
        if position == mixes.base:
            continue
        cells = [_cells(measured[outcome.name], outcome, sweep.scenario.currency) for outcome in SHOWN]
        better = share_of_futures(measured[PROGRAM_CONTRIBUTION.name].p_better)
        table.add_row(rows[position], *[Text(change, style="bold") for change, _ in cells], better)
        add_dim(table, ["", *(ends for _, ends in cells)])
    yield table


def _cells(paired: Paired, outcome: Outcome, currency: str) -> tuple[str, str]:
    change = difference_figure(paired, outcome, currency)
    return change, "" if paired.ci_low is None else interval_text(paired, outcome, "")
