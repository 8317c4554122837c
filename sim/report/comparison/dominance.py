"""Who is the better choice at every percentile, and for a risk-averse decision maker, in sentences."""

from collections.abc import Iterator

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.report.comparison.revenue import share_of_less
from sim.report.words.counting import listed
from sim.report.words.outcomes import label_in_sentence


def dominance_sentences(names: dict[str, str], difference: Difference, comparison: Comparison) -> Iterator[str]:
    """One sentence for each side that dominates somewhere, and order; that of risk for money alone.

    A share that moves against revenue is told with the revenue, and never called the better choice.
    """
    surely: dict[str, list[str]] = {}
    by_risk: dict[str, list[str]] = {}
    opposed: dict[str, list[str]] = {}
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        if outcome.is_part:
            continue
        if paired.first_order is not None:
            apart = opposed if outcome.name in difference.opposed.shares else surely
            apart.setdefault(paired.first_order, []).append(label_in_sentence(outcome))
        elif paired.second_order is not None and outcome.unit == "money":
            by_risk.setdefault(paired.second_order, []).append(label_in_sentence(outcome))
    for label, outcomes in sorted(surely.items()):
        yield (
            f"{names[label]} is the better choice at every percentile of {listed(outcomes)} "
            "(first-order dominance in these futures)."
        )
    for label, shares in sorted(opposed.items()):
        loser = difference.base if label == difference.label else difference.label
        yield share_of_less(names[label], names[loser], shares, difference.opposed.revenue)
    for label, outcomes in sorted(by_risk.items()):
        yield (
            f"{names[label]} is the better choice for a risk-averse decision maker by {listed(outcomes)} "
            "(second-order dominance in these futures)."
        )
