"""A customer's life, compiled: go-live, early cancellation, and a renewal every 360 days (E-21, E-22)."""

from sim.compilation import part
from sim.engine.compiled.books import accrue
from sim.engine.compiled.deal import schedule_deal
from sim.engine.compiled.replication import archetype_of, draw_for_deal, emit_deal, month_readiness
from sim.engine.compiled.state import Deal, World
from sim.engine.order import DayPhase
from sim.engine.started import AWAITS_CANCEL, AWAITS_GO_LIVE, AWAITS_RENEWAL
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

_CUSTOMER = DayPhase.CUSTOMER.value
_EARLY_CANCEL, _EARLY_CANCEL_DAY = Stream.EARLY_CANCEL.value, Stream.EARLY_CANCEL_DAY.value
_RENEWAL, _EXPANSION = Stream.RENEWAL.value, Stream.EXPANSION.value
_GO_LIVE, _CANCELLED, _RENEWED = Kind.GO_LIVE.value, Kind.CANCELLED.value, Kind.RENEWED.value
_EXPANDED, _CHURNED = Kind.EXPANDED.value, Kind.CHURNED.value


@part
def serve_customer(w: World, position: int) -> None:
    """Go-live, early cancellation or renewal, whichever the customer awaits."""
    awaits = w.deals[position].awaits
    if awaits == AWAITS_GO_LIVE:
        _go_live(w, position)
    elif awaits == AWAITS_CANCEL:
        _cancel(w, w.deals[position])
    else:
        _renew(w, position)


@part
def count_arr(w: World, deal: Deal, amount: int) -> None:
    """Add to the ARR in force of the partner's archetype."""
    w.result.recruited_arr[w.partners[deal.partner].archetype] += amount


@part
def _go_live(w: World, position: int) -> None:
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    today = w.run.today
    deal.term_month = month_of(today)
    customer = w.customers[w.run.customers]
    customer.order = deal.identity
    customer.entity = position
    w.run.customers += 1
    emit_deal(w, _GO_LIVE, deal, deal.arr_cents, 0, 0)
    count_arr(w, deal, deal.arr_cents)
    u = draw_for_deal(w, _EARLY_CANCEL, deal, 0)
    if cancels_early(u, archetype.early_cancel_probability, month_readiness(w).early_cancel_odds):
        deal.awaits = AWAITS_CANCEL
        u = draw_for_deal(w, _EARLY_CANCEL_DAY, deal, 0)
        schedule_deal(w, early_cancel_day(u, today, archetype.early_cancel_days), _CUSTOMER, position)
    else:
        deal.awaits = AWAITS_RENEWAL
        schedule_deal(w, today + DAYS_PER_YEAR, _CUSTOMER, position)


@part
def _cancel(w: World, deal: Deal) -> None:
    deal.last_month = last_month_of_cancellation(month_of(w.run.today), deal.term_month)
    emit_deal(w, _CANCELLED, deal, -deal.arr_cents, 0, 0)
    count_arr(w, deal, -deal.arr_cents)


@part
def _renew(w: World, position: int) -> None:
    """Twelve months are recognised; the customer leaves, or a new term begins."""
    deal = w.deals[position]
    partner = w.partners[deal.partner]
    archetype = archetype_of(w, partner)
    today = w.run.today
    ordinal = deal.contract_year - 1
    orphan_odds = w.parameters.departure.orphan_churn_odds_multiplier if partner.gone else 1.0
    if churns(draw_for_deal(w, _RENEWAL, deal, ordinal), archetype.churn_per_year, orphan_odds):
        deal.last_month = month_of(today) - 1
        emit_deal(w, _CHURNED, deal, -deal.arr_cents, 0, 0)
        count_arr(w, deal, -deal.arr_cents)
        return
    before = deal.arr_cents
    emit_deal(w, _RENEWED, deal, before, 0, deal.contract_year + 1)
    u = draw_for_deal(w, _EXPANSION, deal, ordinal)
    deal.arr_cents = expanded_arr_cents(u, before, archetype.expansion_probability, archetype.expansion_share)
    if deal.arr_cents != before:
        emit_deal(w, _EXPANDED, deal, deal.arr_cents - before, 0, 0)
        count_arr(w, deal, deal.arr_cents - before)
    w.added_cents[position] = deal.arr_cents - before
    deal.contract_year += 1
    deal.term_month = month_of(today)
    accrue(w, position, today)
    schedule_deal(w, today + DAYS_PER_YEAR, _CUSTOMER, position)
