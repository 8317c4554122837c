"""Where a partner stood, by the rows of a future: the tier of each of its months and what changed it."""

from dataclasses import dataclass

from sim.ledger import COLUMNS, IntArray, Kind
from sim.rules.ladder import LOWEST_TIER, begins_provisionally
from sim.scenario.parameters import NO_TIER, ArchetypeParameters, LadderParameters
from sim.units import DAYS_PER_MONTH, month_of

_DAY, _KIND, _DETAIL = (COLUMNS.index(name) for name in ("day", "kind", "detail"))


@dataclass(frozen=True, slots=True)
class Course:
    """The tiers of a partner on a ladder."""

    begins: int
    """Tier from the agreement to the first close."""
    changes: tuple[tuple[int, int], ...]
    """Close, and tier from then on."""

    def in_books(self, month: int) -> int:
        """The tier by which the books of a month are made: that of the close before."""
        return self.after_close(month - 1)

    def after_close(self, month: int) -> int:
        """The tier at which it stands from the close of a month on."""
        return next((tier for close, tier in reversed(self.changes) if close <= month), self.begins)


def course_of(rows: IntArray, archetype: ArchetypeParameters, ladder: LadderParameters) -> Course:
    """The tiers of the partner whose rows these are.

    A partner that is there on day 0 stands from then on where the first close says that it began to stand.
    """
    kinds = rows[:, _KIND]
    changed = [(int(row[_DAY]) // DAYS_PER_MONTH, int(row[_DETAIL])) for row in rows[kinds == Kind.TIER_CHANGED]]
    return Course(_begins(rows, archetype, ladder, changed), tuple(changed))


def _begins(
    rows: IntArray, archetype: ArchetypeParameters, ladder: LadderParameters, changed: list[tuple[int, int]]
) -> int:
    kinds = rows[:, _KIND]
    if archetype.fixed_tier != NO_TIER:
        return archetype.fixed_tier
    if (kinds == Kind.STARTED).any():
        stated = archetype.established_tier
        return _at_first_close(rows, changed) if stated == NO_TIER else stated
    scores = rows[kinds == Kind.CONTACTED, _DETAIL]
    if scores.size and begins_provisionally(int(scores[-1]), ladder.provisional_tier, ladder.provisional_score):
        return ladder.provisional_tier
    return LOWEST_TIER


def _at_first_close(rows: IntArray, changed: list[tuple[int, int]]) -> int:
    """The tier at the first close, at which a partner of day 0 stood where it qualified."""
    first = month_of(int(rows[0, _DAY])) if len(rows) else 1
    return next((tier for close, tier in changed if close == first), LOWEST_TIER)
