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
            return _filled(months, most)
    return sorted(kept)


def _filled(months: list[int], most: int) -> list[int]:
    """With further ends of years, each in the middle of the widest gap, while there are fewer than ``most``."""
    while len(months) < most:
        gaps = [(low, high) for low, high in zip([0, *months], months, strict=False) if high - low > MONTHS_PER_YEAR]
        middles = [(high - low, _year_end(low, high)) for low, high in gaps if _year_end(low, high) not in (low, high)]
        if not middles:
            return months
        widest = max(width for width, _ in middles)
        months = sorted([*months, next(middle for width, middle in middles if width == widest)])
    return months


def _year_end(low: int, high: int) -> int:
    """The end of a year nearest the middle of two months, the earlier of two."""
    return MONTHS_PER_YEAR * ((low + high + MONTHS_PER_YEAR - 1) // (2 * MONTHS_PER_YEAR))
