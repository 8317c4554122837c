"""Services that partners sell beside a deal, compiled: a fee on them at its win (R-72)."""

from sim.compilation import part
from sim.engine.compiled.books import enter
from sim.engine.compiled.card import has_pay, terms_of
from sim.engine.compiled.deal_class import pay_share_of
from sim.engine.compiled.measures import earn
from sim.engine.compiled.replication import archetype_of, emit_deal
from sim.engine.compiled.state import World
from sim.ledger import Kind
from sim.rules.pay import services_fee_cents
from sim.units import month_of, share_of_cents

_SERVICES_FEE_ACCRUED = Kind.SERVICES_FEE_ACCRUED.value


@part
def accrue_services(w: World, position: int, payable_day: int) -> None:
    """The fee on services of a deal that was won: an entry of its own."""
    rate = terms_of(w, w.deals[position]).services_rate_bps
    if rate > 0:
        _accrue_fee(w, position, rate, payable_day)


@part
def _accrue_fee(w: World, position: int, rate: int, payable_day: int) -> None:
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    if not has_pay(w, deal, archetype.terms.model):
        return
    fee = services_fee_cents(deal.arr_cents, archetype.services_share_bps, rate)
    fee = share_of_cents(fee, pay_share_of(w, position, terms_of(w, deal)))
    fee = earn(w, deal.partner, fee, month_of(w.run.today))
    if fee != 0:
        emit_deal(w, _SERVICES_FEE_ACCRUED, deal, fee, deal.arr_cents, 0)
        enter(w, position, fee, payable_day)
