"""Tables of a comparison: an overview of all scenarios, and the figures of a pair."""

from rich.table import Table
from rich.text import Text

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.figure import Figure, odds_of
from sim.analysis.figures.outcomes import (
    ADDITIONAL_REVENUE,
    CASH_TROUGH,
    INCREMENTAL_CONTRIBUTION,
    NPV,
    NPV_OF_RUNOFF,
    NPV_WITH_RUNOFF,
    ODDS,
    PARTNER_PAY,
    PROGRAM_CONTRIBUTION,
    PROGRAM_COST,
    TOTAL_REVENUE,
    Outcome,
)
from sim.analysis.figures.paired import Paired
from sim.report.comparison.words import letters
from sim.report.tables.grid import add_dim, add_heads, grid
from sim.report.words.differences import EndText, plain_end, with_differences
from sim.report.words.outcomes import figure_text, interval_text, row_label
from sim.report.words.rounding import (
    CONSTANT,
    is_constant,
    money_ends,
    odds_with_interval,
    percent_in_interval,
    share_of_futures,
)

WITH_INTERVAL = (
    ODDS, TOTAL_REVENUE, ADDITIONAL_REVENUE, PARTNER_PAY, PROGRAM_COST, PROGRAM_CONTRIBUTION, INCREMENTAL_CONTRIBUTION,
    CASH_TROUGH, NPV, NPV_OF_RUNOFF, NPV_WITH_RUNOFF,
)  # fmt: skip
"""Outcomes that run and sweep show too, with their own numbers of runs."""


def overview(comparison: Comparison) -> Table:
    """One row per scenario: odds, all revenue and program contribution, and the differences from the base."""
    table = grid("left", *["right"] * 7)
    heads = ["", "odds", "points\non A", "all\nrevenue", "less A's", "program\ncontribution", "less A's", "higher\nin"]
    add_heads(table, heads)
    contributions = [each.outcomes[PROGRAM_CONTRIBUTION.name] for each in comparison.differences]
    columns = [
        *_beside_differences(comparison, ODDS, _odds),
        *_beside_differences(comparison, TOTAL_REVENUE),
        *_beside_differences(comparison, PROGRAM_CONTRIBUTION),
        ["", *(share_of_futures(paired.better) for paired in contributions)],
    ]
    for letter, cells in zip(letters(comparison).values(), zip(*columns, strict=True), strict=True):
        table.add_row(Text(letter, style="bold"), *cells)
    return table


def _beside_differences(
    comparison: Comparison, outcome: Outcome, end: EndText = plain_end
) -> tuple[list[str], list[str]]:
    """The column of an outcome of each scenario, and that of its difference from the base."""
    figures = [figures[outcome.name] for figures in comparison.figures]
    changes = [difference.outcomes[outcome.name] for difference in comparison.differences]
    ends, told = with_differences(figures, changes, outcome, comparison.ensembles[0].scenario.currency, end)
    return ends, ["", *told]


def _odds(figure: Figure, _outcome: Outcome, _currency: str, more: int) -> str:
    odds = odds_of(figure)
    return odds_with_interval(odds.probability, odds.ci_low, odds.ci_high, more=more)


def figures_table(comparison: Comparison) -> Table:
    """Each scenario's odds and money, means with their 95% interval below."""
    names = list(letters(comparison).values())
    table = grid("left", *["right"] * len(names))
    add_heads(table, ["95% interval below", *names])
    currency = comparison.ensembles[0].scenario.currency
    for outcome in WITH_INTERVAL:
        figures = [figures[outcome.name] for figures in comparison.figures]
        table.add_row(row_label(outcome), *(figure_text(figure, outcome, currency) for figure in figures))
        add_dim(table, ["", *(_ends(figure, outcome, currency) for figure in figures)])
    return table


def _ends(figure: Figure, outcome: Outcome, currency: str) -> str:
    if figure.mean is None or figure.ci_low is None or figure.ci_high is None:
        return ""
    if is_constant(figure.ci_low, figure.ci_high):
        return CONSTANT
    if outcome.unit == "money":
        return money_ends(figure_text(figure, outcome, currency), figure.ci_low, figure.ci_high, currency)
    ends = (percent_in_interval(end, figure.ci_low, figure.ci_high) for end in (figure.ci_low, figure.ci_high))
    return " to ".join(ends)


def pair_table(comparison: Comparison, difference: Difference) -> Table:
    """Each outcome: base, scenario, paired difference with interval, P(better)."""
    names = letters(comparison)
    base, ours = names[difference.base], names[difference.label]
    currency = comparison.ensembles[0].scenario.currency
    table = grid("left", *["right"] * 5)
    add_heads(table, ["", base, ours, f"{ours} - {base}", "95% interval", "better"])
    position = comparison.labels.index(difference.label)
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        figures = (comparison.figures[0][outcome.name], comparison.figures[position][outcome.name])
        tells = not outcome.is_part and outcome.name not in difference.opposed.shares
        label = row_label(outcome, comparison.calendar)
        table.add_row(label, *_cells(figures, paired, outcome, currency, tells=tells))
    return table


def _cells(
    figures: tuple[Figure, Figure], paired: Paired, outcome: Outcome, currency: str, *, tells: bool
) -> list[str]:
    """``tells`` is whether the outcome says by itself which is better."""
    ends, told = with_differences(figures, [paired], outcome, currency)
    return [
        *ends,
        *told,
        interval_text(paired, outcome, currency, told[0]),
        share_of_futures(paired.p_better) if outcome.unit != "probability" and tells else "",
    ]
