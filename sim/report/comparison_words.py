"""A comparison in words and figures: scenarios by letter, differences rounded by their own error."""

from collections.abc import Iterator
from string import ascii_uppercase

from sim.analysis.comparison import Comparison
from sim.analysis.figure import Figure
from sim.analysis.outcomes import Outcome
from sim.analysis.paired import Difference, Paired
from sim.report.rounding import (
    NEVER,
    counted,
    digit_of,
    money,
    percent_in_interval,
    plain_money,
    plain_percent,
)

NOTHING = "-"
ENOUGH_PAIRS = 30
"""Dominance in fewer simulated futures is not worth a sentence."""


def letters(comparison: Comparison) -> dict[str, str]:
    """Label to letter: the base is A."""
    return dict(zip(comparison.labels, ascii_uppercase, strict=False))


def horizon_line(comparison: Comparison) -> str:
    """What is compared over which horizon, where the scenarios' own differ."""
    if len(set(comparison.own_months)) == 1:
        return ""
    own = zip(letters(comparison).values(), comparison.own_months, strict=True)
    shortest = [letter for letter, months in own if months == comparison.months]
    over = f"Compared over {counted(comparison.months, 'month')}"
    if not shortest:
        return f"{over}."
    return f"{over}, the horizon of {_listed(shortest)}; later months are left out."


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
        groups.setdefault(said, []).append(f"{letter} (± {100 * half:.2g}%)")
    found = "; ".join(f"{_listed(names)} {'is' if len(names) == 1 else 'are'} {said}" for said, names in groups.items())
    asked = f"± {plain_percent(precision.half_width)}, or clearly above or below the required odds"
    return f"Stopped at {counted(comparison.ensembles[0].runs, 'run')}; requested: odds known to {asked}. {found}."


def verdict_lines(comparison: Comparison, difference: Difference) -> Iterator[str]:
    """The sentences of a pair: odds and P(better), contribution, dominance, what pairing bought."""
    names = letters(comparison)
    ours, base = names[difference.label], names[difference.base]
    if difference.is_same:
        yield f"{ours} is the same as {base}: nothing differs in any future."
        return
    figures = (comparison.figures[0], comparison.figures[comparison.labels.index(difference.label)])
    odds = _odds_sentence(ours, base, (figures[0]["odds"], figures[1]["odds"]), difference.outcomes["odds"])
    contribution = difference.outcomes["contribution"]
    yield f"{odds}; {_futures(contribution)}."
    if contribution.equal < 1:
        yield _money_sentence(ours, base, comparison, contribution)
    yield from _revenue_sentence(ours, base, difference, comparison.ensembles[0].scenario.currency)
    if difference.pairs >= ENOUGH_PAIRS:
        yield from _dominance_sentences(names, difference, comparison)
    saved = contribution.variance_reduction
    if saved is not None and saved >= 2:
        yield (
            f"Both were simulated in the same futures: without that, the same precision of the difference in "
            f"contribution would need {saved:,.0f} times as many runs."
        )


def _odds_sentence(ours: str, base: str, figures: tuple[Figure, Figure], paired: Paired) -> str:
    first, second = (_odds(figure) for figure in figures)
    interval = _interval_in_words(paired)
    change = paired.difference or 0.0
    if paired.ci_low is None or paired.ci_high is None:
        return f"{ours} has odds of {second}, {base} of {first} (too few runs for an interval)"
    if paired.ci_low <= 0 <= paired.ci_high:
        return f"The odds of {ours} ({second}) and {base} ({first}) do not differ significantly ({interval})"
    verb = "raises" if change > 0 else "lowers"
    if first == second:
        return f"{ours} {'raises' if change > 0 else 'lowers'} the odds of {first} a little ({interval})"
    return f"{ours} {verb} the odds from {first} to {second} ({interval})"


def _odds(figure: Figure) -> str:
    low, high = figure.ci_low or 0.0, 1.0 if figure.ci_high is None else figure.ci_high
    return percent_in_interval(figure.mean or 0.0, low, high)


def _interval_in_words(paired: Paired) -> str:
    change, low, high = (
        _points(value, _half(paired))
        for value in (paired.difference or 0.0, paired.ci_low or 0.0, paired.ci_high or 0.0)
    )
    return f"{change} {'point' if change in ('+1', '-1') else 'points'}, 95% interval {low} to {high}"


def _futures(paired: Paired) -> str:
    """In how many futures the contribution is higher, or lower where that is the larger part."""
    if paired.equal == 1:
        return "its contribution is the same in every future"
    if paired.equal > 0.5:
        better, worse = share_of_futures(paired.better), share_of_futures(paired.worse)
        return f"in most futures its contribution is the same (higher in {better}, lower in {worse})"
    if paired.worse > paired.better:
        return f"in {share_of_futures(paired.worse)} of futures its contribution is lower"
    return f"in {share_of_futures(paired.better)} of futures its contribution is higher"


def _money_sentence(ours: str, base: str, comparison: Comparison, paired: Paired) -> str:
    currency, months = comparison.ensembles[0].scenario.currency, counted(comparison.months, "month")
    change, low, high = paired.difference or 0.0, paired.ci_low, paired.ci_high
    if low is None or high is None:
        return f"An interval of the difference in contribution over {months} needs at least two runs."
    half = (high - low) / 2
    if low <= 0 <= high:
        span = f"between {_signed_money(low, currency, half)} and {_signed_money(high, currency, half)}"
        return f"Over {months} the mean contributions do not differ significantly: {ours} less {base} is {span}."
    adds = "adds" if change > 0 else "costs"
    ends = sorted((abs(low), abs(high)))
    span = " to ".join(money(end, currency, half) for end in ends)
    amount = money(abs(change), currency, half)
    return f"Over {months} it {adds} {amount} of contribution on average (95% interval {span})."


