"""A comparison in sentences: scenarios by letter, differences rounded by their own interval."""

from collections.abc import Iterator
from string import ascii_uppercase

from sim.analysis.comparison.comparison import Comparison
from sim.analysis.comparison.difference import Difference
from sim.analysis.figures.figure import Figure
from sim.analysis.figures.outcomes import ODDS, PROGRAM_CONTRIBUTION
from sim.analysis.figures.paired import Paired
from sim.report.comparison.dominance import dominance_sentences
from sim.report.comparison.revenue import interval, opposed_clause, revenue_sentence
from sim.report.words.contacts import is_notable, not_made
from sim.report.words.counting import counted, listed
from sim.report.words.differences import with_differences
from sim.report.words.outcomes import interval_text, signed_money
from sim.report.words.rounding import CONSTANT, fixed, money, plain_percent, share_of_futures, significant
from sim.scenario.calendar import calendar_of

ENOUGH_PAIRS = 30
"""Dominance in fewer simulated futures is not worth a sentence."""


def letters(comparison: Comparison) -> dict[str, str]:
    """Label to letter: the base is A."""
    return dict(zip(comparison.labels, ascii_uppercase, strict=False))


def short_variant(label: str) -> str:
    """A variant without the table that most of its paths begin with."""
    return label.replace(":archetypes.", ":").replace(",archetypes.", ",")


def horizon_line(comparison: Comparison) -> str:
    """What is compared over which horizon, where the scenarios' own differ."""
    if len(set(comparison.own_months)) == 1:
        return ""
    own = zip(letters(comparison).values(), comparison.own_months, strict=True)
    shortest = [letter for letter, months in own if months == comparison.months]
    over = f"Compared over {counted(comparison.months, 'month')}"
    if not shortest:
        return f"{over}."
    return f"{over}, the horizon of {listed(shortest)}; later months are left out."


def calendar_line(comparison: Comparison) -> str:
    """What the labels of months mean, for each scenario where they differ."""
    if comparison.calendar.is_stated:
        return comparison.calendar.sentence
    each = zip(letters(comparison).values(), comparison.ensembles, strict=True)
    told = [(letter, calendar_of(ensemble.scenario).sentence) for letter, ensemble in each]
    is_stated = any(said for _, said in told)
    return " ".join(f"{letter}: {said or 'no fiscal year is stated.'}" for letter, said in told) if is_stated else ""


def contacts_line(comparison: Comparison) -> str:
    """Which scenarios do not make the contacts they plan for, and why."""
    told = [
        f"in {letter} {not_made(contacts)}"
        for letter, contacts in zip(letters(comparison).values(), comparison.contacts, strict=True)
        if is_notable(contacts)
    ]
    if not told:
        return "All planned contacts are made in each scenario (99% of them or more)."
    rest = " The others make all (99% or more)." if len(told) < len(comparison.labels) else ""
    return f"Contacts of a future over {counted(comparison.months, 'month')}: {'; '.join(told)}.{rest}"


_STOPS = {
    "precise": "known precisely enough",
    "clear above": "clearly above {required}",
    "clear below": "clearly below {required}",
    "max runs": "not known more precisely at --max-runs",
}


def precision_line(comparison: Comparison) -> str:
    """What stopped a comparison to a precision, by reason; empty where none was asked for."""
    precision = comparison.precision
    if precision is None:
        return ""
    groups: dict[str, list[str]] = {}
    for letter, reason, half, ensemble in zip(
        letters(comparison).values(), precision.reasons, precision.half_widths, comparison.ensembles, strict=True
    ):
        said = _STOPS[reason].format(required=plain_percent(ensemble.scenario.gate.required_probability))
        groups.setdefault(said, []).append(f"{letter} (± {significant(half, 2, shift=2)}%)")
    found = "; ".join(f"{listed(names)} {'is' if len(names) == 1 else 'are'} {said}" for said, names in groups.items())
    asked = f"± {plain_percent(precision.half_width)}, or clearly above or below the required odds"
    return f"Stopped at {counted(comparison.ensembles[0].runs, 'run')}; requested: odds known to {asked}. {found}."


