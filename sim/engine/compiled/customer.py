"""A customer's life, compiled: go-live, early cancellation, monthly churn, and a renewal every 360 days (R-93)."""

from sim.compilation import part
from sim.engine.compiled.books import accrue
from sim.engine.compiled.card import read_at_renewal
from sim.engine.compiled.clawback import claw_back, downgrade
from sim.engine.compiled.deal import schedule_deal
from sim.engine.compiled.effects import effect_of_deal
from sim.engine.compiled.measures import count_customer, count_left, count_live
from sim.engine.compiled.payout import payable_at_renewal
from sim.engine.compiled.replication import archetype_of, draw_for_deal, emit_deal, month_readiness
from sim.engine.compiled.retention import retention_odds
from sim.engine.compiled.state import OPEN_END, Deal, World
from sim.engine.order import DayPhase
from sim.engine.started import AWAITS_CANCEL, AWAITS_CHURN, AWAITS_DOWNGRADE, AWAITS_GO_LIVE, AWAITS_RENEWAL
from sim.ledger import Kind
from sim.randomness import Stream
from sim.rules.customer import (
    STAYS,
    cancels_early,
    churn_day,
    churn_month,
    churns,
    early_cancel_day,
    expanded_arr_cents,
    is_downgraded,
    last_month_of_cancellation,
)
from sim.rules.effects import CHURN, EARLY_CANCEL, EXPANSION
from sim.units import DAYS_PER_YEAR, month_of

_CUSTOMER = DayPhase.CUSTOMER.value
_EARLY_CANCEL, _EARLY_CANCEL_DAY = Stream.EARLY_CANCEL.value, Stream.EARLY_CANCEL_DAY.value
_RENEWAL, _EXPANSION = Stream.RENEWAL.value, Stream.EXPANSION.value
_GO_LIVE, _CANCELLED, _RENEWED = Kind.GO_LIVE.value, Kind.CANCELLED.value, Kind.RENEWED.value
_EXPANDED, _CHURNED = Kind.EXPANDED.value, Kind.CHURNED.value
_STAYS = STAYS


@part
def serve_customer(w: World, position: int) -> None:
    """Go-live, early cancellation, downgrade, churn or renewal, whichever the customer awaits."""
    awaits = w.deals[position].awaits
    if awaits == AWAITS_GO_LIVE:
        _go_live(w, position)
    elif awaits == AWAITS_CANCEL:
        deal = w.deals[position]
        _leave(w, position, _CANCELLED, last_month_of_cancellation(month_of(w.run.today), deal.term_month), 0)
    elif awaits == AWAITS_DOWNGRADE:
        _move_arr(w, position, -downgrade(w, position))
        _await_end_of_year(w, position, w.accounts[position].go_live_day)
    elif awaits == AWAITS_CHURN:
        last_month = month_of(w.run.today) - 1
        _leave(w, position, _CHURNED, last_month, last_month - w.deals[position].term_month + 1)
    else:
        _renew(w, position)


@part
def count_arr(w: World, deal: Deal, amount: int) -> None:
    """Add to the ARR in force of the partner's archetype."""
    w.result.recruited_arr[w.partners[deal.partner].archetype] += amount


@part
def _move_arr(w: World, position: int, amount: int) -> None:
    """Add to the ARR in force, of the archetype and of the partner."""
    count_arr(w, w.deals[position], amount)
    count_live(w, position, amount)


