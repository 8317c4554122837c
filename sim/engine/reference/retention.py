"""Retention: partners whose renewals pay them less care less whether customers stay (R-94)."""

from sim.engine.prepared import RETENTION_YEARS
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal


def retention_odds(run: Replication, deal: Deal, year: int) -> float:
    """Factor of the odds that a customer leaves in a contract year; 1 of a departed partner's."""
    if deal.partner.gone:
        return 1.0
    return run.prepared.retention_odds[
        deal.partner.archetype_position * RETENTION_YEARS + min(year, RETENTION_YEARS) - 1
    ]
