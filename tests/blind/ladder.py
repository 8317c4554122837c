"""The years of a partner on a ladder, told close by close in the names of its tiers (R-100 to R-104, R-108).

``Year books`` are what is known at each close: a value by measure, a share as a fraction, and for the rank the place
of the partner and the number of those ranked, or None where it has sold nothing.

Readings: a review that falls between a warning and the end of its grace is a review like any other, and a partner that
holds its tier then has no warning any more; a tier without a condition is held by everybody; a partner that fails
the lowest tier of a ladder that keeps it is not warned; with no grace it is removed at the review itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from tests.blind.money import DAYS, MONTHS, fiscal_period, month_of

Rank = tuple[int, int] | None
Value = Fraction | int | Rank
Book = Mapping[str, Value]


@dataclass(frozen=True)
class Tier:
    """A step of the ladder: all of ``needs``, and one of ``one_of`` if it has any."""

    name: str
    needs: Mapping[str, Fraction | int] = field(default_factory=dict)
    one_of: Mapping[str, Fraction | int] = field(default_factory=dict)
    grace: int = 0


@dataclass(frozen=True)
class Ladder:
    """Tiers from the lowest on, and when they are looked at."""

    tiers: Sequence[Tier]
    promotion: int = 3
    review: int = 12
    by_fiscal_year: bool = False
    falls: str = "one"
    lowest: str = "kept"
    provisional: str | None = None
    provisional_score: int = 0
    provisional_months: int = 0


@dataclass(frozen=True)
class Standing:
    """After a close: the tier, and the month in which the partner was warned. ``tier`` None: removed."""

    month: int
    tier: str | None
    warned: int | None


def passes(measure: str, value: Value, asked: Fraction | int) -> bool:
    """Whether a condition holds; those who are among the first by rank have a small place."""
    if measure == "top_share":
        if not isinstance(value, tuple):
            return False
        place, number = value
        return place <= ceil(Fraction(asked) * number)
    if value is None or isinstance(value, tuple):
        return False
    return value >= asked


def holds(tier: Tier, book: Book) -> bool:
    """Whether a partner has what a tier asks for."""
    every = [passes(measure, book[measure], asked) for measure, asked in tier.needs.items()]
    some = [passes(measure, book[measure], asked) for measure, asked in tier.one_of.items()]
    return all(every) and (any(some) if some else True)


def best(ladder: Ladder, book: Book) -> int:
    """Number of the best tier held, from 1; 0 if it is none."""
    return max((number for number, tier in enumerate(ladder.tiers, start=1) if holds(tier, book)), default=0)


def years(
    ladder: Ladder, signed: int, score: int, books: Sequence[Book], start_month: int = 1, fiscal_month: int = 1
) -> list[Standing]:
    """The partner's standing after each close from that of the month of its agreement on, until it is removed."""
    names = [tier.name for tier in ladder.tiers]
    on_trial = ladder.provisional is not None and score >= ladder.provisional_score
    stands = names.index(ladder.provisional) + 1 if on_trial and ladder.provisional else 1
    warned: int | None = None
    told: list[Standing] = []
    for since, book in enumerate(books):
        month = month_of(signed) + since
        earned = best(ladder, book)
        _, begins, _ = fiscal_period(month, MONTHS, start_month, fiscal_month)
        of_year = month - begins + 1
        if on_trial and DAYS * month - signed >= DAYS * ladder.provisional_months:
            on_trial = False
            stands = min(stands, max(earned, 1))
        if of_year % ladder.promotion == 0 and earned > stands:
            stands, warned = earned, None
        age = of_year if ladder.by_fiscal_year else since
        reviewed = age > 0 and age % ladder.review == 0
        grace = ladder.tiers[stands - 1].grace
        over = warned is not None and month == warned + grace
        if not on_trial and (reviewed or over):
            if earned >= stands or (stands == 1 and ladder.lowest == "kept"):
                warned = None
            elif over or grace == 0:
                if stands == 1:
                    told.append(Standing(month, None, None))
                    return told
                stands = stands - 1 if ladder.falls == "one" else max(earned, 1)
                warned = None
            elif warned is None:
                warned = month
        told.append(Standing(month, names[stands - 1], warned))
    return told


def nearness(tier: Tier, book: Book) -> Fraction:
    """How much of the next tier there is: the least of what it needs, with the best of what suffices.

    Reading: of a rank it is the share asked for over the least share, in whole basis points, that would hold.
    """
    parts = [part_of(measure, book[measure], asked) for measure, asked in tier.needs.items()]
    if tier.one_of:
        parts.append(max(part_of(measure, book[measure], asked) for measure, asked in tier.one_of.items()))
    return min(parts, default=Fraction(1))


def part_of(measure: str, value: Value, asked: Fraction | int) -> Fraction:
    """The part of a condition that is there, at most 1; in whole basis points."""
    if passes(measure, value, asked):
        return Fraction(1)
    if measure == "top_share":
        if not isinstance(value, tuple):
            return Fraction(0)
        enough = next(share for share in range(1, 10_001) if passes(measure, value, Fraction(share, 10_000)))
        return Fraction(int(Fraction(asked) * 10_000 * 10_000 / enough), 10_000)
    if value is None or isinstance(value, tuple) or asked <= 0 or value <= 0:
        return Fraction(0)
    return Fraction(int(Fraction(value) / asked * 10_000), 10_000)
