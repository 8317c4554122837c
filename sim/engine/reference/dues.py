"""Who else pays: what a distributor keeps of list (R-71)."""

from sim.engine.reference.card import has_pay
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.rules.card import RESALE
from sim.rules.dues import distributor_margin_cents


def distributor_margin(run: Replication, deal: Deal, listed: int) -> int:
    """What a distributor keeps of an amount at list, as long as the partner has its margin (R-71)."""
    rate = deal.partner.archetype.distributor_rate_bps
    return distributor_margin_cents(listed, rate) if rate and has_pay(run, deal, RESALE) else 0
