"""Ladders as they are written in a scenario, put into the rows that the rules read, and partners that climb them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.rules import ring
from sim.rules.fiscal import fiscal_month
from sim.rules.ladder import (
    BY_AGREEMENT,
    KEPT,
    NO_TIER,
    NOT_WARNED,
    ONE_TIER,
    nearness_bps,
    qualified_tier,
    standing_after_close,
)
from sim.units import month_of

Asked = Mapping[str, int]


@dataclass(frozen=True)
class Rung:
    """What a tier asks for, in cents, basis points and counts; a measure may be named with what it is of."""

    needs: Asked = field(default_factory=dict)
    one_of: Asked = field(default_factory=dict)
    grace: int = 0


@dataclass(frozen=True)
class Ladder:
    """Tiers from the lowest on."""

    rungs: Sequence[Rung]
    promotion: int = 3
    review: int = 12
    review_at: int = BY_AGREEMENT
    falls: int = ONE_TIER
    lowest: int = KEPT
    provisional_tier: int = NO_TIER
    provisional_months: int = 0

    @property
    def conditions(self) -> list[tuple[int, bool, str, int]]:
        """Tier, whether it suffices, name and threshold of each condition."""
        return [
            (tier, suffices, name, threshold)
            for tier, rung in enumerate(self.rungs)
            for suffices, asked in ((False, rung.needs), (True, rung.one_of))
            for name, threshold in asked.items()
        ]

    def rows(self, book: Asked):
        """Arguments of the rules: rows of conditions, and a partner's values behind one of somebody else."""
        tiers, suffices, names, thresholds = ([one[place] for one in self.conditions] for place in range(4))
        return tiers, suffices, [measure_of(name) for name in names], thresholds, [7, *(book[one] for one in names)], 1

    def qualified(self, **book: int) -> int:
        """The highest tier held with these values."""
        return qualified_tier(len(self.rungs), *self.rows(book))

    def nearness(self, tier: int, **book: int) -> int:
        """How much there is of a tier."""
        return nearness_bps(tier, *self.rows(book))


def measure_of(name: str) -> int:
    """The measure of a name, as ``certified__sales``."""
    return int(getattr(ring, name.partition("__")[0].upper()))


def climbed(
    ladder: Ladder,
    qualified: Callable[[int], int],
    months: int,
    signed_day: int = 0,
    is_provisional: bool = False,
    start_month: int = 1,
    fiscal_year_month: int = 1,
) -> list[tuple[int, int]]:
    """Tier and month of warning after each close from that of the agreement on; ``NO_TIER`` ends it: removed."""
    tier, warned = (ladder.provisional_tier if is_provisional else 0), NOT_WARNED
    told = []
    for month in range(month_of(signed_day), months + 1):
        tier, warned, is_provisional, is_removed = standing_after_close(
            tier,
            warned,
            is_provisional,
            qualified(month),
            month,
            fiscal_month(month, start_month, fiscal_year_month),
            month_of(signed_day),
            signed_day,
            ladder.provisional_months,
            ladder.promotion,
            ladder.review,
            ladder.review_at,
            [rung.grace for rung in ladder.rungs],
            ladder.falls,
            ladder.lowest,
        )
        if is_removed:
            return [*told, (NO_TIER, warned)]
        told.append((tier, warned))
    return told


def by_months(values: Mapping[int, int]) -> Callable[[int], int]:
    """A value that holds from each of the months on."""
    return lambda month: next(values[begins] for begins in sorted(values, reverse=True) if begins <= month)
