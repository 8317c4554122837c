"""Touches of a won deal, and what models of them credit to its partner: a report by which nothing is paid (R-83).

The partner touches it at its first contact, as it registers it, and with documented support, which lasts to the
decision; direct sales as they come to the account, or as they close a deal of a segment that is not the partner's.
"""

from sim.rules.attribution import DOCUMENTED, ROUTED
from sim.rules.claim import is_engaged
from sim.units import has_come

FIRST, LAST, LINEAR = range(3)
"""Models: all to who touched a deal first, or last, or to each touch as much."""
MODELS = 3


def is_first_of_partner(contact_day: int, engaged_day: int, day: int) -> bool:
    """Whether the partner touched a deal first that is decided on a day; on the same day it was first (R-83)."""
    return not (is_engaged(engaged_day, day) and engaged_day < contact_day)


def is_last_of_partner(
    contact_day: int, submission: int, engaged_day: int, support: int, class_: int, day: int
) -> bool:
    """Whether the partner touched it last: on the same day only with its support, which lasts to the end (R-83)."""
    if class_ == ROUTED:
        return False
    if support == DOCUMENTED or not is_engaged(engaged_day, day):
        return True
    own = submission if has_come(submission) and submission <= day else contact_day
    return own > engaged_day


def touches_of_partner(submission: int, support: int, class_: int, day: int) -> int:
    """How many touches are the partner's: at least its first contact (R-83)."""
    touches = 1
    if has_come(submission) and submission <= day:
        touches += 1
    if support == DOCUMENTED and class_ != ROUTED:
        touches += 1
    return touches


def touches_of_direct(engaged_day: int, class_: int, day: int) -> int:
    """How many are of direct sales (R-83)."""
    return int(is_engaged(engaged_day, day)) + int(class_ == ROUTED)


def linear_credit_cents(acv_cents: int, own: int, of_direct: int) -> int:
    """The partner's part of a value where each touch has as much, half up (R-83)."""
    touches = own + of_direct
    return (2 * acv_cents * own + touches) // (2 * touches)


def touch_credit_cents(
    model: int,
    acv_cents: int,
    contact_day: int,
    submission: int,
    engaged_day: int,
    support: int,
    class_: int,
    day: int,
) -> int:
    """What a model credits to the partner of the value of a deal that is won on a day (R-83)."""
    if model == FIRST:
        return acv_cents if is_first_of_partner(contact_day, engaged_day, day) else 0
    if model == LAST:
        is_last = is_last_of_partner(contact_day, submission, engaged_day, support, class_, day)
        return acv_cents if is_last else 0
    own = touches_of_partner(submission, support, class_, day)
    return linear_credit_cents(acv_cents, own, touches_of_direct(engaged_day, class_, day))
