"""Bonuses, as parameters of the engines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.names import name_word, thing_name
from sim.scenario.conversion import Blocks, converted
from sim.scenario.parameters.ladder import NO_TIER
from sim.scenario.schema import Archetype, Bonus, Ladder

ALL_LINES = -1
"""Every bit is set."""
NEVER_OPEN = -1


@dataclass(frozen=True, slots=True)
class BonusParameters:
    name: str
    name_words: tuple[int, ...]
    """Under which its marks are drawn, by archetype."""
    lines: tuple[int, ...]
    """By archetype: a bit for each product line whose deals have it, in their order; 0 where it pays nobody."""
    from_tiers: tuple[int, ...]
    """By archetype: the tier of its ladder from which partners have it; ``NO_TIER``: any, and partners without one."""
    from_month: int
    """Of the run; 0: from the first."""
    to_month: int
    """Of the run; 0: to the last."""
    trigger_is_first_deal: bool
    probability: float
    amount_cents: int
    rate_bps: int
    acv_from_cents: int
    acv_below_cents: int
    within_days: int
    most_per_partner: int


def bonus_parameters(
    blocks: Blocks, name: str, bonus: Bonus, archetypes: Mapping[str, Archetype], ladders: Mapping[str, Ladder]
) -> BonusParameters:
    """A bonus, with months of the program."""
    kinds = sorted(archetypes)
    return converted(
        blocks,
        BonusParameters,
        bonus,
        name=name,
        name_words=tuple(name_word(thing_name("bonuses", name, kind)) for kind in kinds),
        lines=tuple(_lines(bonus, kind, archetypes[kind]) for kind in kinds),
        from_tiers=tuple(_from_tier(bonus, archetypes[kind], ladders) for kind in kinds),
        from_month=bonus.from_month,
        to_month=bonus.to_month,
    )


def of_the_run(bonus: BonusParameters, months_over: int) -> BonusParameters:
    """A bonus whose months are those of the run, of a program that is so many months old on day 0."""
    last = bonus.to_month - months_over
    to_month = 0 if bonus.to_month == 0 else last if last > 0 else NEVER_OPEN
    return replace(bonus, from_month=max(0, bonus.from_month - months_over), to_month=to_month)


def _from_tier(bonus: Bonus, archetype: Archetype, ladders: Mapping[str, Ladder]) -> int:
    order = () if archetype.ladder is None else ladders[archetype.ladder].order
    return order.index(bonus.from_tier) if bonus.from_tier in order else NO_TIER


def _lines(bonus: Bonus, kind: str, archetype: Archetype) -> int:
    if not bonus.is_for(kind):
        return 0
    if not bonus.segments:
        return ALL_LINES
    return sum(1 << place for place, line in enumerate(sorted(archetype.segments)) if line in bonus.segments)
