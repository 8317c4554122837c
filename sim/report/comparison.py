"""The page of a comparison: what changes in sentences, then the figures of each scenario and pair."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.analysis.comparison import Comparison
from sim.analysis.figure import Figure
from sim.analysis.outcomes import Outcome
from sim.analysis.paired import Difference, Paired
from sim.report.comparison_words import (
    difference_figure,
    figure_text,
    horizon_line,
    interval_text,
    letters,
    precision_line,
    share_of_futures,
    verdict_lines,
)
from sim.report.page_tables import grid
from sim.report.rounding import counted, odds_with_interval, plain_percent
from sim.scenario.schema import Gate

MOST_TABLES = 3
"""Pairs whose figures are printed in full; those of more are in the files."""

READING = (
    "Means (for the payback month medians), and the mean difference future by future with its 95% interval; "
    "differences of odds and shares are in percentage points. Better: share of futures in which the scenario is "
    "better than A, ties counted half. Saved: how many times as many runs the same interval would need without shared "
    "futures. The cost of acquiring a deal taken from direct is saved at once, its revenue is lost beyond the horizon "
    "too: the value with run-off includes both."
)
_ROWS = {
    "active_partners": "Active partners",
    "taken_revenue": "- taken from direct",
    "overload_revenue": "- lost to overload",
    "incremental_contribution": "Incremental contrib.",
    "npv_with_runoff": "NPV with run-off",
}
"""Shorter labels, for 80 columns."""


def comparison_page(comparison: Comparison, folder: Path | None) -> Group:
    """The page; ``folder`` is where its files are."""
    shown = comparison.differences if len(comparison.differences) <= MOST_TABLES else ()
    overview: list[RenderableType] = [_overview(comparison), ""] if len(comparison.differences) > 1 else []
    return Group(
        *_names(comparison),
        "",
        *_sentences(comparison),
        *overview,
        *_tables(comparison, shown),
        Text(READING if shown else "The figures of every pair are in comparison.json.", style="dim"),
        "",
        *_provenance(comparison, folder),
    )


def _tables(comparison: Comparison, shown: Sequence[Difference]) -> Iterator[RenderableType]:
    for difference in shown:
        yield _pair_table(comparison, difference)
        yield ""


def _names(comparison: Comparison) -> Iterator[RenderableType]:
    """Letters and labels, with the gates where they differ, and the horizon."""
    gates = [_gate(ensemble.scenario.gate) for ensemble in comparison.ensembles]
    differ = len(set(gates)) > 1
    table = grid("left", "left")
    for (label, letter), gate in zip(letters(comparison).items(), gates, strict=True):
        table.add_row(Text(letter, style="bold"), Text(f"{label} (gate: {gate})" if differ else label))
    yield table
    if not differ:
        yield Text(f"Gate: {gates[0]}", style="dim")
    line = horizon_line(comparison)
    if line:
        yield Text(line, style="dim")


def _gate(gate: Gate) -> str:
    """The board's rule in few words."""
    measure = gate.measure.removesuffix("_share")
    months = "" if gate.window_months == 1 else f" over {gate.window_months} months"
    return f"{plain_percent(gate.threshold)} {measure} at month {gate.month}{months}"


def _sentences(comparison: Comparison) -> Iterator[RenderableType]:
    for difference in comparison.differences:
        first, *rest = verdict_lines(comparison, difference)
        yield Text(first, style="bold")
        if len(comparison.differences) <= MOST_TABLES:
            yield from (Text(line) for line in rest)
        yield ""


def _overview(comparison: Comparison) -> Table:
    """One row a scenario: odds and contribution, and what each adds to the base."""
    table = grid("left", *["right"] * 5)
    heads = ("odds", "points on A", "contribution", "less A's", "higher in")
    table.add_row("", *[Text(head, style="dim") for head in heads])
    outcomes = {outcome.name: outcome for outcome in comparison.outcomes}
    for position, letter in enumerate(letters(comparison).values()):
        odds, money = (comparison.figures[position][name] for name in ("odds", "contribution"))
        currency = comparison.ensembles[position].scenario.currency
        cells = [_odds(odds), "", figure_text(money, outcomes["contribution"], currency), "", ""]
        if position:
            changed = comparison.differences[position - 1].outcomes
            cells[1] = difference_figure(changed["odds"], outcomes["odds"], currency)
            cells[3] = difference_figure(changed["contribution"], outcomes["contribution"], currency)
            cells[4] = share_of_futures(changed["contribution"].better)
        table.add_row(Text(letter, style="bold"), *cells)
    return table


def _odds(figure: Figure) -> str:
    if figure.mean is None or figure.ci_low is None or figure.ci_high is None:
        return "?"
    return odds_with_interval(figure.mean, figure.ci_low, figure.ci_high)


def _pair_table(comparison: Comparison, difference: Difference) -> Table:
    """Each outcome: base, scenario, paired difference with interval, P(better), what pairing saved."""
    names = letters(comparison)
    base, ours = names[difference.base], names[difference.label]
    currency = comparison.ensembles[0].scenario.currency
    table = grid("left", *["right"] * 6)
    table.padding = (0, 1, 0, 0)
    heads = (base, ours, f"{ours} - {base}", "95% interval", "better", "saved")
    table.add_row("", *[Text(head, style="dim") for head in heads])
    position = comparison.labels.index(difference.label)
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        figures = (comparison.figures[0][outcome.name], comparison.figures[position][outcome.name])
        table.add_row(_ROWS.get(outcome.name, outcome.label), *_cells(figures, paired, outcome, currency))
    return table


def _cells(figures: tuple[Figure, Figure], paired: Paired, outcome: Outcome, currency: str) -> list[str]:
    return [
        *(figure_text(figure, outcome, currency) for figure in figures),
        difference_figure(paired, outcome, currency),
        interval_text(paired, outcome, currency),
        share_of_futures(paired.p_better) if outcome.unit != "probability" and not outcome.is_part else "",
        _saved(paired.variance_reduction),
    ]


def _saved(reduction: float | None) -> str:
    if reduction is None:
        return ""
    if reduction >= 9999.5:
        return ">9,999x"
    return f"{reduction:,.0f}x" if reduction >= 9.5 else f"{reduction:.1f}x"


def _provenance(comparison: Comparison, folder: Path | None) -> Iterator[RenderableType]:
    names = letters(comparison)
    for difference in comparison.differences:
        if difference.left_out:
            yield Text(
                f"{difference.left_out:,} of {difference.pairs + difference.left_out:,} pairs of "
                f"{names[difference.base]} and {names[difference.label]} failed and are left out.",
                style="bold red",
            )
    line = precision_line(comparison)
    if line:
        yield Text(line, style="dim")
    base = comparison.ensembles[0]
    yield Text(
        f"seed {base.seed}, {counted(base.runs, 'run')} x {counted(base.futures, 'future')}, "
        f"the same for each, {base.engine} engine",
        style="dim",
    )
    if folder is not None:
        yield Text(f"files: {folder}", style="dim")