@part
def _go_live(w: World, position: int) -> None:
    """Who leaves by month before the day of an early cancellation or a downgrade has none."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    account = w.accounts[position]
    deal.term_month = month_of(w.run.today)
    account.go_live_day = w.run.today
    customer = w.customers[w.run.customers]
    customer.order = deal.identity
    customer.entity = position
    w.run.customers += 1
    emit_deal(w, _GO_LIVE, deal, deal.arr_cents, 0, 0)
    _move_arr(w, position, deal.arr_cents)
    count_customer(w, position)
    _expect_churn(w, position)
    u = draw_for_deal(w, _EARLY_CANCEL, deal, 0)
    odds = month_readiness(w).early_cancel_odds * retention_odds(w, deal, 1)
    odds *= effect_of_deal(w, deal, EARLY_CANCEL)
    if cancels_early(u, archetype.early_cancel_probability, odds):
        day = _early_day(w, position)
        if day <= account.leave_day:
            _await(w, position, AWAITS_CANCEL, day)
            return
    elif is_downgraded(u, archetype.early_cancel_probability, odds, archetype.downgrade_probability):
        day = _early_day(w, position)
        if day < account.leave_day:
            _await(w, position, AWAITS_DOWNGRADE, day)
            return
    _await_end_of_year(w, position, w.run.today)


@part
def _early_day(w: World, position: int) -> int:
    """Day of an early cancellation or a downgrade."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    u = draw_for_deal(w, _EARLY_CANCEL_DAY, deal, 0)
    first, window = archetype.early_cancel_first_day, archetype.early_cancel_days
    return early_cancel_day(u, w.accounts[position].go_live_day, window, first)


@part
def _await(w: World, position: int, what: int, day: int) -> None:
    w.deals[position].awaits = what
    schedule_deal(w, day, _CUSTOMER, position)


@part
def _await_end_of_year(w: World, position: int, term_day: int) -> None:
    """The customer leaves within the contract year that began on a day, or may renew."""
    leave_day = w.accounts[position].leave_day
    if leave_day == OPEN_END:
        _await(w, position, AWAITS_RENEWAL, term_day + DAYS_PER_YEAR)
    else:
        _await(w, position, AWAITS_CHURN, leave_day)


@part
def _leave(w: World, position: int, kind: int, last_month: int, detail: int) -> None:
    """No revenue after a month; pay of a customer that is young is taken back."""
    deal = w.deals[position]
    deal.last_month = last_month
    w.accounts[position].leave_day = w.run.today
    emit_deal(w, kind, deal, -deal.arr_cents, 0, detail)
    _move_arr(w, position, -deal.arr_cents)
    count_left(w, position)
    claw_back(w, position)


@part
def _expect_churn(w: World, position: int) -> None:
    """A contract year begins: whether the customer leaves within it, where churn is by month (R-93)."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    if not archetype.churn_basis_is_month:
        return
    u = draw_for_deal(w, _RENEWAL, deal, deal.contract_year - 1)
    month = churn_month(u, archetype.churn_per_year, _churn_odds(w, deal))
    w.accounts[position].leave_day = OPEN_END if month == _STAYS else churn_day(w.run.today, month)


@part
def _churn_odds(w: World, deal: Deal) -> float:
    odds = w.parameters.departure.orphan_churn_odds_multiplier
    if not w.partners[deal.partner].gone:
        odds = retention_odds(w, deal, deal.contract_year)
    return odds * effect_of_deal(w, deal, CHURN)


@part
def _renew(w: World, position: int) -> None:
    """Twelve months are recognised; the customer leaves, or a new term begins."""
    deal = w.deals[position]
    archetype = archetype_of(w, w.partners[deal.partner])
    today = w.run.today
    ordinal = deal.contract_year - 1
    if not archetype.churn_basis_is_month and churns(
        draw_for_deal(w, _RENEWAL, deal, ordinal), archetype.churn_per_year, _churn_odds(w, deal)
    ):
        _leave(w, position, _CHURNED, month_of(today) - 1, 0)
        return
    before = deal.arr_cents
    emit_deal(w, _RENEWED, deal, before, 0, deal.contract_year + 1)
    u = draw_for_deal(w, _EXPANSION, deal, ordinal)
    odds = effect_of_deal(w, deal, EXPANSION)
    deal.arr_cents = expanded_arr_cents(u, before, archetype.expansion_probability, archetype.expansion_share, odds)
    if deal.arr_cents != before:
        emit_deal(w, _EXPANDED, deal, deal.arr_cents - before, 0, 0)
        _move_arr(w, position, deal.arr_cents - before)
    w.added_cents[position] = deal.arr_cents - before
    deal.contract_year += 1
    deal.term_month = month_of(today)
    read_at_renewal(w, position)
    accrue(w, position, payable_at_renewal(w, deal))
    _expect_churn(w, position)
    _await_end_of_year(w, position, today)
