"""The points of a sweep at which planned contacts are not made, in a sentence."""

from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.mixes import is_mix
from sim.analysis.sweep.point import Point
from sim.analysis.sweep.sweep import Sweep
from sim.report.sweep.levers import mix_name, short_name, value_text
from sim.report.words.contacts import is_notable, not_made
from sim.report.words.counting import counted

MOST_LOSSES = 4
"""Points that are named, those that lose most first."""
ALIKE = 0.01
"""Difference of the shares lost below which one sentence stands for all points."""
MADE = "All planned contacts are made at every point (99% of them or more)."


def contacts_line(sweep: Sweep) -> str:
    """The points that lose most contacts and why; one sentence for all where it is the same at each."""
    known = [(point, point.contacts) for point in sweep.points if point.contacts is not None]
    lost = sorted(
        ((point, contacts) for point, contacts in known if is_notable(contacts)), key=lambda each: -each[1].lost_share
    )
    if not lost:
        return MADE
    shares = [contacts.lost_share for _, contacts in known]
    if max(shares) - min(shares) < ALIKE:
        return f"Over the horizon, at every point or nearly so, {not_made(lost[0][1])}."
    told = "; ".join(f"{_where(sweep, point)}, {not_made(contacts)}" for point, contacts in lost[:MOST_LOSSES])
    rest = len(lost) - MOST_LOSSES
    more = f"; {counted(rest, 'more point')} with fewer" if rest > 0 else ""
    return f"Over the horizon, at the same cost of staff: at {told}{more}."


def _where(sweep: Sweep, point: Point) -> str:
    return " with ".join(_place(lever, value) for lever, value in zip(sweep.levers, point.values, strict=True))


def _place(lever: Lever, value: float) -> str:
    return mix_name(lever, value) if is_mix(lever) else f"{short_name(lever)} {value_text(lever, value)}"
