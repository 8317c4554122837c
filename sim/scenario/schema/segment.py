"""Segments of the market: which kinds of partner sell in them, and what they do to deals."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.fields import choice
from sim.scenario.schema.check import entries, known
from sim.scenario.schema.effects import DealEffects
from sim.scenario.schema.table import Name, Table


class Segment(Table):
    """A segment, of which kinds of partner have a share of their opportunities."""

    lasting = True
    once = ("sold_by",)
    sold_by: tuple[Name, ...] | None = choice(
        "kinds of partner that sell in it; opportunities of others are closed by direct sales. Not stated: all; an "
        "empty list: none, it is kept direct",
        rule="R-56",
        default=None,
        neutral=True,
        fixed=True,
    )
    effects: DealEffects | None = choice("what it does to deals", rule="R-138", default=None, neutral=True)

    def is_sold_by(self, kind: str) -> bool:
        """Whether a kind of partner sells in it."""
        return self.sold_by is None or kind in self.sold_by


def segment_problems(segments: dict[str, Segment], kinds: dict[str, Any]) -> Iterator[str]:
    """What is wrong with segments of the market."""
    for name, segment in entries(segments):
        yield from known(_problems(f"segments.{name}", name, segment, kinds))


def _problems(above: str, name: str, segment: Segment, kinds: dict[str, Any]) -> Iterator[str]:
    for kind in sorted(set(segment.sold_by or ()) - set(kinds)):
        yield f"{above}.sold_by: there is no archetype '{kind}' (there are {', '.join(sorted(kinds))})"
    if segment.sold_by is None and segment.effects is None:
        yield f"{above}: it states neither sold_by nor effects, and does nothing: leave it out"
    sharing = [kind for kind in kinds if name in kinds[kind].segments]
    if not sharing:
        yield (
            f"{above}: no kind of partner has opportunities of it: state archetypes.<name>.segments.{name}, its share "
            "of them, or leave it out"
        )
    elif segment.sold_by != () and not any(segment.is_sold_by(kind) for kind in sharing):
        yield (
            f"{above}.sold_by: nobody who has opportunities of it may sell in it (those are "
            f"{', '.join(sorted(sharing))}): name one of them, state sold_by = [] if direct sales close all of it, or "
            "take its share away"
        )
