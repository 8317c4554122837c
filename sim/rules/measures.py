"""What a partner is measured by: sums of its ring over months, and what is live (R-73, R-75, R-100 to R-102, R-108).

Money is in cents, shares are in whole basis points, cut: a share reaches a bound just if it is not below it. A flow is
summed over a window of 1 … 24 months; one that is compared with a year ago, and net new ARR, over at most 12.
"""

from collections.abc import Sequence

from sim.rules.ring import (
    BILLED,
    BUCKETS,
    CERTIFIED,
    CHANNEL_SHARE,
    DEALS,
    GROWTH,
    GROWTH_RATE,
    INVOLVED,
    LIVE_ARR,
    LIVE_CUSTOMERS,
    MONTHS,
    NET_NEW,
    OPPORTUNITIES,
    PAY,
    POINTS,
    REGISTRATIONS,
    RETENTION,
    SOLD,
    SOURCED,
    TOP_SHARE,
    growth_sum,
    window_sum,
    year_ago_sum,
)
from sim.units import BPS, DAYS_PER_YEAR, floored_bps

COUNT, MONEY, SHARE = range(3)
"""Units of measures: pieces, people, months or points; cents; basis points."""
SOURCED_RING, INFLUENCED_RING, OPPORTUNITIES_RING, REGISTRATIONS_RING, LIVE_CHANGE_RING = range(5)
"""Rings that a ladder needs beside those of pay, one after the other: ACV that counts as sourced (unregistered deals
with their credit share) and ACV of influenced deals; opportunities qualified, and registered; change of live ARR."""
CLAIM_RINGS = 5
UNRANKED = BPS + 1
"""The top share of a partner without a place: no bound reaches it."""
NO_SHARE = -1
"""The channel share of a partner without volume: it reaches no bound."""


def is_in_first_year(day: int, go_live_day: int) -> bool:
    """Whether a customer that leaves on a day has not completed its first contract year (R-75)."""
    return day - go_live_day < DAYS_PER_YEAR


def is_live(term_month: int, last_month: int, month: int, open_end: int) -> bool:
    """Whether a deal is a live customer at a close: its term has begun, and it has not left (R-108)."""
    return term_month <= month and last_month == open_end


def value_of_measure(
    measure: int,
    won: Sequence[int],
    deals: Sequence[int],
    billed: Sequence[int],
    pay: Sequence[int],
    live_arr_cents: int,
    first: int,
    month: int,
    months: int,
) -> int:
    """A measure of pay over the ``months`` that end with ``month``; rings begin at ``first`` of their tables (R-73).

    Over no months it is 0, but ARR that is live is what it is now.
    """
    if measure == LIVE_ARR:
        return live_arr_cents
    if measure == SOLD:
        return window_sum(won, first, month, months)
    if measure == DEALS:
        return window_sum(deals, first, month, months)
    if measure == BILLED:
        return window_sum(billed, first, month, months)
    if measure == PAY:
        return window_sum(pay, first, month, months)
    return growth_sum(billed, first, month, months) if measure == GROWTH else 0


def value_at_close(
    measure: int,
    won: Sequence[int],
    deals: Sequence[int],
    billed: Sequence[int],
    pay: Sequence[int],
    claims: Sequence[int],
    live_arr_cents: int,
    live_customers: int,
    customers_ever: int,
    certified: int,
    months_since_agreement: int,
    channel_share: int,
    top_share: int,
    points: int,
    first_year_growth_bps: int,
    first: int,
    month: int,
    months: int,
) -> int:
    """Any measure of the list, from the integers of a partner at the close of a month (R-100 to R-102, R-108).

    Rings begin at ``first`` of their tables, those of claims at ``CLAIM_RINGS`` times that; the window has ``months``.
    Live ARR and customers may be those of one line, certified people are those of one certificate.
    """
    if measure <= GROWTH:
        return value_of_measure(measure, won, deals, billed, pay, live_arr_cents, first, month, months)
    if measure == GROWTH_RATE:
        return value_of_growth_rate(billed, first, month, months, first_year_growth_bps)
    if measure in (SOURCED, INVOLVED, OPPORTUNITIES, REGISTRATIONS, NET_NEW):
        return value_of_claims(measure, claims, CLAIM_RINGS * first, month, months)
    return value_of_standing(
        measure, live_customers, customers_ever, certified, months_since_agreement, channel_share, top_share, points
    )


