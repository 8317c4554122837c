"""What a condition of a ladder is compared with: any measure of a partner at a close (R-100 to R-102)."""

from collections.abc import Sequence

from sim.rules.measures import CLAIM_RINGS, value_of_claims, value_of_growth_rate, value_of_measure, value_of_standing
from sim.rules.ring import (
    BUCKETS,
    GROWTH,
    GROWTH_RATE,
    INVOLVED,
    NET_NEW,
    OPPORTUNITIES,
    REGISTRATIONS,
    SOURCED,
)

NO_CERTIFICATE = 0
NOTHING_A_YEAR_AGO = 0


def standing_value(
    measure: int,
    won: Sequence[int],
    deals: Sequence[int],
    billed: Sequence[int],
    pay: Sequence[int],
    claims: Sequence[int],
    live_arr_cents: int,
    live_customers: int,
    customers_ever: int,
    months_since_agreement: int,
    channel_share_bps: int,
    top_share_bps: int,
    points: int,
    place: int,
    month: int,
    window_months: int,
) -> int:
    """A measure of the partner at a place of the tables, at the close of a month (R-100).

    Growth over nothing a year ago is none.
    """
    first = BUCKETS * place
    if measure <= GROWTH:
        return value_of_measure(measure, won, deals, billed, pay, live_arr_cents, first, month, window_months)
    if measure == GROWTH_RATE:
        return value_of_growth_rate(billed, first, month, window_months, NOTHING_A_YEAR_AGO)
    if measure in (SOURCED, INVOLVED, OPPORTUNITIES, REGISTRATIONS, NET_NEW):
        return value_of_claims(measure, claims, CLAIM_RINGS * first, month, window_months)
    return value_of_standing(
        measure, live_customers, customers_ever, NO_CERTIFICATE, months_since_agreement, channel_share_bps,
        top_share_bps, points,
    )  # fmt: skip
