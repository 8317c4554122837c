"""Effects, as parameters of the engines: the factors of every source in a row (``sim.rules.effects``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.conversion import Blocks
from sim.scenario.schema import DRIVERS, Certificate, Effects, Ladder, SellingEffects


@dataclass(frozen=True, slots=True)
class EffectsParameters:
    factors: tuple[float, ...]
    """By source, and by driver in it; none where no source states effects.

    Sources are the tiers of all ladders, by name and from the lowest, then the certificates, by name.
    """
    first_certificate: int
    """Number of the first of them."""


def effects_parameters(
    _: Blocks, ladders: Mapping[str, Ladder], certificates: Mapping[str, Certificate]
) -> EffectsParameters:  # fmt: skip
    """The effects of all sources, 1 where one states none."""
    tiers = list(_tiers(ladders))
    sources: list[SellingEffects | None] = [*tiers, *(one.effects for _, one in sorted(certificates.items()))]
    if not any(sources):
        return EffectsParameters((), 0)
    stated = (source or Effects() for source in sources)
    return EffectsParameters(tuple(getattr(one, driver, 1.0) for one in stated for driver in DRIVERS), len(tiers))


def _tiers(ladders: Mapping[str, Ladder]) -> Iterator[SellingEffects | None]:
    """In the order of their numbers."""
    for _, ladder in sorted(ladders.items()):
        yield from (ladder.tiers[tier].effects for tier in ladder.order)
