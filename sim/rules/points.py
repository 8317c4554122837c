"""Points of a ladder: so many for each so many units of a measure, from each at most so many (R-100 to R-102).

Entries of a ladder are rows of equal length; the values of their measures stand in a table from ``first`` on.
"""

from collections.abc import Sequence

from sim.rules.measures import COUNT, unit_of
from sim.units import CENTS

MOST_UNITS = 10**9
"""Units of a measure that count: with at most a million points for each, no product leaves 64 bits."""
NO_LIMIT = 0


def whole_units(measure: int, value: int) -> int:
    """Whole currency units of money, whole percents of a share, or a count; 0 … ``MOST_UNITS`` (R-100).

    A percent has as many basis points as a currency unit has cents.
    """
    units = value if unit_of(measure) == COUNT else value // CENTS
    return max(0, min(MOST_UNITS, units))


def points_of_entry(units: int, points: int, per: int, most: int) -> int:
    """Points of one measure: ``points`` for every ``per`` units, cut, and at most ``most`` unless 0 (R-100)."""
    earned = units * points // per
    return earned if most == NO_LIMIT else min(most, earned)


def points_of_ladder(
    measures: Sequence[int],
    points: Sequence[int],
    pers: Sequence[int],
    mosts: Sequence[int],
    values: Sequence[int],
    first: int,
) -> int:
    """Points of a partner on its ladder (R-100)."""
    total = 0
    for entry in range(len(measures)):
        units = whole_units(measures[entry], values[first + entry])
        total += points_of_entry(units, points[entry], pers[entry], mosts[entry])
    return total
