"""Points of a partner on its ladder, from amounts in currency units, shares and counts (R-100 to R-102).

Readings: what is below zero counts as nothing, and nothing counts for more than a thousand million units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

MOST_UNITS = 10**9


@dataclass(frozen=True)
class Award:
    """So many points for every ``per`` units, and no more than ``most`` of them; None: as many as there are."""

    points: int
    per: int = 1
    most: int | None = None


def units(kind: str, value: Fraction) -> int:
    """Whole units: currency units of money, percents of a share, pieces of a count."""
    scale = {"money": 1, "share": 100, "count": 1}[kind]
    return max(0, min(MOST_UNITS, floor(value * scale)))


def points(awards: Mapping[str, Award], kinds: Mapping[str, str], values: Mapping[str, Fraction]) -> int:
    """All that the awards come to."""
    found = 0
    for name, award in awards.items():
        earned = floor(Fraction(units(kinds[name], values[name]) * award.points, award.per))
        found += earned if award.most is None else min(earned, award.most)
    return found
