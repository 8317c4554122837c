"""Clawback: what is taken back of a deal's pay when its customer leaves or shrinks (R-91, R-92; Q-12).

Which days are counted is a reading: age is counted from go-live.
"""

from sim.units import round_half_up, share_of_cents


def clawed_back_cents(
    age_days: int, earned_cents: int, full_days: int, partial_days: int, end_days: int, partial_share_bps: int
) -> int:
    """What is taken back at an age, of all that a deal earned in its first contract year so far (R-92, Q-12).

    All before ``full_days``, a part before ``partial_days``, that part pro rata down to nothing at ``end_days``. One
    number of days is full = partial = end. Never more at a higher age.
    """
    if age_days < full_days:
        return earned_cents
    part = share_of_cents(earned_cents, partial_share_bps)
    if age_days < partial_days:
        return part
    if age_days >= end_days:
        return 0
    days = end_days - partial_days
    return (2 * part * (end_days - age_days) + days) // (2 * days)


def kept_of_last_share_cents(
    age_days: int, share_cents: int, full_days: int, partial_days: int, end_days: int, partial_share_bps: int
) -> int:
    """What accrues of the share of the month in which its customer cancelled early: what is not taken back (R-92)."""
    return share_cents - clawed_back_cents(age_days, share_cents, full_days, partial_days, end_days, partial_share_bps)


def downgraded_cents(amount_cents: int, downgrade_share: float) -> int:
    """The part of an ARR that a downgrade takes, and of what a cancellation of that age would take back (R-92)."""
    return round_half_up(amount_cents * downgrade_share)
