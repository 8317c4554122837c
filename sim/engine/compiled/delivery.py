"""Delivery, compiled: when a won deal goes live, and what implementing it costs us (R-91, R-95, R-138)."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of, emit_deal
from sim.engine.compiled.rights import may_deliver
from sim.engine.compiled.state import Deal, World
from sim.ledger import Kind
from sim.rules.delivery import delivery_cost_cents, delivery_wait_days

_COST_DELIVERY = Kind.COST_DELIVERY.value


@part
def days_to_go_live(w: World, deal: Deal) -> int:
    """Days from the win of a deal, today, to its go-live: more where its partner delivers and may not yet."""
    archetype = archetype_of(w, w.partners[deal.partner])
    if not archetype.delivers:
        return archetype.go_live_days
    wait = delivery_wait_days(archetype.delivers, may_deliver(w, deal.partner), archetype.accreditation_days)
    return archetype.go_live_days + wait


@part
def charge_delivery(w: World, deal: Deal) -> None:
    """What implementing a deal that is won today costs us."""
    rate = w.parameters.vendor.delivery_cost_rate_bps
    if rate > 0:
        _charge(w, deal, rate)


@part
def _charge(w: World, deal: Deal, rate: int) -> None:
    delivers = archetype_of(w, w.partners[deal.partner]).delivers
    cost = delivery_cost_cents(deal.arr_cents, rate, delivers, may_deliver(w, deal.partner))
    if cost != 0:
        emit_deal(w, _COST_DELIVERY, deal, cost, deal.arr_cents, 0)
