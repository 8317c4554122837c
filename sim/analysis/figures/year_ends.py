"""Months that stand for a horizon: ends of years spread over it, and always its last month."""

from collections.abc import Iterable

from sim.units import MONTHS_PER_YEAR

_YEARS_APART = (1, 2, 3, 5, 10)


def year_ends(last: int, most: int, always: Iterable[int] = ()) -> list[int]:
    """At most ``most`` months of 1 to ``last``: ends of years, the last month, and those that are always there."""
    kept = {*always, last}
    for years in _YEARS_APART:
        step = MONTHS_PER_YEAR * years
        months = sorted({*range(step, last + 1, step), *kept})
        if len(months) <= most:
            return months
    return sorted(kept)
