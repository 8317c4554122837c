"""Gifts that partners have had before a run begins: those of their age (R-76)."""

from sim.compilation import part
from sim.engine.started import Start
from sim.rules.gifts import gifts_so_far
from sim.scenario.parameters import Parameters
from sim.units import has_come


@part
def recall_gifts(parameters: Parameters, start: Start) -> None:
    """A partner that is there on day 0 has had some."""
    gifts = len(parameters.gifts)
    for place in range(start.partner_count):
        partner = start.partners[place]
        odds = parameters.archetypes[partner.archetype].gift_odds_multiplier
        for position in range(gifts):
            gift = parameters.gifts[position]
            given = 0
            if has_come(partner.signed_day):
                given = gifts_so_far(-partner.signed_day, gift.probability, odds, gift.most_per_partner)
            start.gifted[place * gifts + position] = given
