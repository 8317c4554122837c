"""Gifts to partners, compiled: what a partner has had, and what it is offered at a close (R-76)."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of, emit
from sim.engine.compiled.state import World
from sim.ledger import NOBODY, Kind
from sim.randomness import Stream, uniform
from sim.rules.gifts import is_accepted

_GIFT = Stream.GIFT.value
_GIFT_GIVEN = Kind.GIFT_GIVEN.value
_NOBODY = NOBODY
_MONTH_PLACE = 8


@part
def begin_gifts(w: World, slot: int) -> None:
    """A new partner has had none."""
    gifts = len(w.parameters.gifts)
    for position in range(gifts):
        w.gifted[slot * gifts + position].given = 0


@part
def begin_with_gifts(w: World, slot: int) -> None:
    """A partner that is there as a run begins has had some."""
    gifts = len(w.parameters.gifts)
    for position in range(gifts):
        w.gifted[slot * gifts + position].given = w.start.gifted[slot * gifts + position]


@part
def give_gifts(w: World, month: int) -> None:
    """Each partner in force is offered each gift, by identity and name."""
    for place in range(w.run.in_force):
        for position in range(len(w.parameters.gifts)):
            _offer(w, month, w.in_force[place].entity, position)


@part
def _offer(w: World, month: int, slot: int, position: int) -> None:
    partner = w.partners[slot]
    gift = w.parameters.gifts[position]
    gifted = w.gifted[slot * len(w.parameters.gifts) + position]
    name_word = gift.name_words[partner.archetype]
    u = uniform(w.run.key, _GIFT, name_word, partner.place | month << _MONTH_PLACE, 0)
    odds = archetype_of(w, partner).gift_odds_multiplier
    if is_accepted(u, gift.probability, odds, gifted.given, gift.most_per_partner):
        gifted.given += 1
        emit(w, _GIFT_GIVEN, partner.index, _NOBODY, gift.cost_cents, 0, position)
