"""The values of an uncertain input: what its field holds at a probability, for drawing, ``explain``, pages and tests.

``sim.scenario.distributions`` has the continuous forms; here they are rounded for the field (DESIGN 4).
"""

import math
from collections.abc import Callable

from sim.scenario.grammar import Spec
from sim.scenario.points import Points
from sim.units import BPS, to_bps

SIGNIFICANT_DIGITS = 9
ZERO = 1e-12
"""Smaller numbers are what rounding leaves of 0, at a point of a range that has values on both sides of 0."""


def values_of(distribution: Points, spec: Spec) -> Callable[[float], float]:
    """The value of a field at a probability, within its bounds: a whole number, whole basis points, or 9 digits."""
    low, high = float(spec.low), float(spec.high)
    most = drawn_to(distribution, spec)
    if spec.kind == "int":
        uncut_whole, first, last = distribution.uncut_whole(low, most), math.ceil(low), math.floor(high)
        return lambda u: min(max(uncut_whole(u), first), last)
    uncut = distribution.uncut(low, most)

    def quantile(u: float) -> float:
        return min(max(uncut(u), low), high)

    def rate(u: float) -> float:
        return min(max(to_bps(quantile(u)) / BPS, low), high)

    def number(u: float) -> float:
        value = quantile(u)
        return min(max(0.0 if abs(value) < ZERO else float(f"{value:.{SIGNIFICANT_DIGITS}g}"), low), high)

    return rate if spec.is_rate else number


def drawn_to(distribution: Points, spec: Spec) -> float:
    """The upper bound up to which a distribution, before it was moved, is drawn in a field.

    The field's own bound for draws where the distribution fits below it, so that a wider field changes no draw; else
    the largest value of the field.
    """
    if spec.drawn_to >= spec.high or distribution.bounds_problem(spec.low, spec.drawn_to):
        return float(spec.high)
    return spec.drawn_to
