"""What a sweep says, in sentences: the best value, the crossings, and what rests on the pay elasticity."""

from collections.abc import Iterable, Iterator, Sequence

from sim.analysis.answer import Answer
from sim.analysis.lever import Lever
from sim.analysis.resampling import Best, Crossing
from sim.analysis.sweep import Sweep
from sim.analysis.sweep_point import Estimate, Point
from sim.report.mix_words import letters_of, mix_lines
from sim.report.rounding import counted, money_in_interval, money_range, percent_in_interval, plain_percent

MEASURES = {"program_contribution": "program contribution", "incremental_contribution": "incremental contribution"}
STOPS = {
    "precise": "the odds of every point are known to ± {width}, or clearly above or below the required probability",
    "clear above": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "clear below": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "max runs": "--max-runs was reached before the odds of every point were known to ± {width}",
}


def value_text(lever: Lever, value: float) -> str:
    """A lever's value as people read it: 25%, 90,000, or a name."""
    said = lever.said(value)
    if isinstance(said, str):
        return said
    if is_fraction(lever):
        return plain_percent(round(value, 4))
    return f"{value:,.6g}"


def row_text(lever: Lever, value: float) -> str:
    """The value as a table has room for it: the letter of a named mix."""
    return value_text(lever, value) if lever.is_ordered else letters_of(lever)[value]


def is_fraction(lever: Lever) -> bool:
    """Whether the values are fractions of 1, read as percentages."""
    unit = lever.spec.unit
    fraction = "fraction" in unit or unit == "probability" or lever.path.endswith((".terms.rate", "gate.threshold"))
    return fraction and max(abs(value) for value in lever.values) <= 1


def short_name(lever: Lever) -> str:
    """The path without its first table: ``reseller.terms.rate``."""
    steps = lever.path.split(".")
    return ".".join(steps[1:]) if len(steps) > 2 else lever.path


def sentences(sweep: Sweep) -> list[str]:
    """The answers, each a sentence that stands alone."""
    found: list[str] = []
    if all(lever.is_ordered for lever in sweep.levers):
        found.extend(_best(sweep, measure, best) for measure, best in sweep.best.items())
        found.extend(_rule_at_best(sweep))
        found.extend(_crossings(sweep))
    found.extend(mix_lines(sweep))
    found.append(elasticity_sentence(sweep))
    if sweep.stopped is not None and sweep.half_width is not None:
        reason = STOPS[sweep.stopped].format(width=plain_percent(sweep.half_width))
        found.append(f"Stopped at {counted(sweep.runs, 'run')}: {reason}.")
    return found


def _best(sweep: Sweep, measure: str, best: Best | None) -> str:
    name, levers = MEASURES[measure], sweep.levers
    if best is None:
        return f"{name.capitalize()} is the same at every point."
    where = _values(levers, best.values)
    ranges = ", ".join(
        value_text(lever, low) if low == high else f"{value_text(lever, low)} to {value_text(lever, high)}"
        for lever, low, high in zip(levers, best.ci_low, best.ci_high, strict=True)
    )
    text = (
        f"{name.capitalize()} is greatest at {where} (95% interval {ranges}; best of {len(sweep.points)} points in "
        f"{_share(best.share)} of the resampled sets), {_mean(sweep, measure, best)} on average"
    )
    edge = [short_name(lever) for lever, at_edge in zip(levers, best.at_edge, strict=True) if at_edge]
    if edge:
        text += f"; that is the end of the range tried for {' and '.join(edge)}: a better value may lie beyond it"
    return f"{text}."


def _rule_at_best(sweep: Sweep) -> Iterator[str]:
    """The odds where contribution is greatest and, where they fall short, the best point that meets the rule."""
    best = sweep.best["program_contribution"]
    if best is None:
        return
    required = sweep.scenario.gate.required_probability
    point = next(point for point in sweep.points if point.values == best.values)
    there = f"At {_values(sweep.levers, best.values)} the odds are {_odds_and_interval(point)}"
    if point.gate["pass_probability"] >= required:
        yield f"{there}; {plain_percent(required)} are required."
        return
    meeting = [other for other in sweep.points if other.gate["pass_probability"] >= required]
    if not meeting:
        yield f"{there}, below the required {plain_percent(required)}; no other point reaches it either."
        return
    chosen = max(meeting, key=lambda other: other.money["program_contribution"].mean)
    amount = _amount(sweep, chosen.money["program_contribution"])
    one = len(meeting) == 1
    yield (
        f"{there}, below the required {plain_percent(required)}: "
        f"{'the one point that reaches it is' if one else f'of the {len(meeting)} points that reach it, the best is'} "
        f"{_values(sweep.levers, chosen.values)}, with program contribution of {amount} and odds of "
        f"{_odds_and_interval(chosen)}."
    )


def _odds_and_interval(point: Point) -> str:
    odds, low, high = (point.gate[name] for name in ("pass_probability", "ci_low", "ci_high"))
    ends = " to ".join(percent_in_interval(end, low, high) for end in (low, high))
    return f"{percent_in_interval(odds, low, high)} (95% interval {ends})"


def _share(share: float) -> str:
    """A share of resamples; whole only where it is."""
    return "all" if share == 1 else "over 99%" if share > 0.99 else f"{100 * share:.0f}%"


def _mean(sweep: Sweep, measure: str, best: Best) -> str:
    """The mean at the best point with its interval."""
    estimate = next(point.money[measure] for point in sweep.points if point.values == best.values)
    amount = _amount(sweep, estimate)
    if estimate.ci_low is None or estimate.ci_high is None:
        return amount
    return f"{amount} (95% interval {money_range(estimate.ci_low, estimate.ci_high)})"


