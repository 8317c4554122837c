"""Retention: partners whose renewals pay them less care less whether customers stay (R-94)."""

from sim.engine.prepared import RETENTION_YEARS
from sim.engine.reference.card import tier_of_pay
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal


def retention_odds(run: Replication, deal: Deal, year: int) -> float:
    """Factor of the odds that a customer leaves in a contract year; 1 of a departed partner's."""
    partner = deal.partner
    if partner.gone:
        return 1.0
    plan = run.prepared.archetypes[partner.archetype_position]
    place = plan.first_pay + tier_of_pay(partner, partner.archetype.terms)
    return run.prepared.retention_odds[place * RETENTION_YEARS + min(year, RETENTION_YEARS) - 1]
