"""Flows of a partner by month, kept for two years: a ring of monthly buckets (R-73, R-75, R-108).

A ring is ``BUCKETS`` places of a table from ``first`` on. As a month is closed the bucket of the next one is set to 0;
what comes is added to the bucket of its month, and a deal that is cancelled is taken from the bucket of its win while
the ring holds it. Months before the first are those of day 0 and before, with 0 in them unless a start fills them.
A table may have several rings of a partner, one after the other.
"""

from collections.abc import Sequence

from sim.units import MONTHS_PER_YEAR

BUCKETS = 24
SOLD, DEALS, LIVE_ARR, BILLED, PAY, GROWTH = range(6)
"""Measures of a partner: ACV of deals won, their number, ARR of live customers, list billed, pay, growth of billed."""
SOURCED, INVOLVED, OPPORTUNITIES, REGISTRATIONS, LIVE_CUSTOMERS, NET_NEW, GROWTH_RATE, RETENTION = range(6, 14)
"""ACV of deals that it brought, and of those that it had a part in; qualified and registered opportunities; customers;
ARR won less lost; growth over a year ago; customers kept."""
CERTIFIED, MONTHS, CHANNEL_SHARE, TOP_SHARE, POINTS = range(14, 19)
"""People with a certificate, months since the agreement, part of the ladder's volume, place by it, points."""
LONGEST_YEAR_AGO = 12
"""Months of the longest window that can be compared with a year ago."""


def bucket_of(month: int) -> int:
    """Place of a month within the ring (R-108)."""
    return month % BUCKETS


def is_held(month: int, running_month: int) -> bool:
    """Whether the ring still has the bucket of a month (R-108)."""
    return running_month - BUCKETS < month <= running_month


def window_sum(ring: Sequence[int], first: int, last_month: int, months: int) -> int:
    """Sum of the months that end with ``last_month``, the running one or, with fewer months, one before (R-73, R-108).

    The whole window has to be held.
    """
    total = 0
    begin = bucket_of(last_month - months + 1)
    for place in range(begin, min(begin + months, BUCKETS)):
        total += ring[first + place]
    for place in range(begin + months - BUCKETS):  # what is left, from where the ring begins
        total += ring[first + place]
    return total


def year_ago_sum(ring: Sequence[int], first: int, running_month: int, months: int) -> int:
    """Sum of the same months a year before a window of at most 12 months (R-75)."""
    return window_sum(ring, first, running_month - MONTHS_PER_YEAR, months)


def growth_sum(ring: Sequence[int], first: int, running_month: int, months: int) -> int:
    """Sum of a window of at most 12 months, less that of the same months a year ago (R-75)."""
    return window_sum(ring, first, running_month, months) - year_ago_sum(ring, first, running_month, months)
