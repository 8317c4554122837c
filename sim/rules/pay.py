"""What partners are paid: fee, margin, one entry of pay and a cap on a year's (R-70, R-71; Q-1, Q-5, Q-10).

Amounts are cents, rates and shares basis points.
"""

from sim.units import share_of_cents


def resale_margin_cents(list_cents: int, margin_bps: int) -> int:
    """Margin off list: the partner buys at list × (1 − margin) (R-71)."""
    return share_of_cents(list_cents, margin_bps)


def entry_cents(
    by_rate_cents: int,
    base_cents: int,
    points_bps: int,
    flat_cents: int,
    class_share_bps: int,
    least_cents: int,
    most_cents: int,
) -> int:
    """One entry of pay before the cap (R-70, R-75, R-81, R-170).

    What the rate or band gives, points of registration on the base (0 for another class), a flat sum (at the win
    alone); of all that the share of the deal's class; then the least and most of an entry.
    """
    full = by_rate_cents + share_of_cents(base_cents, points_bps) + flat_cents
    return bounded_cents(share_of_cents(full, class_share_bps), least_cents, most_cents)


def bounded_cents(amount_cents: int, least_cents: int, most_cents: int) -> int:
    """An amount that is not 0, at least and at most so much; a bound of 0 is none (R-170)."""
    if amount_cents == 0:
        return 0
    if least_cents > 0:
        amount_cents = max(amount_cents, least_cents)
    return min(amount_cents, most_cents) if most_cents > 0 else amount_cents


def kept_by_cap_cents(entry_cents: int, cap_cents: int, year_so_far_cents: int) -> int:
    """What a cap on the fiscal year leaves of an entry, in order of accrual; a cap of 0 is none (R-78)."""
    if cap_cents == 0 or entry_cents <= 0:
        return entry_cents
    return min(entry_cents, max(0, cap_cents - year_so_far_cents))


def margin_rate_bps(rate_bps: int, points_bps: int, class_share_bps: int) -> int:
    """Margin off list of a deal: rate and points of registration, times the share of its class (R-71, R-75, Q-5)."""
    return share_of_cents(rate_bps + points_bps, class_share_bps)


def margin_cents(list_cents: int, margin_bps: int, least_cents: int, most_cents: int) -> int:
    """Margin of a month off its list, with the least and most of an entry; kept, so that no cap cuts it (R-71)."""
    return bounded_cents(resale_margin_cents(list_cents, margin_bps), least_cents, most_cents)


def services_fee_cents(contract_value_cents: int, services_share_bps: int, services_rate_bps: int) -> int:
    """Share of the services that a partner sells beside a deal, both rounded half up (R-72)."""
    return share_of_cents(share_of_cents(contract_value_cents, services_share_bps), services_rate_bps)
