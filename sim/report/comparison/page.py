"""The page of a comparison: what changes in sentences, then the figures of each scenario and pair."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.experiment.size import FUTURES
from sim.report.comparison.tables import figures_table, overview, pair_table
from sim.report.comparison.words import (
    calendar_line,
    contacts_line,
    horizon_line,
    letters,
    precision_line,
    saved_line,
    verdict_lines,
)
from sim.report.tables.grid import grid
from sim.report.words.counting import counted
from sim.report.words.doubts import doubt_lines
from sim.report.words.rounding import plain_percent
from sim.scenario.calendar import calendar_of
from sim.scenario.schema import Scenario

LONG_LABEL = 60
"""Characters beyond which each setting of a variant stands on a line of its own."""
MOST_TABLES = 3
"""Pairs whose figures are printed in full; those of more are in the files."""

READING = (
    "Means (for the payback month medians), and the mean difference future by future with its 95% interval; "
    "differences of odds and shares are in percentage points. Revenue, pay, costs and contributions are summed over "
    "{months}; all revenue is that of the whole company. Partner pay is what partners earn in every form of pay, less "
    "what is taken back; of it resale margin is {margin}. Better: share of futures in which the scenario is better "
    "than A, ties counted half; none for a share that rises while revenue falls. The cost of acquiring a deal taken "
    "from direct is saved at once, its revenue is lost beyond the horizon too: the value with run-off includes both."
)
FEWER = (
    "Each world has {taken} here; run, and compare of up to four scenarios, take {usual} by default: their means "
    "differ from these by what the intervals say."
)


def comparison_page(comparison: Comparison, folder: Path | None) -> Group:
    """The page; ``folder`` is where its files are."""
    shown = comparison.differences if len(comparison.differences) <= MOST_TABLES else ()
    first = figures_table(comparison) if shown else overview(comparison)
    return Group(
        *_names(comparison),
        "",
        *_sentences(comparison),
        Text(contacts_line(comparison)),
        *(Text(line) for line in doubt_lines(_scenarios(comparison))),
        "",
        first,
        "",
        *_tables(comparison, shown),
        Text(_reading(comparison) if shown else "The figures of every pair are in comparison.json.", style="dim"),
        "",
        *_provenance(comparison, folder),
    )


def _scenarios(comparison: Comparison) -> dict[str, Scenario]:
    """The scenarios, as a sentence names where something holds."""
    names = zip(letters(comparison).values(), comparison.ensembles, strict=True)
    return {f"in {letter}": ensemble.scenario for letter, ensemble in names}


def _reading(comparison: Comparison) -> str:
    months = f"{counted(comparison.months, 'month')}{comparison.calendar.beside(1, comparison.months)}"
    return READING.format(months=months, margin=_margin(comparison))


def _margin(comparison: Comparison) -> str:
    """Where resale margin comes off, so that it is subtracted once."""
    booked = {ensemble.scenario.vendor.resale_booking for ensemble in comparison.ensembles}
    if booked == {"net"}:
        return "off revenue already"
    return "a cost beside revenue" if booked == {"gross"} else "off revenue already where resale books net"


def _tables(comparison: Comparison, shown: Sequence[Difference]) -> Iterator[RenderableType]:
    for difference in shown:
        yield pair_table(comparison, difference)
        yield ""


def _names(comparison: Comparison) -> Iterator[RenderableType]:
    """Letters and labels, with the gates where they differ, and the horizon."""
    gates = [_gate(ensemble.scenario) for ensemble in comparison.ensembles]
    differ = len(set(gates)) > 1
    table = grid("left", "left")
    for (label, letter), gate in zip(letters(comparison).items(), gates, strict=True):
        name = label if len(label) <= LONG_LABEL else label.replace(",", ",\n")
        table.add_row(Text(letter, style="bold"), Text(f"{name} (gate: {gate})" if differ else name))
    yield table
    if not differ:
        yield Text(f"Gate: {gates[0]}", style="dim")
    for line in (horizon_line(comparison), calendar_line(comparison)):
        if line:
            yield Text(line, style="dim")


def _gate(scenario: Scenario) -> str:
    """The board's rule in few words."""
    gate, calendar = scenario.gate, calendar_of(scenario)
    measure = gate.measure.removesuffix("_share")
    months = "" if gate.window_months == 1 else f" over {gate.window_months} months"
    return f"{plain_percent(gate.threshold)} {measure} at month {gate.month}{calendar.beside(gate.month)}{months}"


def _sentences(comparison: Comparison) -> Iterator[RenderableType]:
    for difference in comparison.differences:
        first, *rest = verdict_lines(comparison, difference)
        yield Text(first, style="bold")
        if len(comparison.differences) <= MOST_TABLES:
            yield from (Text(line) for line in rest)
        yield ""


def _provenance(comparison: Comparison, folder: Path | None) -> Iterator[RenderableType]:
    names = letters(comparison)
    for difference in comparison.differences:
        if difference.left_out:
            yield Text(
                f"{difference.left_out:,} of {difference.pairs + difference.left_out:,} pairs of "
                f"{names[difference.base]} and {names[difference.label]} failed and are left out.",
                style="bold red",
            )
    for line in (saved_line(comparison), precision_line(comparison)):
        if line:
            yield Text(line, style="dim")
    base = comparison.ensembles[0]
    yield Text(
        f"seed {base.seed}, {counted(base.runs, 'run')} x {counted(base.futures, 'future')}, "
        f"the same for each, {base.engine} engine",
        style="dim",
    )
    if base.futures < FUTURES:
        yield Text(FEWER.format(taken=counted(base.futures, "future"), usual=FUTURES), style="dim")
    if folder is not None:
        yield Text(f"files: {folder}", style="dim")
