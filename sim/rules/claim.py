"""Claims on a deal: from when to when the claim is alive and protects, and direct's day (R-50).

Days are whole days; ``NEVER_YET`` is the day of what does not happen.
"""

from sim.units import NEVER_YET, has_come


def first_contact_day(qualified_day: int, days_before: int) -> int:
    """Day of the partner's first contact with the account, which may lie before the start (R-80)."""
    return qualified_day - days_before


def is_submitted(
    u: float, probability: float, opens: bool, may_register: bool, acv_cents: int, least_acv_cents: int
) -> bool:
    """Whether a qualified opportunity is registered; ``opens``: its phase has registration (R-41, R-50, R-58)."""
    return opens and may_register and acv_cents >= least_acv_cents and u < probability


def submission_day(u: float, contact_day: int, least_days: int, most_days: int) -> int:
    """Day of a registration, uniform over the days from ``least_days`` to ``most_days`` after the contact (R-80)."""
    return contact_day + least_days + int(u * (most_days - least_days + 1))


def is_alive(day: int, approval_day: int, valid_days: int, renewals: int) -> bool:
    """Whether a claim holds on a day: from its approval on for its days of validity, with all renewals (R-50).

    The last day is the one before as many have passed. A claim that was never approved ended long ago.
    """
    return approval_day <= day < approval_day + valid_days * (1 + renewals)


def is_protected(day: int, approval_day: int, valid_days: int, renewals: int, protection_days: int) -> bool:
    """Whether a claim keeps direct sales off on a day: in the first days of each term of its validity (R-50).

    A renewal begins the protection anew; where it lasts as long as the term there is one clock.
    """
    if not is_alive(day, approval_day, valid_days, renewals):
        return False
    return (day - approval_day) % valid_days < protection_days


def is_in_time(submission: int, contact_day: int, within_days: int) -> bool:
    """Whether a claim was submitted within so many days of the first contact, the last included (R-80)."""
    return submission <= contact_day + within_days


def is_met_by_direct(u: float, overlap_probability: float) -> bool:
    """Whether direct sales meets the account of a qualified opportunity too (R-52)."""
    return u < overlap_probability


def engagement_day(u: float, qualified_day: int, from_days: int, to_days: int) -> int:
    """Day on which direct sales meets the account, uniform over days around qualification, both included (R-52)."""
    return qualified_day + from_days + int(u * (to_days - from_days + 1))


def is_engaged(engaged_day: int, day: int) -> bool:
    """Whether direct sales has met the account by a day (R-82)."""
    return has_come(engaged_day) and engaged_day <= day


def was_met_first(engaged_day: int, day: int, contact_day: int) -> bool:
    """Whether direct sales, by a day, had met the account before the partner's first contact (R-144)."""
    return is_engaged(engaged_day, day) and engaged_day < contact_day


NO_CLAIM = NEVER_YET
"""Submission and approval of an opportunity that is not registered."""
