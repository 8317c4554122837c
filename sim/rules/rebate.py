"""Rebates on what a partner sold, had billed, grew by or earned in a period (R-75, R-76).

A rebate is worked out at each close at which it is paid, on the period so far, and what accrued before comes off: the
last close of a period makes up for all that changed in it.
"""

from collections.abc import Sequence

from sim.rules.bands import WHOLE, band_rate_bps, marginal_cents
from sim.units import DAYS_PER_MONTH, share_of_cents


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


def months_accrued(fiscal_month_: int, period_months: int, paid_months: int) -> int:
    """Months of the running period up to the last close at which the rebate accrued; 0 if there was none (R-75)."""
    so_far = (fiscal_month_ - 1) % period_months + 1
    return 0 if so_far == period_months else max(0, so_far - fiscal_month_ % paid_months)


def payable_from_close(month: int, holdback_days: int) -> int:
    """Day from which what accrues at a close is payable: its last, and what is held back (R-90)."""
    return DAYS_PER_MONTH * month - 1 + holdback_days


def funds_cents(due_cents: int, fund_share_bps: int) -> int:
    """The part of an accrued rebate that is granted as marketing funds; what is taken back is money alone (R-75)."""
    return share_of_cents(max(0, due_cents), fund_share_bps)