def verdict_lines(comparison: Comparison, difference: Difference) -> Iterator[str]:
    """The sentences of a pair: odds and P(better), program contribution, revenue, dominance."""
    names = letters(comparison)
    ours, base = names[difference.label], names[difference.base]
    if difference.is_same:
        yield f"{ours} is the same as {base}: nothing differs in any future."
        return
    figures = (comparison.figures[0], comparison.figures[comparison.labels.index(difference.label)])
    odds = _odds_sentence(ours, base, (figures[0][ODDS.name], figures[1][ODDS.name]), difference.outcomes[ODDS.name])
    contribution = difference.outcomes[PROGRAM_CONTRIBUTION.name]
    currency = comparison.ensembles[0].scenario.currency
    yield f"{odds}{opposed_clause(ours, difference, comparison.months, currency)}; {_futures(ours, contribution)}."
    if contribution.equal < 1:
        yield _money_sentence(ours, base, comparison, contribution)
    yield from revenue_sentence(ours, base, difference, currency)
    if difference.pairs >= ENOUGH_PAIRS:
        yield from dominance_sentences(names, difference, comparison)


def saved_line(comparison: Comparison) -> str:
    """How many times as many runs the same precision would need without shared futures; empty where few are saved."""
    names = letters(comparison)
    saved = [
        (names[each.label], each.outcomes[PROGRAM_CONTRIBUTION.name].variance_reduction)
        for each in comparison.differences
    ]
    told = [f"{fixed(times, 0)} times as many ({name})" for name, times in saved if times is not None and times >= 2]
    if not told:
        return ""
    return f"Without shared futures the differences in program contribution would need more runs: {listed(told)}."


def _odds_sentence(ours: str, base: str, figures: tuple[Figure, Figure], paired: Paired) -> str:
    (first, second), (change_text,) = with_differences(figures, [paired], ODDS, "")
    interval = _interval_in_words(change_text, paired)
    change = paired.difference or 0.0
    if paired.ci_low is None or paired.ci_high is None:
        return f"{ours} has odds of {second}, {base} of {first} (too few runs for an interval)"
    if paired.ci_low <= 0 <= paired.ci_high:
        return f"The odds of {ours} ({second}) and {base} ({first}) do not differ significantly ({interval})"
    verb = "raises" if change > 0 else "lowers"
    if first == second:
        return f"{ours} {'raises' if change > 0 else 'lowers'} the odds of {first} a little ({interval})"
    return f"{ours} {verb} the odds from {first} to {second} ({interval})"


def _interval_in_words(change: str, paired: Paired) -> str:
    ends = interval_text(paired, ODDS, "", change)
    said = ends if ends == CONSTANT else f"95% interval {ends}"
    return f"{change} {'point' if change in ('+1', '-1') else 'points'}, {said}"


def _futures(ours: str, paired: Paired) -> str:
    """In how many futures the program contribution is higher, or lower if that is the larger share."""
    if paired.equal == 1:
        return f"the program contribution of {ours} is the same in every future"
    if paired.equal > 0.5:
        better, worse = share_of_futures(paired.better), share_of_futures(paired.worse)
        return f"in most futures the program contribution of {ours} is the same (higher in {better}, lower in {worse})"
    if paired.worse > paired.better:
        return f"in {share_of_futures(paired.worse)} of futures the program contribution of {ours} is lower"
    return f"in {share_of_futures(paired.better)} of futures the program contribution of {ours} is higher"


def _money_sentence(ours: str, base: str, comparison: Comparison, paired: Paired) -> str:
    currency, months = comparison.ensembles[0].scenario.currency, counted(comparison.months, "month")
    change, low, high = paired.difference or 0.0, paired.ci_low, paired.ci_high
    if low is None or high is None:
        return f"An interval of the difference in program contribution over {months} needs at least two runs."
    half = paired.half_interval
    if low <= 0 <= high:
        span = f"between {signed_money(low, currency, half)} and {signed_money(high, currency, half)}"
        what = f"Over {months} the mean program contributions do not differ significantly"
        return f"{what}: {ours} less {base} is {span}."
    adds = "adds" if change > 0 else "costs"
    amount = money(abs(change), currency, half)
    return f"Over {months} it {adds} {amount} of program contribution on average ({interval(paired, currency)})."
