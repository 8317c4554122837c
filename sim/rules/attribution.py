"""Whose deal it was: the class of a deal on the day of its decision, and what it counts (R-54, R-80 to R-85; Q-4)."""

from sim.rules.claim import is_alive, is_engaged, is_in_time
from sim.units import BPS, share_of_cents

REGISTERED, UNREGISTERED, INFLUENCED, NONE, ROUTED = range(5)
"""Classes of deals: brought with a claim and without one, supported, only fulfilled, of a segment kept direct."""
CLASSES = 5
WON_STEP, CLASS_STEP = 2, 8
"""In the detail of the row of a win: of the class, above whether it is cannibalised; and of what is above the class
in that of a row of revenue."""
ALL, RULES = range(2)
"""Tests: every deal of a partner is its own, or only one that it brought first."""
STRICT, BROAD = range(2)
"""Influence: documented support alone, or any part in the deal."""
NO_SUPPORT, MENTION, DOCUMENTED = range(3)
"""What the partner did while the deal ran."""


def support_given(u: float, mention_probability: float, support_probability: float) -> int:
    """What a partner did while a deal ran: it is only mentioned, or else its support is documented, or not (R-82)."""
    if u < mention_probability:
        return MENTION
    documented = mention_probability + (1.0 - mention_probability) * support_probability
    return DOCUMENTED if u < documented else NO_SUPPORT


def class_of_deal(
    test: int,
    influence: int,
    is_registration_stated: bool,
    within_days: int,
    valid_days: int,
    renewals: int,
    contact_day: int,
    submission: int,
    approval_day: int,
    engaged_day: int,
    support: int,
    day: int,
) -> int:
    """Class of a deal that is decided on a day, but for routed ones (R-54, R-80, R-82, R-85)."""
    alive = is_registration_stated and is_alive(day, approval_day, valid_days, renewals)
    if test == ALL:
        return REGISTERED if alive or not is_registration_stated else UNREGISTERED
    engaged = is_engaged(engaged_day, day)
    in_time = alive and is_in_time(submission, contact_day, within_days)
    return class_by_rules(in_time, engaged, in_time and engaged_day >= submission, support, influence)


def class_by_rules(claims_in_time: bool, engaged: bool, engaged_later: bool, support: int, influence: int) -> int:
    """Class by a claim that is alive and was in time, direct that has met the account, and support (R-80 to R-85).

    ``engaged_later``: not before such a claim was submitted. Who is only mentioned has no part; direct that was there
    first bars a deal from being the partner's, not from being influenced.
    """
    if support == MENTION:
        return NONE
    if claims_in_time and (engaged_later or not engaged):
        return REGISTERED
    if not engaged:
        return UNREGISTERED
    return INFLUENCED if support == DOCUMENTED or influence == BROAD else NONE


def share_of_class_bps(class_: int, unregistered_bps: int, influenced_bps: int, none_bps: int) -> int:
    """Pay share, or credit share, of a class: all of a registered deal, nothing of a routed one (R-54, R-81; Q-4)."""
    if class_ == REGISTERED:
        return BPS
    if class_ == UNREGISTERED:
        return unregistered_bps
    if class_ == INFLUENCED:
        return influenced_bps
    return none_bps if class_ == NONE else 0


def won_detail(is_cannibalised: bool, class_: int) -> int:
    """What the row of a won deal says: whether direct sales would have won it too, and its class (R-54, R-144)."""
    return int(is_cannibalised) + WON_STEP * class_


def class_of_won(detail: int) -> int:
    """Class of a deal by the row of its win (R-54)."""
    return detail // WON_STEP


def class_of_revenue(detail: int) -> int:
    """Class of a deal by a row of its revenue; tiers are above it (R-54)."""
    return detail % CLASS_STEP


def is_sourced(class_: int) -> bool:
    """Whether a class counts in the sourced share of revenue, by its credit share, not only as credited (R-84)."""
    return class_ in (REGISTERED, UNREGISTERED)


def sourced_cents(class_: int, acv_cents: int, unregistered_credit_bps: int) -> int:
    """What a won deal adds to ``sourced``: a registered one its value, one without a claim its credit (R-81, R-100)."""
    if class_ == REGISTERED:
        return acv_cents
    return share_of_cents(acv_cents, unregistered_credit_bps) if class_ == UNREGISTERED else 0


def is_sold(class_: int) -> bool:
    """Whether a won deal counts in the measure ``sold``: all that the partner closed itself (R-100)."""
    return class_ != ROUTED


def is_own_deal(class_: int) -> bool:
    """Whether a won deal counts in the measure ``deals``: one in which the partner had a part (R-100)."""
    return class_ not in (NONE, ROUTED)
