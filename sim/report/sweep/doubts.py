"""Doubts about the inputs of a sweep: at which of its points each holds."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from sim.analysis.sweep.lever import Lever, settings_of
from sim.analysis.sweep.mixes import is_mix
from sim.analysis.sweep.sweep import Sweep
from sim.analysis.sweep.variation import with_values
from sim.report.sweep.levers import short_name, value_text, values_text
from sim.report.words.counting import counted, listed
from sim.report.words.doubts import KINDS, SHOWN, more_line

Values = tuple[float, ...]
NAMED = 2
"""Points that are named one by one."""


def point_doubts(sweep: Sweep, most: int = SHOWN) -> Iterator[str]:
    """A line for each doubt, and the points where it holds if not at all: ``At reseller.terms.rate 35% to 45%: …``.

    A doubt that differs in its numbers alone is one, in the words of the first point that has it. Mixes change who is
    contacted and no range: their levers are left as the scenario has them.
    """
    levers = [lever for lever in sweep.levers if not is_mix(lever)]
    points = list(product(*(lever.values for lever in levers)))
    scenarios = [with_values(sweep.scenario, settings_of(levers, point)) for point in points]
    found: dict[tuple[str, int], dict[Values, str]] = {}
    for kind in KINDS:
        for point, scenario in zip(points, scenarios, strict=True):
            for alike, doubt in numbered(kind(scenario)):
                found.setdefault(alike, {})[point] = doubt
    for texts in list(found.values())[:most]:
        place, (first, *_) = place_of(levers, points, list(texts)), texts
        of = f" (said of {values_text(levers, first)})" if len(set(texts.values())) > 1 else ""
        yield f"{place or 'At all points'}{of}: {texts[first]}" if place or of else texts[first]
    yield from more_line(len(found) - most)


def numbered(doubts: Iterable[str]) -> Iterator[tuple[tuple[str, int], str]]:
    """Doubts of a scenario, each with its words but for numbers, and its place among those with the same words."""
    times = Counter[str]()
    for doubt in doubts:
        words = re.sub(r"\d[\d,.]*", "#", doubt)
        times[words] += 1
        yield (words, times[words]), doubt


def place_of(levers: Sequence[Lever], points: Sequence[Values], having: Sequence[Values]) -> str:
    """Where a doubt holds; empty at all points."""
    if len(having) == len(points):
        return ""
    if len(having) <= NAMED:
        named = listed([f"at {values_text(levers, point)}" for point in having])
        return f"{named[0].upper()}{named[1:]}"
    first = points.index(having[0])
    if len(levers) == 1 and list(having) == list(points[first : first + len(having)]):
        (lever,) = levers
        return f"At {short_name(lever)} {value_text(lever, having[0][0])} to {value_text(lever, having[-1][0])}"
    return f"At {len(having)} of {counted(len(points), 'point')}, first at {values_text(levers, having[0])}"
