"""Settlement: when an entry of pay falls due, and what a payout does with what is due (R-90, R-91, R-79, R-170)."""

from sim.units import DAYS_PER_MONTH

SIGNATURE, GO_LIVE, FIRST_PAYMENT, TRIAL_END = range(4)
"""What pay waits for."""
PAID, WAITS, LOST = range(3)
"""What becomes of all that is due to a partner."""


def trigger_day(trigger: int, won_day: int, go_live_day: int, payment_delay_months: int, trial_days: int) -> int:
    """Day that the pay for a won deal waits for (R-91)."""
    if trigger == SIGNATURE:
        return won_day
    if trigger == FIRST_PAYMENT:
        return go_live_day + DAYS_PER_MONTH * payment_delay_months
    return go_live_day + trial_days if trigger == TRIAL_END else go_live_day


def renewal_trigger_day(trigger: int, renewal_day: int, payment_delay_months: int) -> int:
    """Day that the fee of a later contract year waits for: its beginning, or its first payment (R-91)."""
    return renewal_day + DAYS_PER_MONTH * payment_delay_months if trigger == FIRST_PAYMENT else renewal_day


def share_trigger_day(trigger: int, month: int, deal_trigger_day: int, payment_delay_months: int) -> int:
    """Day that the share of a month waits for: its last, or its payment; not before the deal's own trigger (R-91)."""
    last_day = DAYS_PER_MONTH * month - 1
    return max(deal_trigger_day, renewal_trigger_day(trigger, last_day, payment_delay_months))


def payable_day(trigger_day_: int, holdback_days: int) -> int:
    """Day from which an entry may be paid (R-79, R-90)."""
    return trigger_day_ + holdback_days


def is_disputed(u: float, probability: float) -> bool:
    """Whether an entry is disputed as it falls due; it is payable so many days later then (R-62)."""
    return u < probability


def is_payout_close(month: int, every_months: int, lag_months: int) -> bool:
    """Whether pay is paid at this month close: a payout date lies ``lag_months`` back (R-90)."""
    return month > lag_months and (month - lag_months) % every_months == 0


def is_payout_of_owed(month: int, every_months: int, lag_months: int) -> bool:
    """Whether fees that were owed on day 0 are paid at this month close: a payout date, day 0 too, lies back (R-90)."""
    return month >= lag_months and (month - lag_months) % every_months == 0


def is_due(payable_day_: int, month: int, lag_months: int) -> bool:
    """Whether an entry is paid at a payout close: it is payable before the payout date, ``lag_months`` back (R-90).

    Who pays late has a longer lag than was promised, here and in ``is_payout_close``.
    """
    return payable_day_ < DAYS_PER_MONTH * (month - lag_months)


def payout_outcome(due_cents: int, minimum_cents: int, is_gone: bool, is_last: bool) -> int:
    """What becomes of the sum that is due to a partner at a payout close, clawbacks being negative (R-79, R-91, R-170).

    It is paid above 0 and from the minimum on, and whatever it is to a partner that is gone. Entries that come to
    exactly 0 settle each other. It is lost below 0 if the partner is gone and this is the last of it: nothing of it
    falls due later. Else it waits for the next payout.
    """
    if due_cents == 0 or (due_cents > 0 and (is_gone or due_cents >= minimum_cents)):
        return PAID
    if due_cents < 0 and is_gone and is_last:
        return LOST
    return WAITS
