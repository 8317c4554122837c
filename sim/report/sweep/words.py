"""A sweep in sentences: the best value, the rule at it, the crossings, and the reason for stopping."""

from collections.abc import Iterator, Sequence

from sim.analysis.figures.outcomes import PROGRAM_CONTRIBUTION
from sim.analysis.sweep.best import Best
from sim.analysis.sweep.crossings import Crossing
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.measures import MEASURES
from sim.analysis.sweep.point import Estimate, Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.elasticity import elasticity_sentence
from sim.report.sweep.levers import between_points, short_name, value_text, values_text
from sim.report.sweep.mix_words import mix_lines
from sim.report.words.counting import counted
from sim.report.words.rounding import money, money_range, percent_in_interval, plain_percent

_LABELS = {outcome.name: outcome.label for outcome in MEASURES}
STOPS = {
    "precise": "the odds of every point are known to ± {width}, or clearly above or below the required probability",
    "clear above": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "clear below": "the odds of every point are clearly above or below the required probability, or known to ± {width}",
    "max runs": "--max-runs was reached before the odds of every point were known to ± {width}",
}


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
    label, levers = _LABELS[measure], sweep.levers
    if best is None:
        return f"{label} is the same at every point."
    where = values_text(levers, best.values)
    ranges = ", ".join(
        value_text(lever, low) if low == high else f"{value_text(lever, low)} to {value_text(lever, high)}"
        for lever, low, high in zip(levers, best.ci_low, best.ci_high, strict=True)
    )
    text = (
        f"{label} is greatest at {where} (95% interval {ranges}; best of {len(sweep.points)} points in "
        f"{_share(best.share)} of the resampled sets), {_mean(sweep, measure, best)} on average"
    )
    edge = [short_name(lever) for lever, at_edge in zip(levers, best.at_edge, strict=True) if at_edge]
    if edge:
        text += f"; that is the end of the range tried for {' and '.join(edge)}: a better value may lie beyond it"
    return f"{text}."


def _rule_at_best(sweep: Sweep) -> Iterator[str]:
    """The odds at the greatest program contribution and, if they are below the rule, the best point that meets it."""
    best = sweep.best[PROGRAM_CONTRIBUTION.name]
    if best is None:
        return
    required = sweep.scenario.gate.required_probability
    point = next(point for point in sweep.points if point.values == best.values)
    there = f"At {values_text(sweep.levers, best.values)} the odds are {_odds_and_interval(point)}"
    if point.gate["pass_probability"] >= required:
        yield f"{there}; {plain_percent(required)} are required."
        return
    meeting = [other for other in sweep.points if other.gate["pass_probability"] >= required]
    if not meeting:
        yield f"{there}, below the required {plain_percent(required)}; no other point reaches it either."
        return
    chosen = max(meeting, key=lambda other: other.estimates[PROGRAM_CONTRIBUTION.name].mean)
    amount = _amount(sweep, chosen.estimates[PROGRAM_CONTRIBUTION.name])
    one = len(meeting) == 1
    yield (
        f"{there}, below the required {plain_percent(required)}: "
        f"{'the one point that reaches it is' if one else f'of the {len(meeting)} points that reach it, the best is'} "
        f"{values_text(sweep.levers, chosen.values)}, with program contribution of {amount} and odds of "
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
    estimate = next(point.estimates[measure] for point in sweep.points if point.values == best.values)
    amount = _amount(sweep, estimate)
    if estimate.ci_low is None or estimate.ci_high is None:
        return amount
    return f"{amount} (95% interval {money_range(estimate.ci_low, estimate.ci_high, sweep.scenario.currency)})"


def _amount(sweep: Sweep, estimate: Estimate) -> str:
    return money(estimate.mean, sweep.scenario.currency, estimate.half_interval)


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
            f"The odds {turn} the required {required} at {short_name(lever)} {between_points(lever, crossing.value)}"
            f"{_at(sweep.levers[1:], crossing)} (95% interval {_ends(lever, crossing)})."
        )


def _odds_text(sweep: Sweep, odds: float) -> str:
    gate = next(point.gate for point in sweep.points if point.gate["pass_probability"] == odds)
    return percent_in_interval(odds, gate["ci_low"], gate["ci_high"])


def _at(others: Sequence[Lever], crossing: Crossing) -> str:
    return f" with {values_text(others, crossing.at)}" if others else ""


def _ends(lever: Lever, crossing: Crossing) -> str:
    first, last = value_text(lever, min(lever.values)), value_text(lever, max(lever.values))
    low = f"below {first}" if crossing.ci_low is None else between_points(lever, crossing.ci_low)
    high = f"beyond {last}" if crossing.ci_high is None else between_points(lever, crossing.ci_high)
    return f"{low} to {high}"
