"""What a partner is measured by: sums of its ring over months, and what is live (R-73, R-75, R-108)."""

from collections.abc import Sequence

from sim.rules.ring import BILLED, DEALS, GROWTH, LIVE_ARR, PAY, SOLD, growth_sum, window_sum
from sim.units import DAYS_PER_YEAR


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
    """A measure over the ``months`` that end with ``month``; rings begin at ``first`` of their tables (R-73, R-75).

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
