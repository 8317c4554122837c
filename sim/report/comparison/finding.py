"""What a comparison found, in a line: the title of its charts."""

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.figures.figure import odds_of
from sim.analysis.figures.opposed import direction
from sim.analysis.figures.outcomes import ODDS, PROGRAM_CONTRIBUTION
from sim.analysis.figures.paired import Paired
from sim.report.comparison.revenue import NAMES
from sim.report.comparison.words import letters
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import money, percent_in_interval

MOST_NAMED = 5
"""Scenarios whose odds fit a line."""


def finding(comparison: Comparison) -> str:
    """How the odds stand, and whether revenue moves against them."""
    names = letters(comparison)
    odds = {names[label]: _odds(comparison, position) for position, label in enumerate(comparison.labels)}
    if len(comparison.differences) > 1:
        if len(odds) <= MOST_NAMED:
            told = ", ".join(f"{letter} {each}" for letter, each in odds.items())
            return f"Odds at the gate: {told}{_of_less(comparison, names)}"
        means = [figures[ODDS.name].mean or 0.0 for figures in comparison.figures]
        ends = [list(odds.items())[means.index(chosen(means))] for chosen in (min, max)]
        return f"Odds at the gate from {ends[0][1]} ({ends[0][0]}) to {ends[1][1]} ({ends[1][0]})"
    (difference,) = comparison.differences
    if difference.is_same:
        return "B is the same as A"
    turn = direction(difference.outcomes[ODDS.name])
    said = f"B {'raises' if turn > 0 else 'lowers'} the odds from {odds['A']} to {odds['B']}"
    if turn == 0:
        said = f"The odds of A ({odds['A']}) and B ({odds['B']}) do not differ significantly"
    if difference.opposed:
        revenue = difference.opposed.revenue
        verb = "rises" if direction(difference.outcomes[revenue[0]]) > 0 else "falls"
        said += f"; {listed([NAMES[name] for name in revenue])} {verb if len(revenue) == 1 else verb[:-1]}"
    return said


def _of_less(comparison: Comparison, names: dict[str, str]) -> str:
    """Scenarios whose share is higher than that of the base, of less revenue."""
    less = [
        names[each.label]
        for each in comparison.differences
        if each.opposed and direction(each.outcomes[each.opposed.shares[0]]) > 0
    ]
    return f" ({listed(less)}: a higher share of less revenue)" if less else ""


def money_finding(comparison: Comparison) -> str:
    """What each scenario adds to the program contribution of the base on average, or that it cannot be told."""
    names, currency = letters(comparison), comparison.ensembles[0].scenario.currency
    over = f"over {counted(comparison.months, 'month')}"
    changed = {names[each.label]: each.outcomes[PROGRAM_CONTRIBUTION.name] for each in comparison.differences}
    if len(changed) > 1:
        better, worse = ([k for k, v in changed.items() if direction(v) == sign] for sign in (1, -1))
        parts = [f"{listed(who)} {'add' if len(who) > 1 else 'adds'}" for who in (better,) if who]
        parts += [f"{listed(who)} {'cost' if len(who) > 1 else 'costs'}" for who in (worse,) if who]
        said = ", ".join(parts) or "no scenario clearly adds or costs"
        return f"{said[0].upper()}{said[1:]} program contribution {over}"
    return f"B {_adds(changed['B'], currency)} program contribution {over}"


def _adds(paired: Paired, currency: str) -> str:
    turn = direction(paired)
    if turn == 0:
        return "does not clearly change"
    amount = money(abs(paired.difference or 0.0), currency, paired.half_interval)
    return f"{'adds' if turn > 0 else 'costs'} {amount} of"


def _odds(comparison: Comparison, position: int) -> str:
    odds = odds_of(comparison.figures[position][ODDS.name])
    return percent_in_interval(odds.probability, odds.ci_low, odds.ci_high)
