"""A customer's life: go-live, early cancellation, and a renewal every 360 days (R-91; E-21, E-22)."""

from sim.engine.order import DayPhase
from sim.engine.reference.agenda import Life
from sim.engine.reference.books import accrue
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.customer import (
    cancels_early,
    churns,
    early_cancel_day,
    expanded_arr_cents,
    last_month_of_cancellation,
)
from sim.units import DAYS_PER_YEAR, month_of

_EARLY_CANCEL = Stream.EARLY_CANCEL.value
_EARLY_CANCEL_DAY = Stream.EARLY_CANCEL_DAY.value
_RENEWAL = Stream.RENEWAL.value
_EXPANSION = Stream.EXPANSION.value


def customer_life(run: Replication, deal: Deal, go_live_day: int) -> Life:
    """Go-live, then early cancellation or renewals."""
    partner = deal.partner
    yield run.agenda.at(go_live_day, DayPhase.CUSTOMER.value, partner.index, deal.code)
    archetype = partner.archetype
    deal.term_month = month_of(go_live_day)
    run.customers.append(deal)
    run.row(Kind.GO_LIVE.value, partner.index, deal.code, deal.arr_cents)
    if cancels_early(
        run.draw_for_deal(_EARLY_CANCEL, deal),
        archetype.early_cancel_probability,
        run.month_readiness().early_cancel_odds,
    ):
        day = early_cancel_day(run.draw_for_deal(_EARLY_CANCEL_DAY, deal), go_live_day, archetype.early_cancel_days)
        yield from cancellation(run, deal, day)
        return
    yield from renewals(run, deal, go_live_day)


def cancellation(run: Replication, deal: Deal, day: int) -> Life:
    """An early cancellation on a day."""
    yield run.agenda.at(day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
    deal.last_month = last_month_of_cancellation(month_of(day), deal.term_month)
    run.row(Kind.CANCELLED.value, deal.partner.index, deal.code, -deal.arr_cents)


def renewals(run: Replication, deal: Deal, term_day: int) -> Life:
    """A renewal every 360 days after the first day of a term, until the customer leaves."""
    is_customer = True
    while is_customer:
        term_day += DAYS_PER_YEAR
        yield run.agenda.at(term_day, DayPhase.CUSTOMER.value, deal.partner.index, deal.code)
        is_customer = _renew(run, deal)


def _renew(run: Replication, deal: Deal) -> bool:
    """A renewal: twelve months are recognised; the customer leaves, or a new term begins (E-21, E-22)."""
    partner, archetype = deal.partner, deal.partner.archetype
    ordinal = deal.contract_year - 1
    orphan_odds = run.parameters.departure.orphan_churn_odds_multiplier if partner.gone else 1.0
    if churns(run.draw_for_deal(_RENEWAL, deal, ordinal), archetype.churn_per_year, orphan_odds):
        deal.last_month = month_of(run.today) - 1
        run.row(Kind.CHURNED.value, partner.index, deal.code, -deal.arr_cents)
        return False
    before = deal.arr_cents
    run.row(Kind.RENEWED.value, partner.index, deal.code, before, 0, deal.contract_year + 1)
    deal.arr_cents = expanded_arr_cents(
        run.draw_for_deal(_EXPANSION, deal, ordinal), before, archetype.expansion_probability, archetype.expansion_share
    )
    if deal.arr_cents != before:
        run.row(Kind.EXPANDED.value, partner.index, deal.code, deal.arr_cents - before)
    deal.contract_year += 1
    deal.term_month = month_of(run.today)
    accrue(run, deal, run.today)
    return True
