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
    quantile = distribution.between(low, high)

    def rate(u: float) -> float:
        return min(max(to_bps(quantile(u)) / BPS, low), high)

    def number(u: float) -> float:
        return min(max(float(f"{quantile(u):.{SIGNIFICANT_DIGITS}g}"), low), high)

    return rate if spec.is_rate else number
