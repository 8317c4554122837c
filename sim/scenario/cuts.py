"""Moved ranges that reach past the bounds of their field, and the share of worlds in which they are cut."""

import math
from collections.abc import Callable

from sim.scenario.notes import Note
from sim.scenario.paths import spec_of
from sim.scenario.problems import without_exponent
from sim.scenario.schema import Root
from sim.scenario.values import drawn_to

LEAST_SHARE = 1e-4
"""A cut in fewer worlds than this is not worth a line."""
_HALVINGS = 40


def cut_ranges(scenario: Root, place: str | Callable[[str], str]) -> list[Note]:
    """A note for each moved range of which a part lies outside the field's bounds.

    ``place`` is where the change is stated, or gives it for a path.
    """
    notes = []
    for path, distribution in scenario.uncertainty.items():
        spec = spec_of(path, type(scenario))
        if spec is None or not distribution.moved:
            continue
        uncut = distribution.uncut_whole if spec.kind == "int" else distribution.uncut
        value = uncut(float(spec.low), drawn_to(distribution, spec))
        below = _share(value, spec.low)
        above = 1.0 - _share(value, math.nextafter(spec.high, math.inf))
        parts = [
            f"at {without_exponent(bound)} in {100 * share:.2g}% of worlds"
            for bound, share in ((spec.low, below), (spec.high, above))
            if share >= LEAST_SHARE
        ]
        if parts:
            where = place if isinstance(place, str) else place(path)
            notes.append(Note("cut", path, where, f"its moved range is cut {' and '.join(parts)}"))
    return notes


def _share(value: Callable[[float], float], bound: float) -> float:
    """The share of worlds with a value below a bound; ``value`` rises with the probability."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if value(middle) < bound else (low, middle)
    return low
