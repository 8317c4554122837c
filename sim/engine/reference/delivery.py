"""Delivery: when a won deal goes live, and what implementing it costs us (R-91, R-95, R-138)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.rights import may_deliver
from sim.engine.reference.state import Deal
from sim.ledger import Kind
from sim.rules.delivery import delivery_cost_cents, delivery_wait_days


def days_to_go_live(run: Replication, deal: Deal) -> int:
    """Days from the win of a deal, today, to its go-live: more where its partner delivers and may not yet."""
    partner, archetype = deal.partner, deal.partner.archetype
    wait = delivery_wait_days(archetype.delivers, may_deliver(run, partner), archetype.accreditation_days)
    return archetype.go_live_days + wait


def charge_delivery(run: Replication, deal: Deal) -> None:
    """What implementing a deal that is won today costs us."""
    partner, rate = deal.partner, run.parameters.vendor.delivery_cost_rate_bps
    cost = delivery_cost_cents(deal.arr_cents, rate, partner.archetype.delivers, may_deliver(run, partner))
    if cost:
        run.row(Kind.COST_DELIVERY.value, partner.index, deal.code, cost, deal.arr_cents)
