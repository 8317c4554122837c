"""Settlement, compiled: from which day pay is payable, and what a payout does with what is due (R-90, R-91)."""

from sim.compilation import part
from sim.engine.compiled.account import Fee
from sim.engine.compiled.delivery import days_to_go_live
from sim.engine.compiled.replication import archetype_of, draw_for_deal, emit, emit_amount, emit_deal
from sim.engine.compiled.state import Deal, World
from sim.ledger import NOBODY, Kind
from sim.randomness import Stream
from sim.rules.payout import (
    LOST,
    PAID,
    WAITS,
    is_disputed,
    is_due,
    is_payout_close,
    is_payout_of_owed,
    payable_day,
    payout_outcome,
    renewal_trigger_day,
    share_trigger_day,
    trigger_day,
)
from sim.scenario.parameters import PayoutParameters

_DISPUTE = Stream.DISPUTE.value
_STARTED_FEES_PAID = Kind.STARTED_FEES_PAID.value
_DISPUTED, _FEE_PAID, _FEE_LOST = Kind.DISPUTED.value, Kind.FEE_PAID.value, Kind.FEE_LOST.value
_REBATE_PAID, _REBATE_LOST, _NOBODY = Kind.REBATE_PAID.value, Kind.REBATE_LOST.value, NOBODY
_PAID, _WAITS, _LOST = PAID, WAITS, LOST


@part
def payable_at_win(w: World, deal: Deal) -> int:
    """Day from which what is earned at the signature is payable."""
    archetype = archetype_of(w, w.partners[deal.partner])
    payout = archetype.payout
    go_live_day = w.run.today + days_to_go_live(w, deal)
    delay = w.parameters.vendor.payment_delay_months
    day = trigger_day(payout.trigger, w.run.today, go_live_day, delay, payout.trial_days)
    return payable_day(day, payout.holdback_days)


@part
def payable_at_renewal(w: World, deal: Deal) -> int:
    """Day from which what is earned as a contract year begins is payable."""
    payout = archetype_of(w, w.partners[deal.partner]).payout
    day = renewal_trigger_day(payout.trigger, w.run.today, w.parameters.vendor.payment_delay_months)
    return payable_day(day, payout.holdback_days)


@part
def payable_of_month(w: World, position: int, month: int) -> int:
    """Day from which the share of a month is payable: not before what was earned at the signature is."""
    payout = archetype_of(w, w.partners[w.deals[position].partner]).payout
    delay = w.parameters.vendor.payment_delay_months
    live = w.accounts[position].go_live_day
    won = trigger_day(payout.trigger, live, live, delay, payout.trial_days)
    return payable_day(share_trigger_day(payout.trigger, month, won, delay), payout.holdback_days)


@part
def pay_owed(w: World, month: int) -> None:
    """Pay what was owed on day 0, at the program's first payout (R-90)."""
    payout = w.parameters.payout
    if is_payout_of_owed(month, payout.every_months, payout.lag_months):
        emit_amount(w, _STARTED_FEES_PAID, w.run.owed_cents, 0)
        w.run.owed_cents = 0


@part
def pay_fees(w: World, month: int) -> None:
    """Pay what is due to each partner at the payout date, if it is owed enough in all; in the order of accrual."""
    if not _is_payout(w, month):
        return
    for position in range(w.run.fees):
        due = w.due[w.fees[position].partner]
        due.amount_cents = 0
        due.has_more = False
    for position in range(w.run.fees):
        fee = w.fees[position]
        due = w.due[fee.partner]
        if _falls_due(w, month, fee):
            due.amount_cents += fee.amount_cents
        else:
            due.has_more = True
    kept = 0
    for position in range(w.run.fees):
        if not _is_due(w, month, w.fees[position]) or _waits(w, w.fees[position]):
            w.fees[kept] = w.fees[position]
            kept += 1
    w.run.fees = kept


@part
def _is_payout(w: World, month: int) -> bool:
    """Whether the partners of some archetype are paid at this close."""
    for position in range(len(w.parameters.archetypes)):
        if _pays(w.parameters.archetypes[position].payout, month):
            return True
    return False


@part
def _pays(payout: PayoutParameters, month: int) -> bool:
    return is_payout_close(month, payout.every_months, payout.lag_months)


@part
def _is_due(w: World, month: int, fee: Fee) -> bool:
    payout = archetype_of(w, w.partners[fee.partner]).payout
    return _pays(payout, month) and is_due(fee.payable_day, month, payout.lag_months)


@part
def _falls_due(w: World, month: int, fee: Fee) -> bool:
    """Whether an entry is payable by the payout date; as it falls due it may be disputed, and wait so much longer."""
    if not _is_due(w, month, fee):
        return False
    if fee.deal == _NOBODY:
        return True
    deal = w.deals[fee.deal]
    payout = archetype_of(w, w.partners[fee.partner]).payout
    if not fee.has_been_due and fee.amount_cents > 0 and payout.dispute_probability > 0.0:
        fee.has_been_due = True
        if is_disputed(draw_for_deal(w, _DISPUTE, deal, fee.entry), payout.dispute_probability):
            emit_deal(w, _DISPUTED, deal, fee.amount_cents, 0, fee.contract_year)
            fee.payable_day += payout.dispute_days
    return _is_due(w, month, fee)


@part
def _waits(w: World, fee: Fee) -> bool:
    """Settle an entry of a partner by the sum that is due to it; True if it waits for the next payout."""
    partner = w.partners[fee.partner]
    due = w.due[fee.partner]
    minimum = archetype_of(w, partner).payout.minimum_cents
    outcome = payout_outcome(due.amount_cents, minimum, partner.gone, not due.has_more)
    if outcome == _PAID:
        _settle(w, fee, _FEE_PAID, _REBATE_PAID, fee.amount_cents)
    elif outcome == _LOST:
        _settle(w, fee, _FEE_LOST, _REBATE_LOST, -fee.amount_cents)
    return outcome == _WAITS


@part
def _settle(w: World, fee: Fee, kind: int, kind_of_rebate: int, amount: int) -> None:
    if fee.deal == _NOBODY:
        emit(w, kind_of_rebate, w.partners[fee.partner].index, _NOBODY, amount, 0, fee.contract_year)
    else:
        emit_deal(w, kind, w.deals[fee.deal], amount, 0, fee.contract_year)
