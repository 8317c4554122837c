"""Retention, compiled: partners whose renewals pay them less care less whether customers stay (R-94)."""

from sim.compilation import part
from sim.engine.compiled.card import tier_of_pay
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import Deal, World
from sim.engine.prepared import RETENTION_YEARS

_RETENTION_YEARS = RETENTION_YEARS


@part
def retention_odds(w: World, deal: Deal, year: int) -> float:
    """Factor of the odds that a customer leaves in a contract year; 1 of a departed partner's."""
    partner = w.partners[deal.partner]
    if partner.gone:
        return 1.0
    place = w.prepared.archetypes[partner.archetype].first_pay
    place += tier_of_pay(w, deal.partner, archetype_of(w, partner).terms)
    return w.prepared.retention_odds[place * _RETENTION_YEARS + min(year, _RETENTION_YEARS) - 1]
