"""Tables of a comparison: an overview of all scenarios, and the figures of a pair."""

from rich.table import Table
from rich.text import Text

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.figure import Figure, odds_of
from sim.analysis.figures.outcomes import ODDS, PROGRAM_CONTRIBUTION, Outcome
from sim.analysis.figures.paired import Paired
from sim.report.comparison.words import letters
from sim.report.tables.grid import add_heads, grid
from sim.report.words.outcomes import difference_figure, figure_text, interval_text, row_label
from sim.report.words.rounding import odds_with_interval, share_of_futures


def overview(comparison: Comparison) -> Table:
    """One row per scenario: odds and program contribution, and the difference from the base."""
    table = grid("left", *["right"] * 5)
    add_heads(table, ["", "odds", "points on A", "program\ncontribution", "less A's", "higher in"])
    for position, letter in enumerate(letters(comparison).values()):
        odds, money = (comparison.figures[position][name] for name in (ODDS.name, PROGRAM_CONTRIBUTION.name))
        currency = comparison.ensembles[position].scenario.currency
        cells = [_odds(odds), "", figure_text(money, PROGRAM_CONTRIBUTION, currency), "", ""]
        if position:
            changed = comparison.differences[position - 1].outcomes
            cells[1] = difference_figure(changed[ODDS.name], ODDS, currency)
            cells[3] = difference_figure(changed[PROGRAM_CONTRIBUTION.name], PROGRAM_CONTRIBUTION, currency)
            cells[4] = share_of_futures(changed[PROGRAM_CONTRIBUTION.name].better)
        table.add_row(Text(letter, style="bold"), *cells)
    return table


def _odds(figure: Figure) -> str:
    odds = odds_of(figure)
    return odds_with_interval(odds.probability, odds.ci_low, odds.ci_high)


def pair_table(comparison: Comparison, difference: Difference) -> Table:
    """Each outcome: base, scenario, paired difference with interval, P(better), what pairing saved."""
    names = letters(comparison)
    base, ours = names[difference.base], names[difference.label]
    currency = comparison.ensembles[0].scenario.currency
    table = grid("left", *["right"] * 6)
    table.padding = (0, 1, 0, 0)
    add_heads(table, ["", base, ours, f"{ours} - {base}", "95% interval", "better", "saved"])
    position = comparison.labels.index(difference.label)
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        figures = (comparison.figures[0][outcome.name], comparison.figures[position][outcome.name])
        table.add_row(row_label(outcome), *_cells(figures, paired, outcome, currency))
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
