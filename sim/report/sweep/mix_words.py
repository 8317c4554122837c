"""A sweep of mixes in sentences: the order of the mixes, and what stays the same."""

from collections.abc import Iterator

from sim.analysis.figures.outcomes import Outcome
from sim.analysis.sweep.measures import RANKED
from sim.analysis.sweep.mixes import Mixes, Ranking, is_mix
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import mix_name
from sim.report.words.counting import counted
from sim.report.words.outcomes import difference_figure, interval_text, label_in_sentence
from sim.report.words.rounding import money, percent_in_interval

SAME = (
    "Every mix has the same contacts a month, managers, other staff and fixed cost in each phase: only who is "
    "contacted differs. A mix that reaches the next phase sooner has that phase's staff and contacts sooner."
)


def mix_lines(sweep: Sweep) -> Iterator[str]:
    """The sentences of a sweep over mixes; none of any other."""
    if not any(is_mix(lever) for lever in sweep.levers):
        return
    if sweep.mixes is not None:
        for outcome in RANKED:
            yield _ranking(sweep, sweep.mixes.rankings[outcome.name], outcome)
    yield SAME


def base_name(sweep: Sweep, mixes: Mixes) -> str:
    """The mix that others are held against, as a sentence names it."""
    lever = sweep.levers[0]
    name = mix_name(lever, lever.values[mixes.base])
    return "the scenario's own mix" if mixes.base_is_own else name


def _ranking(sweep: Sweep, ranking: Ranking, outcome: Outcome) -> str:
    """The order with means, and which neighbours this many runs cannot tell apart."""
    lever = sweep.levers[0]
    names = [mix_name(lever, lever.values[position]) for position in ranking.order]
    told = [
        f"{name} ({_mean(sweep, sweep.points[position], outcome)})"
        for name, position in zip(names, ranking.order, strict=True)
    ]
    close = [
        f"{names[at]} and {names[at + 1]} ({_step(sweep, ranking, at, outcome)})"
        for at, apart in enumerate(ranking.are_apart)
        if not apart
    ]
    head = f"By {label_in_sentence(outcome)}, best first: {'; '.join(told)}."
    runs = counted(sweep.runs, "run")
    if not close:
        return f"{head} Each differs significantly from the next at {runs}."
    return f"{head} Neighbours that do not differ significantly at {runs}: {'; '.join(close)}."


def _mean(sweep: Sweep, point: Point, outcome: Outcome) -> str:
    if outcome.unit == "probability":
        odds, low, high = (point.gate[key] for key in ("pass_probability", "ci_low", "ci_high"))
        return percent_in_interval(odds, low, high)
    estimate = point.estimates[outcome.name]
    return money(estimate.mean, sweep.scenario.currency, estimate.half_interval)


def _step(sweep: Sweep, ranking: Ranking, at: int, outcome: Outcome) -> str:
    step, currency = ranking.steps[at], sweep.scenario.currency
    if step.difference == 0 and step.equal == 1:
        return "the same in every future"
    if step.ci_low is None:
        return "too few runs for an interval"
    points = " points" if outcome.unit == "probability" else ""
    change = difference_figure(step, outcome, currency)
    return f"{change}{points} in the same futures, 95% interval {interval_text(step, outcome, currency, change)}"