def is_nothing_before_flows(measure: int) -> bool:
    """Whether a partner that never had an opportunity has 0 of a measure, as growth over nothing is 0 (R-108)."""
    return measure <= GROWTH_RATE


def value_of_claims(measure: int, rings: Sequence[int], first: int, month: int, months: int) -> int:
    """A measure over deals by their class, over opportunities, and over changes of live ARR (R-100).

    A partner's ``CLAIM_RINGS`` begin at ``first``. Net new ARR is the sum of its changes: of a partner that is there
    as the program begins, those since then.
    """
    if measure == SOURCED:
        return window_sum(rings, first + BUCKETS * SOURCED_RING, month, months)
    if measure == INVOLVED:
        sourced = window_sum(rings, first + BUCKETS * SOURCED_RING, month, months)
        return sourced + window_sum(rings, first + BUCKETS * INFLUENCED_RING, month, months)
    if measure == OPPORTUNITIES:
        return window_sum(rings, first + BUCKETS * OPPORTUNITIES_RING, month, months)
    if measure == REGISTRATIONS:
        return window_sum(rings, first + BUCKETS * REGISTRATIONS_RING, month, months)
    return window_sum(rings, first + BUCKETS * LIVE_CHANGE_RING, month, months) if measure == NET_NEW else 0


def value_of_standing(
    measure: int,
    live_customers: int,
    customers_ever: int,
    certified: int,
    months: int,
    channel_share_bps: int,
    top_share_bps: int,
    points: int,
) -> int:
    """A measure that is what it is at a close, over no window (R-100 to R-102)."""
    if measure == LIVE_CUSTOMERS:
        return live_customers
    if measure == RETENTION:
        return retention_bps(live_customers, customers_ever)
    if measure == CERTIFIED:
        return certified
    if measure == MONTHS:
        return months
    if measure == CHANNEL_SHARE:
        return channel_share_bps
    if measure == TOP_SHARE:
        return top_share_bps
    return points if measure == POINTS else 0


def value_of_growth_rate(billed: Sequence[int], first: int, month: int, months: int, first_year_bps: int) -> int:
    """Growth of what is billed over that of the same months a year ago; as stated where there was none (R-100)."""
    ago = year_ago_sum(billed, first, month, months)
    return floored_bps(window_sum(billed, first, month, months) - ago, ago) if ago > 0 else first_year_bps


def retention_bps(live_customers: int, customers_ever: int) -> int:
    """Customers that are live over all that ever were; 1 before the first (R-100)."""
    return floored_bps(live_customers, customers_ever) if customers_ever > 0 else BPS


def channel_share_bps(volume: int, volume_of_all: int) -> int:
    """A partner's part of the volume of all partners in force on its ladder; ``NO_SHARE`` without volume (R-101).

    Volumes below 0, as of growth, count as 0 in that of all.
    """
    return floored_bps(volume, volume_of_all) if volume > 0 else NO_SHARE


def ranks_before(one: int, other: int, volumes: Sequence[int]) -> bool:
    """Whether a partner has a better place than another: by volume, equal ones by dense index (R-102)."""
    return volumes[one] > volumes[other] or (volumes[one] == volumes[other] and one < other)


def put_in_rank(ranked: list[int], volumes: Sequence[int], number: int) -> None:
    """Sort the first ``number`` partners by their places, the best first (shell sort; R-102)."""
    gap = 1
    while gap < number // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, number):
            partner = ranked[last]
            at = last
            while at >= gap and ranks_before(partner, ranked[at - gap], volumes):
                ranked[at] = ranked[at - gap]
                at -= gap
            ranked[at] = partner
        gap //= 3


def top_share_bps(volume: int, position: int, number: int) -> int:
    """The least share of those ranked that has a partner in it: the first (bps · n + 9,999) ÷ 10,000 places (R-102).

    ``UNRANKED`` without volume. 7% of 100 are 7 places: the seventh partner has 601 bps, the eighth 701.
    """
    return BPS * (position - 1) // number + 1 if volume > 0 else UNRANKED


def unit_of(measure: int) -> int:
    """Whether a measure counts, is money or a share (R-100)."""
    if measure in (GROWTH_RATE, RETENTION, CHANNEL_SHARE, TOP_SHARE):
        return SHARE
    if measure in (SOLD, LIVE_ARR, BILLED, PAY, GROWTH, SOURCED, INVOLVED, NET_NEW):
        return MONEY
    return COUNT