def _amount(sweep: Sweep, estimate: Estimate) -> str:
    return money_in_interval(estimate.mean, estimate.ci_low, estimate.ci_high, sweep.scenario.currency)


def _values(levers: Sequence[Lever], values: Sequence[float]) -> str:
    return ", ".join(
        f"{short_name(lever)} {value_text(lever, value)}" if lever.is_ordered else value_text(lever, value)
        for lever, value in zip(levers, values, strict=True)
    )


def _crossings(sweep: Sweep) -> Iterator[str]:
    required = plain_percent(sweep.scenario.gate.required_probability)
    if not sweep.crossings:
        odds = [point.gate["pass_probability"] for point in sweep.points]
        side = "reach" if min(odds) >= sweep.scenario.gate.required_probability else "lie below"
        low, high = (_odds_text(sweep, chosen) for chosen in (min(odds), max(odds)))
        undecided = sum(
            point.gate["ci_low"] < sweep.scenario.gate.required_probability < point.gate["ci_high"]
            for point in sweep.points
        )
        doubt = f"; at {counted(undecided, 'point')} the 95% interval includes {required}" if undecided else ""
        yield f"The odds {side} the required {required} at every point (from {low} to {high}{doubt})."
        return
    lever = sweep.levers[0]
    for crossing in sweep.crossings:
        turn = "rise above" if crossing.rising else "fall below"
        yield (
            f"The odds {turn} the required {required} at {short_name(lever)} {_place(lever, crossing.value)}"
            f"{_at(sweep.levers[1:], crossing)} (95% interval {_ends(lever, crossing)})."
        )


def _odds_text(sweep: Sweep, odds: float) -> str:
    gate = next(point.gate for point in sweep.points if point.gate["pass_probability"] == odds)
    return percent_in_interval(odds, gate["ci_low"], gate["ci_high"])


def _place(lever: Lever, value: float) -> str:
    """An interpolated value: three digits, for it is no point that was simulated."""
    return value_text(lever, float(f"{value:.3g}"))


def _at(others: Sequence[Lever], crossing: Crossing) -> str:
    return f" with {_values(others, crossing.at)}" if others else ""


def _ends(lever: Lever, crossing: Crossing) -> str:
    first, last = value_text(lever, min(lever.values)), value_text(lever, max(lever.values))
    low = f"below {first}" if crossing.ci_low is None else _place(lever, crossing.ci_low)
    high = f"beyond {last}" if crossing.ci_high is None else _place(lever, crossing.ci_high)
    return f"{low} to {high}"


def elasticity_sentence(sweep: Sweep) -> str:
    """How much of the answer rests on the belief about the pay elasticity."""
    if sweep.elasticity is None:
        if any("pay_elasticity" in lever.path for lever in sweep.levers):
            return "The pay elasticity is itself swept: the table shows its effect."
        if any(path.endswith("pay_elasticity") for path in sweep.scenario.uncertainty):
            return "The effect of the uncertain pay elasticity was not examined (not held at its p10 and p90)."
        return "No pay elasticity is uncertain in this scenario: no result depends on its range."
    low, high = (sweep.elasticity.answers[level] for level in ("p10", "p90"))
    if all(answer.best["program_contribution"] is None for answer in (sweep.answer, low, high)):
        return "With the pay elasticity of every archetype at its p10 or p90 it is the same at every point too."
    small, large = (_range_of(sweep.elasticity.settings[level].values()) for level in ("p10", "p90"))
    return (
        f"With the pay elasticity of every archetype at its p10 ({small}) program contribution is greatest at "
        f"{_best_values(sweep, low)}, odds {_odds_range(sweep, low)}; at its p90 ({large}) at "
        f"{_best_values(sweep, high)}, odds {_odds_range(sweep, high)}: {_weight(sweep, low, high)}."
    )


def _range_of(values: Iterable[float]) -> str:
    numbers = sorted(set(values))
    return f"{numbers[0]:g}" if len(numbers) == 1 else f"{numbers[0]:g} to {numbers[-1]:g}"


def _best_values(sweep: Sweep, answer: Answer) -> str:
    best = answer.best["program_contribution"]
    return "every point alike" if best is None else _values(sweep.levers, best.values)


def _odds_range(sweep: Sweep, answer: Answer) -> str:
    """Lowest and highest odds, and over one lever where they cross the required probability."""
    odds = [point.gate["pass_probability"] for point in answer.points]
    low, high = f"{100 * min(odds):.0f}%", f"{100 * max(odds):.0f}%"
    text = f"{low} throughout" if low == high else f"{low} to {high}"
    if len(sweep.levers) > 1 or not answer.crossings:
        return text
    places = " and ".join(_place(sweep.levers[0], crossing.value) for crossing in answer.crossings)
    return f"{text} (crossing {plain_percent(sweep.scenario.gate.required_probability)} at {places})"


def _weight(sweep: Sweep, low: Answer, high: Answer) -> str:
    """Whether the best value moves by more than its own sampling interval as the belief changes."""
    stated, lowest, highest = (answer.best["program_contribution"] for answer in (sweep.answer, low, high))
    if stated is None or lowest is None or highest is None:
        return "the levers do not move contribution in one of the cases"
    if lowest.values == highest.values and (sweep.levers[0].is_ordered or stated.values == lowest.values):
        return f"so the best {'value' if sweep.levers[0].is_ordered else 'mix'} does not depend on this assumption"
    if not sweep.levers[0].is_ordered:
        return "so which mix is best depends on this assumption (or on the number of runs, where mixes are close)"
    outside = any(
        not left <= value <= right
        for best in (lowest, highest)
        for value, left, right in zip(best.values, stated.ci_low, stated.ci_high, strict=True)
    )
    if outside:
        return "so the best value depends on this assumption more than on the number of runs"
    return "so the best value changes with this assumption, but by no more than its interval"
