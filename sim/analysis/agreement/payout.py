"""When the entries of an example may be paid, and when they are (R-79, R-90, R-91)."""

from sim.analysis.agreement.entry import NOT_PAID_OUT, Entry
from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.payout import (
    PAID,
    is_due,
    is_payout_close,
    payable_day,
    payout_outcome,
    renewal_trigger_day,
    share_trigger_day,
    trigger_day,
)
from sim.units import DAYS_PER_MONTH, month_of

LAST_PAYOUTS = 60
"""Months after the last entry in which what is due is still paid."""


def payable_at_win(force: TermsInForce, won_day: int, live: int) -> int:
    """Day from which what is earned at the signature may be paid."""
    payout, delay = force.payout(force.won_month), force.payment_delay_months(force.won_month)
    trigger = trigger_day(payout.trigger, won_day, live, delay, payout.trial_days)
    return payable_day(trigger, payout.holdback_days)


def payable_at_renewal(force: TermsInForce, begins: int) -> int:
    """Day from which the fee of a later contract year may be paid."""
    month = month_of(begins)
    payout = force.payout(month)
    trigger = renewal_trigger_day(payout.trigger, begins, force.payment_delay_months(month))
    return payable_day(trigger, payout.holdback_days)


def payable_of_month(force: TermsInForce, month: int, live: int) -> int:
    """Day from which the share of a month may be paid."""
    payout, delay = force.payout(month), force.payment_delay_months(month)
    won = trigger_day(payout.trigger, live, live, delay, payout.trial_days)
    return payable_day(share_trigger_day(payout.trigger, month, won, delay), payout.holdback_days)


def pay(force: TermsInForce, entries: list[Entry]) -> None:
    """Each payout pays all that is due, or nothing: less than the minimum waits for the next."""
    waiting = [one for one in entries if one.form not in NOT_PAID_OUT]
    if not waiting:
        return
    for month in range(1, month_of(max(one.payable_day for one in waiting)) + LAST_PAYOUTS):
        payout = force.payout(month)
        if not is_payout_close(month, payout.every_months, payout.lag_months):
            continue
        due = [
            one
            for one in waiting
            if one.day < DAYS_PER_MONTH * month and is_due(one.payable_day, month, payout.lag_months)
        ]
        total = sum(one.amount_cents for one in due)
        if due and payout_outcome(total, payout.minimum_cents, is_gone=False, is_last=False) == PAID:
            for one in due:
                one.paid_month = month
            waiting = [one for one in waiting if one.paid_month is None]
