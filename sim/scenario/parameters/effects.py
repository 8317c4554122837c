"""Effects, as parameters of the engines: the factors of every source in a row (``sim.rules.effects``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.schema import Effects, Ladder


@dataclass(frozen=True, slots=True)
class EffectsParameters:
    factors: tuple[float, ...]
    """By source, and by driver in it; none where no source states effects.

    Sources are the tiers of all ladders, by name and from the lowest.
    """


def effects_parameters(_: Blocks, ladders: Mapping[str, Ladder]) -> EffectsParameters:
    """The effects of all sources, 1 where one states none."""
    sources = list(_sources(ladders))
    if not any(sources):
        return EffectsParameters(())
    drivers = tuple(Effects.model_fields)
    stated = (source or Effects() for source in sources)
    return EffectsParameters(tuple(getattr(one, driver) for one in stated for driver in drivers))


def _sources(ladders: Mapping[str, Ladder]) -> Iterator[Effects | None]:
    """In the order of their numbers."""
    for _, ladder in sorted(ladders.items()):
        yield from (ladder.tiers[tier].effects for tier in ladder.order)
