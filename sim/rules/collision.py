"""Collisions of two partners on one account: how likely, with whom, and whose it is (R-51, R-52).

The account stands in both partners' flows, so the copy that loses ends, and the two chances to lose add up to 1.
"""

from sim.elementary import power
from sim.units import has_come, share_of_cents

FIRST_REGISTERED, FIRST_CONTACT, SPLIT = range(3)
"""How collisions are settled."""
_ROUNDING = 1e-9
"""Far above what a chance is off by."""


def collides(u: float, overlap_probability: float, others: int) -> bool:
    """Whether an account is one of another partner's too; each of ``others`` has it with this chance (R-52).

    All of them together have it with at most the sum of their chances, and at least that less half of its square: a
    power is taken for draws in between alone.
    """
    most = others * overlap_probability
    if u > most + _ROUNDING:
        return False
    if u < most - most * most / 2.0 - _ROUNDING:
        return True
    return u < 1.0 - power(1.0 - overlap_probability, others)


def rival_place(u: float, others: int) -> int:
    """Place of the rival among the others, by dense index (R-52)."""
    return int(u * others)


def rival_contact_day(u: float, contact_day: int, from_days: int, to_days: int) -> int:
    """Day of the rival's first contact: within a window as wide as that of direct, around the partner's own (R-52).

    Its middle is the partner's day whatever that of direct's window, so that neither side of a collision is always
    the later one: settling must not make deals.
    """
    half = (to_days - from_days + 1) // 2
    return contact_day - half + int(u * (2 * half + 1))


def wins_collision(
    settlement: int,
    partner: int,
    submission: int,
    contact_day: int,
    rival: int,
    rival_submission: int,
    rival_contact: int,
) -> bool:
    """Whether a partner has the account, or the larger part of it (R-51, R-52).

    By the earlier submission, and a claim beats none; then by the earlier contact; then by the lower dense index.
    ``FIRST_CONTACT`` leaves out the first test.
    """
    if settlement != FIRST_CONTACT:
        if has_come(submission) != has_come(rival_submission):
            return has_come(submission)
        if submission != rival_submission:
            return submission < rival_submission
    if contact_day != rival_contact:
        return contact_day < rival_contact
    return partner < rival


def ends_for_loser(settlement: int) -> bool:
    """Whether the copy of the partner that loses ends without a decision (R-52)."""
    return settlement != SPLIT


def split_value_cents(acv_cents: int, split_share_bps: int, wins: bool) -> int:
    """The part of a deal's value that a partner has by a split: the two parts of one value add up to it (R-52)."""
    part = share_of_cents(acv_cents, split_share_bps)
    return part if wins else acv_cents - part
