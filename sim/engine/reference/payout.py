"""Settlement: from which day pay is payable, and what a payout does with what is due (R-62, R-79, R-90, R-91)."""

from sim.engine.reference.delivery import days_to_go_live
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Fee
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


def payable_at_win(run: Replication, deal: Deal) -> int:
    """Day from which what is earned at the signature is payable."""
    archetype, delay = deal.partner.archetype, run.parameters.vendor.payment_delay_months
    payout, go_live_day = archetype.payout, run.today + days_to_go_live(run, deal)
    day = trigger_day(payout.trigger, run.today, go_live_day, delay, payout.trial_days)
    return payable_day(day, payout.holdback_days)


def payable_at_renewal(run: Replication, deal: Deal) -> int:
    """Day from which what is earned as a contract year begins is payable."""
    payout, delay = deal.partner.archetype.payout, run.parameters.vendor.payment_delay_months
    return payable_day(renewal_trigger_day(payout.trigger, run.today, delay), payout.holdback_days)


def payable_of_month(run: Replication, deal: Deal, month: int) -> int:
    """Day from which the share of a month is payable: not before what was earned at the signature is."""
    payout, delay = deal.partner.archetype.payout, run.parameters.vendor.payment_delay_months
    live = deal.account.go_live_day
    won = trigger_day(payout.trigger, live, live, delay, payout.trial_days)
    return payable_day(share_trigger_day(payout.trigger, month, won, delay), payout.holdback_days)


def pay_owed(run: Replication, month: int) -> None:
    """Pay what was owed on day 0, at the program's first payout (R-90)."""
    payout = run.parameters.payout
    if is_payout_of_owed(month, payout.every_months, payout.lag_months):
        if run.owed_cents:
            run.row(Kind.STARTED_FEES_PAID.value, amount=run.owed_cents)
        run.owed_cents = 0


def pay_fees(run: Replication, month: int) -> None:
    """Pay what is due to each partner at the payout date, if it is owed enough in all; in the order of accrual."""
    if not any(_pays(archetype.payout, month) for archetype in run.parameters.archetypes):
        return
    due = [_falls_due(run, month, fee) for fee in run.fees]
    sums, later = dict[int, int](), set[int]()
    for fee, is_due_now in zip(run.fees, due, strict=True):
        partner = fee.partner.index
        if is_due_now:
            sums[partner] = sums.get(partner, 0) + fee.amount_cents
        else:
            later.add(partner)
    left = []
    for fee, is_due_now in zip(run.fees, due, strict=True):
        partner = fee.partner.index
        if not is_due_now or _waits(run, fee, sums[partner], partner not in later):
            left.append(fee)
    run.fees = left


def _pays(payout: PayoutParameters, month: int) -> bool:
    return is_payout_close(month, payout.every_months, payout.lag_months)


def _falls_due(run: Replication, month: int, fee: Fee) -> bool:
    """Whether an entry is payable by the payout date; as it falls due it may be disputed, and wait so much longer."""
    payout = fee.partner.archetype.payout
    if not _pays(payout, month) or not is_due(fee.payable_day, month, payout.lag_months):
        return False
    if fee.deal is not None and not fee.has_been_due and fee.amount_cents > 0 and payout.dispute_probability > 0.0:
        fee.has_been_due = True
        if is_disputed(run.draw_for_deal(_DISPUTE, fee.deal, fee.entry), payout.dispute_probability):
            _row(run, Kind.DISPUTED, fee, fee.amount_cents)
            fee.payable_day += payout.dispute_days
    return is_due(fee.payable_day, month, payout.lag_months)


def _waits(run: Replication, fee: Fee, due_cents: int, is_last: bool) -> bool:
    """Settle an entry of a partner by the sum that is due to it; True if it waits for the next payout."""
    partner = fee.partner
    outcome = payout_outcome(due_cents, partner.archetype.payout.minimum_cents, partner.gone, is_last)
    if outcome == PAID:
        _row(run, Kind.FEE_PAID if fee.deal is not None else Kind.REBATE_PAID, fee, fee.amount_cents)
    elif outcome == LOST:
        _row(run, Kind.FEE_LOST if fee.deal is not None else Kind.REBATE_LOST, fee, -fee.amount_cents)
    return outcome == WAITS


def _row(run: Replication, kind: Kind, fee: Fee, amount: int) -> None:
    deal = NOBODY if fee.deal is None else fee.deal.code
    run.row(kind.value, fee.partner.index, deal, amount, 0, fee.contract_year)
