"""Where the odds of a sweep cross the required ones, or on which side they lie at every point, by their intervals."""

from collections.abc import Iterator, Sequence
from math import ceil, floor

from sim.analysis.sweep.crossings import Crossing
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import between_points, is_whole, short_name, value_text, values_text
from sim.report.sweep.required import required_text
from sim.report.words.counting import counted
from sim.report.words.rounding import percent_in_interval

MOST_CROSSINGS = 3
"""Crossings of which each has a sentence."""


def crossing_lines(sweep: Sweep) -> Iterator[str]:
    """Each crossing with its interval; where there is none, on which side the odds lie."""
    required, lever = required_text(sweep), sweep.levers[0]
    if not sweep.crossings:
        if sweep.answer.meeting is None or sweep.answer.meeting.status != "not met":
            yield _side(sweep, required)
        return
    if len(sweep.crossings) > MOST_CROSSINGS:
        yield (
            f"Along {short_name(lever)} the odds cross the required {required} {len(sweep.crossings)} times, over the "
            f"{counted(len(sweep.levers[1].values), 'value')} of {short_name(sweep.levers[1])}: summary.json has each "
            "with its interval."
        )
        return
    for crossing in sweep.crossings:
        turn = "rise above" if crossing.rising else "fall below"
        yield (
            f"The odds {turn} the required {required} at {short_name(lever)} {between_points(lever, crossing.value)}"
            f"{_at(sweep.levers[1:], crossing)} (95% interval {_ends(lever, crossing)})."
        )


def _side(sweep: Sweep, required: str) -> str:
    verdicts = [point.verdict for point in sweep.points]
    odds = [point.gate["pass_probability"] for point in sweep.points]
    low, high = (_odds_text(sweep, chosen) for chosen in (min(odds), max(odds)))
    clear = {"on track": "reach", "redesign": "lie below"}
    for verdict, said in clear.items():
        if all(each == verdict for each in verdicts):
            return f"The odds {said} the required {required} at every point (from {low} to {high})."
    undecided = verdicts.count("too close to call")
    rest = [said for verdict, said in clear.items() if verdict in verdicts]
    elsewhere = f"; at the others they {' or '.join(rest)} it" if rest else ""
    return (
        f"The odds go from {low} to {high} and cross the required {required} nowhere, but at "
        f"{counted(undecided, 'point')} they cannot be distinguished from it{elsewhere}."
    )


def _odds_text(sweep: Sweep, odds: float) -> str:
    gate = next(point.gate for point in sweep.points if point.gate["pass_probability"] == odds)
    return percent_in_interval(odds, gate["ci_low"], gate["ci_high"])


def _at(others: Sequence[Lever], crossing: Crossing) -> str:
    return f" with {values_text(others, crossing.at)}" if others else ""


def _ends(lever: Lever, crossing: Crossing) -> str:
    first, last = value_text(lever, min(lever.values)), value_text(lever, max(lever.values))
    low, high = crossing.ci_low, crossing.ci_high
    if is_whole(lever):
        low, high = low and floor(low), high and ceil(high)
    lowest = f"below {first}" if low is None else between_points(lever, low)
    highest = f"beyond {last}" if high is None else between_points(lever, high)
    return f"{lowest} to {highest}"
