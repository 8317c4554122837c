"""Ranges of which draws are changed: two numbers that must be in order are drawn out of it, or beyond their sum."""

import random
from collections.abc import Callable

from sim.scenario.notes import Note
from sim.scenario.schema import Root
from sim.scenario.worlds import Limit, Worlds

DRAWS = 1_000
"""Worlds of which those with a change are counted."""
LEAST_SHARE = 0.01
"""A change in fewer worlds than this is not worth a line."""


def reordered_ranges(scenario: Root, place: Callable[[str], str]) -> list[Note]:
    """A note for each two numbers of which draws are changed in 1% of worlds or more.

    ``place`` is where a path was stated.
    """
    worlds = Worlds(scenario, scenario.uncertainty)
    if not worlds.limits:
        return []
    from sim.scenario.drawing import Drawing  # it loads the compiler, and hardly a scenario needs it here

    drawing, uniforms = Drawing(scenario), random.Random(1)  # a count of worlds
    drawn = [drawing.drawn(lambda _: uniforms.random()) for _ in range(DRAWS)]
    notes = []
    for limit in worlds.limits:
        share = sum(not worlds.keeps(limit, values) for values in drawn) / DRAWS
        if share >= LEAST_SHARE:
            path = limit.moves if limit.moves in scenario.uncertainty else limit.other
            notes.append(Note("reordered", path, place(f"uncertainty.{path}"), _said(limit, path, share)))
    return notes


def _said(limit: Limit, path: str, share: float) -> str:
    """What happens to the draws, in about so many worlds."""
    other = limit.other if path == limit.moves else limit.moves
    how = "raised" if limit.is_raised else "lowered"
    what = "out of order" if limit.most is None else f"to more than {limit.most} together"
    changed = f"there {limit.moves} is {how} to fit"
    return f"it and {other} are drawn {what} in about {100 * share:.0f}% of worlds: {changed}"
