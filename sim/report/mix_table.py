"""Tables of a sweep of mixes: who is contacted under each, and each against the base in the same futures."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.mixes import MEASURES, Mixes
from sim.analysis.outcomes import Outcome
from sim.analysis.paired import Paired
from sim.analysis.sweep import Sweep
from sim.report.comparison_words import difference_figure, share_of_futures
from sim.report.mix_words import base_name, letters_of, mix_shares
from sim.report.page_tables import grid
from sim.report.rounding import money_range
from sim.report.sweep_words import row_text, value_text

SHOWN = {"odds": "Odds", "program_contribution": "Contribution", "cash_trough": "Cash trough", "npv": "NPV"}


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
        "interval of the paired difference. Better: share of futures with the higher contribution, ties counted half.",
        style="dim",
    )
    outcomes = [outcome for outcome in MEASURES if outcome.name in SHOWN]
    table = grid(*["right"] * (2 + len(outcomes)))
    table.add_row(*[Text(head, style="dim") for head in ("", *SHOWN.values(), "Better")])
    for position, measured in enumerate(mixes.differences):
        if position == mixes.base:
            continue
        cells = [_cells(measured[outcome.name], outcome, sweep.scenario.currency) for outcome in outcomes]
        better = share_of_futures(measured["program_contribution"].p_better)
        table.add_row(rows[position], *[Text(change, style="bold") for change, _ in cells], better)
        table.add_row("", *[Text(ends, style="dim") for _, ends in cells], "")
    yield table


def _cells(paired: Paired, outcome: Outcome, currency: str) -> tuple[str, str]:
    change = difference_figure(paired, outcome, currency)
    if paired.ci_low is None or paired.ci_high is None:
        return change, ""
    if outcome.unit == "money":
        return change, money_range(paired.ci_low, paired.ci_high)
    places = 0 if 100 * (paired.ci_high - paired.ci_low) >= 2 else 1
    return change, " to ".join(f"{100 * end:.{places}f}" for end in (paired.ci_low, paired.ci_high))
