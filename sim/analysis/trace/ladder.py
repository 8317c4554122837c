"""Where a partner stood: the tier of each of its months, what changed it, and what its conditions were then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.engine.reference.state import Reading
from sim.ledger import COLUMNS, IntArray, Kind
from sim.rules.ladder import begins_provisionally, is_reached
from sim.rules.tier import LOWEST_TIER
from sim.scenario.parameters import NO_TIER, ArchetypeParameters, LadderParameters, Parameters
from sim.scenario.schema import Ladder
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a tier, and what a partner had of it when it was read."""

    measure: str
    suffices: bool
    """It is one of those of which one suffices."""
    value: int
    """Cents, basis points, or a number, and so is what it asks for."""
    asked: int
    is_reached: bool


@dataclass(frozen=True, slots=True)
class TierEvent:
    """What a close changed for a partner on its ladder, and why."""

    month: int
    what: str
    """``rises``, ``falls``, ``is warned``, ``is warned no longer``, ``is removed``; ``stays`` below the next tier."""
    before: str
    """Tiers, by name."""
    after: str
    of: str
    """The tier whose conditions decided: to which it rises, by which it is warned no longer, which it held, or which
    is the next one."""
    conditions: tuple[Condition, ...]

    @property
    def short(self) -> frozenset[str]:
        """The conditions that keep a partner from the tier; those of which one suffices, if none is reached."""
        others = [one for one in self.conditions if one.suffices]
        missed = [one for one in self.conditions if not one.suffices and not one.is_reached]
        missed += [] if any(one.is_reached for one in others) else others
        return frozenset(one.measure for one in missed)


def tier_events(
    readings: Sequence[Reading], ladder: Ladder, parameters: Parameters, position: int
) -> Iterator[TierEvent]:
    """What changed at the closes of a partner's ladder, which has this position, and what the next tier was short of.

    What is short is told after each change, and where it is another than before; most closes tell nothing.
    """
    told: frozenset[str] | None = None
    for reading in readings:
        held = parameters.in_month(reading.month).ladders[position]
        if what := _what(reading):
            told = None
            yield _event(ladder, held, reading, what, _asked(reading, what))
        if reading.tier + 1 < len(ladder.order) and not reading.is_removed:
            event = _event(ladder, held, reading, "stays", reading.tier + 1)
            if event.short != told:
                told = event.short
                yield event


def _event(ladder: Ladder, held: LadderParameters, reading: Reading, what: str, asked: int) -> TierEvent:
    before = reading.tier if what == "stays" else reading.tier_before
    first, after, of = (ladder.order[tier] for tier in (before, reading.tier, asked))
    return TierEvent(reading.month, what, first, after, of, tuple(_conditions(ladder, held, reading, asked)))


def _asked(reading: Reading, what: str) -> int:
    """The tier whose conditions decided: the highest that it holds may be above the one for which it was warned."""
    if what == "is warned no longer":
        return max(reading.tier_before, reading.qualified)
    return reading.tier if what == "rises" else reading.tier_before


def _what(reading: Reading) -> str:
    if reading.is_removed:
        return "is removed"
    if reading.tier != reading.tier_before:
        return "rises" if reading.tier > reading.tier_before else "falls"
    if reading.warned_month == reading.warned_before:
        return ""
    return "is warned" if reading.warned_month else "is warned no longer"


def _conditions(ladder: Ladder, parameters: LadderParameters, reading: Reading, asked: int) -> Iterator[Condition]:
    """Those of one tier, in the order of the engines: what it needs, then what suffices, by name."""
    tier = ladder.tiers[ladder.order[asked]]
    names = [*sorted(tier.all_needs), *sorted(tier.any_of)]
    places = [place for place, one in enumerate(parameters.condition_tiers) if one == asked]
    for name, place in zip(names, places, strict=True):
        value, threshold = reading.values[place], parameters.thresholds[place]
        reached = is_reached(parameters.condition_measures[place], value, threshold)
        yield Condition(name, parameters.suffices[place], value, threshold, reached)
