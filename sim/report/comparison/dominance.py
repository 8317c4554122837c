"""Who is the better choice at every percentile, and for a risk-averse decision maker, in sentences."""

from collections.abc import Iterator, Sequence

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.paired import Paired
from sim.report.comparison.revenue import share_of_less
from sim.report.words.counting import listed
from sim.report.words.outcomes import label_in_sentence

LEAST_BETTER = 0.1
"""Share of futures in which the better choice must be better."""
AT_MONTH = " at month "


def dominance_sentences(names: dict[str, str], difference: Difference, comparison: Comparison) -> Iterator[str]:
    """One sentence for each side that dominates somewhere, and order; that of risk for money alone.

    A share that moves against revenue is told with the revenue, and never called the better choice.
    """
    surely: dict[str, list[str]] = {}
    by_risk: dict[str, list[str]] = {}
    opposed: dict[str, list[str]] = {}
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        if outcome.is_part or not _is_notable(paired):
            continue
        if paired.first_order is not None:
            apart = opposed if outcome.name in difference.opposed.shares else surely
            apart.setdefault(paired.first_order, []).append(label_in_sentence(outcome))
        elif paired.second_order is not None and outcome.unit == "money":
            by_risk.setdefault(paired.second_order, []).append(label_in_sentence(outcome))
    for label, outcomes in sorted(surely.items()):
        yield (
            f"{names[label]} is the better choice at every percentile of {listed(_months_together(outcomes))} "
            "(first-order dominance in these futures)."
        )
    for label, shares in sorted(opposed.items()):
        loser = difference.base if label == difference.label else difference.label
        yield share_of_less(names[label], names[loser], _months_together(shares), difference.opposed.revenue)
    for label, outcomes in sorted(by_risk.items()):
        yield (
            f"{names[label]} is the better choice for a risk-averse decision maker by {listed(outcomes)} "
            "(second-order dominance in these futures)."
        )


def _is_notable(paired: Paired) -> bool:
    """Whether one is better in a future in ten or more, by more than chance: not where nearly all are equal."""
    if max(paired.better, paired.worse) < LEAST_BETTER:
        return False
    if paired.difference is None:
        return not paired.p_better_low <= 0.5 <= paired.p_better_high
    return paired.leaves_out_zero


def _months_together(outcomes: Sequence[str]) -> list[str]:
    """Labels, those that differ in their month alone as one: ``sourced share at months 12 and 24``."""
    months: dict[str, list[str]] = {}
    for label in outcomes:
        name, _, month = label.partition(AT_MONTH)
        months.setdefault(name, []).extend([month] if month else [])
    return [
        f"{name}{AT_MONTH.rstrip()}{'s' if len(its) > 1 else ''} {listed(its)}" if its else name
        for name, its in months.items()
    ]
