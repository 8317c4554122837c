"""Gifts to partners: what a partner has had, and what it is offered at a close (R-76)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Gifted, Partner
from sim.ledger import Kind
from sim.randomness import Stream, draw_uniform
from sim.rules.gifts import is_accepted

_GIFT = Stream.GIFT.value


def begin_gifts(run: Replication, partner: Partner) -> None:
    """A new partner has had none."""
    partner.gifted = [Gifted() for _ in run.parameters.gifts]


def begin_with_gifts(run: Replication, partner: Partner, place: int) -> None:
    """A partner that is there as a run begins has had some."""
    gifts = len(run.parameters.gifts)
    partner.gifted = [Gifted(run.start.gifted[place * gifts + position]) for position in range(gifts)]


def give_gifts(run: Replication, month: int) -> None:
    """Each partner in force is offered each gift, by identity and name."""
    for partner in run.partners():
        for position, gift in enumerate(run.parameters.gifts):
            gifted = partner.gifted[position]
            name_word = gift.name_words[partner.archetype_position]
            u = draw_uniform(run.key, _GIFT, name_word, partner.place | month << 8, 0)
            odds = partner.archetype.gift_odds_multiplier
            if is_accepted(u, gift.probability, odds, gifted.given, gift.most_per_partner):
                gifted.given += 1
                run.row(Kind.GIFT_GIVEN.value, partner.index, amount=gift.cost_cents, detail=position)
