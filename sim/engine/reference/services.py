"""Services that partners sell beside a deal: a fee on them at its win (R-72)."""

from sim.engine.reference.books import enter
from sim.engine.reference.card import has_pay, terms_of
from sim.engine.reference.deal_class import pay_share_of
from sim.engine.reference.measures import earn
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.ledger import Kind
from sim.rules.pay import services_fee_cents
from sim.units import month_of, share_of_cents


def accrue_services(run: Replication, deal: Deal, payable_day: int) -> None:
    """The fee on services of a deal that was won: an entry of its own."""
    archetype, rate = deal.partner.archetype, terms_of(deal).services_rate_bps
    if not rate or not has_pay(run, deal, archetype.terms.model):
        return
    fee = services_fee_cents(deal.arr_cents, archetype.services_share_bps, rate)
    fee = share_of_cents(fee, pay_share_of(deal, terms_of(deal)))
    fee = earn(run, deal.partner, fee, month_of(run.today))
    if fee:
        run.row(Kind.SERVICES_FEE_ACCRUED.value, deal.partner.index, deal.code, fee, deal.arr_cents)
        enter(run, deal, fee, payable_day)