def _revenue_sentence(ours: str, base: str, difference: Difference, currency: str) -> Iterator[str]:
    """What recruited partners bring more or less, and what that adds to all revenue; where both can be told."""
    recruited, additional = (difference.outcomes[f"{name}_revenue"] for name in ("recruited", "additional"))
    if not all(_is_told_apart(paired) for paired in (recruited, additional)):
        return
    gross, net = (_more_or_less(paired, currency) for paired in (recruited, additional))
    ends = sorted((abs(additional.ci_low or 0.0), abs(additional.ci_high or 0.0)))
    span = " to ".join(money(end, currency, _half(additional)) for end in ends)
    yield (
        f"Partners recruited in {ours} bring {gross} revenue than those in {base}; net of what direct sales lose, "
        f"the company has {net} (95% interval {span})."
    )


def _is_told_apart(paired: Paired) -> bool:
    return paired.ci_low is not None and paired.ci_high is not None and not paired.ci_low <= 0 <= paired.ci_high


def _more_or_less(paired: Paired, currency: str) -> str:
    change = paired.difference or 0.0
    return f"{money(abs(change), currency, _half(paired))} {'more' if change > 0 else 'less'}"


def _dominance_sentences(names: dict[str, str], difference: Difference, comparison: Comparison) -> Iterator[str]:
    """One sentence for each side that dominates somewhere, and order; that of risk for money alone."""
    surely: dict[str, list[str]] = {}
    by_risk: dict[str, list[str]] = {}
    for outcome in comparison.outcomes:
        paired = difference.outcomes[outcome.name]
        if outcome.is_part:
            continue
        if paired.first_order is not None:
            surely.setdefault(paired.first_order, []).append(_lower(outcome))
        elif paired.second_order is not None and outcome.unit == "money":
            by_risk.setdefault(paired.second_order, []).append(_lower(outcome))
    for label, listed in sorted(surely.items()):
        yield (
            f"{names[label]} is the better choice at every percentile of {_listed(listed)} "
            "(first-order dominance in these futures)."
        )
    for label, listed in sorted(by_risk.items()):
        yield (
            f"{names[label]} is the better choice for a risk-averse decision maker by {_listed(listed)} "
            "(second-order dominance in these futures)."
        )


def _lower(outcome: Outcome) -> str:
    """The outcome's label inside a sentence, without a comma, which there parts one outcome from the next."""
    return (outcome.label[0].lower() + outcome.label[1:]).replace(", month", " at month")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


# Figures


def figure_text(figure: Figure, outcome: Outcome, currency: str) -> str:
    """The mean, rounded by its interval; the median of a month."""
    if outcome.unit == "month":
        return NEVER if figure.p50 is None else f"{figure.p50:.0f}"
    if figure.mean is None:
        return NOTHING
    low, high = figure.ci_low, figure.ci_high
    half = 0.0 if low is None or high is None else (high - low) / 2
    if outcome.unit == "money":
        return money(figure.mean, currency, half)
    if outcome.unit == "partners":
        return f"{figure.mean:,.{_places(half)}f}"
    return percent_in_interval(figure.mean, figure.mean - half, figure.mean + half)


def difference_figure(paired: Paired, outcome: Outcome, currency: str) -> str:
    """The paired difference with its sign, rounded by its interval."""
    if paired.difference is None:
        return NOTHING
    return "0" if paired.difference == 0 else _signed(paired.difference, _half(paired), outcome, currency)


def interval_text(paired: Paired, outcome: Outcome, currency: str) -> str:
    """The 95% interval of the paired difference."""
    if paired.ci_low is None or paired.ci_high is None:
        return NOTHING
    ends, half = (paired.ci_low, paired.ci_high), _half(paired)
    texts = [_signed(end, half, outcome, currency) for end in ends]
    if any(end and not text.strip("+-$0.") for end, text in zip(ends, texts, strict=True)):
        # Whether zero is in the interval is what the reader looks for: an end beside zero must not read as zero.
        texts = [_signed(end, half / 10, outcome, currency) for end in ends]
    return " to ".join(texts)


def share_of_futures(share: float) -> str:
    """A share of futures in whole percent; above 99% and below 1% only where all or none are meant."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def _signed(value: float, half: float, outcome: Outcome, currency: str) -> str:
    """A difference to the digit of half its interval."""
    if outcome.unit == "money":
        return _signed_money(value, currency, half)
    if outcome.unit == "partners":
        return _with_sign(f"{value:,.{_places(half)}f}")
    return _points(value, half)


def _points(value: float, half: float) -> str:
    """Percentage points to the digit of half the interval."""
    return _with_sign(f"{100 * value:.{_places(100 * half, 2)}f}")


def _signed_money(value: float, currency: str, half: float) -> str:
    text = money(value, currency, half)
    return text if text.startswith("-") or float(plain_money(value, half).rstrip("kMB")) == 0 else f"+{text}"


def _with_sign(text: str) -> str:
    if float(text.replace(",", "")) == 0:
        return text.lstrip("-")
    return text if text.startswith("-") else f"+{text}"


def _half(paired: Paired) -> float:
    return 0.0 if paired.ci_low is None or paired.ci_high is None else (paired.ci_high - paired.ci_low) / 2


def _places(half: float, most: int = 1) -> int:
    return min(max(digit_of(half), 0), most) if half > 0 else most
