"""Terms by tier: the tiers of which they are are those of the ladder on which the kind of partner stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.schema.bonus import Bonus
from sim.scenario.schema.check import entries, known
from sim.scenario.schema.ladder import Ladder


def tier_terms_problems(kinds: dict[str, Any], ladders: Mapping[str, Ladder]) -> Iterator[str]:
    """What is wrong with what kinds of partner are paid by tier, or by line and tier."""
    for name, kind in entries(kinds):
        yield from known(_named_tiers(f"archetypes.{name}", kind, ladders))
        yield from known(_rates(f"archetypes.{name}", kind, ladders))


def _named_tiers(above: str, kind: Any, ladders: Mapping[str, Ladder]) -> Iterator[str]:
    """Terms of a tier that the kind cannot stand at."""
    if kind.ladder is not None and kind.ladder not in ladders:
        return
    of_tiers = [
        *((f"{place.path}", place.tier) for place in kind.terms.places if place.tier),
        *((f"rebates.{name}.from_tier", one.from_tier) for name, one in entries(kind.terms.rebates) if one.from_tier),
    ]
    for path, tier in of_tiers:
        if kind.ladder is None:
            yield f"{above}.terms.{path}: the kind is on no ladder: state {above}.ladder, or leave it out"
        elif tier not in ladders[kind.ladder].tiers:
            there = ", ".join(ladders[kind.ladder].order)
            yield f"{above}.terms.{path}: there is no tier '{tier}' on ladder '{kind.ladder}' (there are {there})"


def tier_bonus_problems(
    bonuses: dict[str, Bonus], kinds: dict[str, Any], ladders: Mapping[str, Ladder]
) -> Iterator[str]:
    """What is wrong with the tiers from which bonuses are had."""
    for name, bonus in entries(bonuses):
        yield from known(_bonus_tier(f"bonuses.{name}.from_tier", bonus, kinds, ladders))


def _bonus_tier(path: str, bonus: Bonus, kinds: dict[str, Any], ladders: Mapping[str, Ladder]) -> Iterator[str]:
    """A kind of partner that may have the bonus, and cannot stand at its tier."""
    if bonus.from_tier is None:
        return
    for name, kind in sorted(kinds.items()):
        if not bonus.is_for(name) or (kind.ladder is not None and kind.ladder not in ladders):
            continue
        if kind.ladder is None or bonus.from_tier not in ladders[kind.ladder].tiers:
            where = f"no ladder has it for {name}" if kind.ladder is None else f"ladder '{kind.ladder}' has none"
            yield (
                f"{path}: partners of the kind {name} never stand at '{bonus.from_tier}' ({where}): name the "
                "kinds that do (archetypes), or leave it out"
            )


def _rates(above: str, kind: Any, ladders: Mapping[str, Ladder]) -> Iterator[str]:
    """A line or a tier without a rate, where the terms state none for all."""
    terms = kind.terms
    if terms.rate is not None or terms.bands is not None:
        return
    if not any(place.leaves.rate is not None for place in terms.places):
        return
    tiers = ladders[kind.ladder].order if kind.ladder in ladders else ("",)
    for line in sorted(kind.segments) if terms.lines else ("",):
        for tier in tiers:
            if terms.of_line(line, "rate", tier) is None:
                of = f"{f' of line {line}' if line else ''}{f' at tier {tier}' if tier else ''}"
                cure = f"terms.by_tier.{tier}.rate" if tier else f"terms.lines.{line}.rate"
                yield f"{above}.terms.rate: is missing, and deals{of} have none of their own: state it, or {cure}"
                return
