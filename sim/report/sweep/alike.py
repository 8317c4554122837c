"""Points of a sweep that print alike: no sentence calls one of them the greatest, unless it surely is."""

from collections.abc import Sequence

from sim.analysis.figures.outcomes import ODDS, Outcome
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import values_text
from sim.report.sweep.tables import cell
from sim.report.words.counting import listed

MOST_NAMED = 4
"""Points that are named; more are counted."""
SURE = 0.95
"""Share of resampled worlds from which on a best point is sure."""


def mean_text(sweep: Sweep, point: Point, outcome: Outcome) -> str:
    """The mean of a point as the tables have it."""
    return cell(point, outcome, sweep.scenario.currency)[0]


def others_alike(
    sweep: Sweep, point: Point, outcome: Outcome, among: Sequence[Point], share: float = 0.0
) -> list[Point]:
    """The others whose mean is printed as that of ``point``, which is best in a ``share`` of resampled worlds.

    Where that is nearly all of them, those alone whose mean is the same: in the same futures a difference is sure that
    the digits of one interval do not show.
    """
    own, mean, is_sure = mean_text(sweep, point, outcome), _mean(point, outcome), share >= SURE
    return [
        each
        for each in among
        if each.values != point.values
        and mean_text(sweep, each, outcome) == own
        and (not is_sure or _mean(each, outcome) == mean)
    ]


def _mean(point: Point, outcome: Outcome) -> float:
    return float(point.gate["pass_probability"] if outcome == ODDS else point.estimates[outcome.name].mean)


def named(sweep: Sweep, points: Sequence[Point]) -> str:
    """``at``, and the points, or how many there are."""
    if len(points) > MOST_NAMED:
        return f"at {len(points)} points"
    return f"at {listed([values_text(sweep.levers, point.values) for point in points])}"
