"""The values of an uncertain input: what its field holds at a probability, for drawing, ``explain``, pages and tests.

``sim.scenario.distributions`` has the continuous forms; here they are rounded for the field (DESIGN 4).
"""

from collections.abc import Callable

from sim.scenario.grammar import Spec
from sim.scenario.points import Points
from sim.units import BPS, to_bps

SIGNIFICANT_DIGITS = 9


def values_of(distribution: Points, spec: Spec) -> Callable[[float], float]:
    """The value of a field at a probability, within its bounds: a whole number, whole basis points, or 9 digits."""
    low, high = float(spec.low), float(spec.high)
    if spec.kind == "int":
        return distribution.whole(low, high)
    uncut = distribution.uncut(low, drawn_to(distribution, spec))

    def quantile(u: float) -> float:
        return min(max(uncut(u), low), high)

    def rate(u: float) -> float:
        return min(max(to_bps(quantile(u)) / BPS, low), high)

    def number(u: float) -> float:
        return min(max(float(f"{quantile(u):.{SIGNIFICANT_DIGITS}g}"), low), high)

    return rate if spec.is_rate else number


def drawn_to(distribution: Points, spec: Spec) -> float:
    """The upper bound up to which a distribution, before it was moved, is drawn in a field.

    The field's own bound for draws where the distribution fits below it, so that a wider field changes no draw; else
    the largest value of the field.
    """
    if spec.drawn_to >= spec.high or distribution.bounds_problem(spec.low, spec.drawn_to):
        return float(spec.high)
    return spec.drawn_to
