"""Rebates on what a partner sold, had billed, grew by or earned in a period (R-75, R-76).

A rebate is worked out at each close at which it is paid, on the period so far, and what accrued before comes off: the
last close of a period makes up for all that changed in it.
"""

from collections.abc import Sequence

from sim.rules.bands import WHOLE, band_rate_bps, marginal_cents
from sim.units import share_of_cents


def rebate_of_period_cents(
    base_cents: int, measure: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]
) -> int:
    """The rebate on the period so far (R-75, R-76).

    ``WHOLE``: the base at the rate of the step that the measure reached. ``MARGINAL``: the measure is the base, and
    each band has its rate. A base that is not above 0, as growth of a period that shrank, earns nothing.
    """
    if base_cents <= 0:
        return 0
    if mode == WHOLE:
        return share_of_cents(base_cents, band_rate_bps(measure, froms, rates_bps))
    return marginal_cents(base_cents, froms, rates_bps)


def rebate_due_cents(of_period_cents: int, accrued_cents: int) -> int:
    """What accrues at a close: the rebate on the period so far, less what accrued in it; may be negative (R-75)."""
    return of_period_cents - accrued_cents


def funds_cents(due_cents: int, fund_share_bps: int) -> int:
    """The part of an accrued rebate that is granted as marketing funds; what is taken back is money alone (R-75)."""
    return share_of_cents(max(0, due_cents), fund_share_bps)
