"""Bands of volume: what a volume pays, and the fee, rate and margin of one deal in it (R-73, R-75, R-79; Q-3, Q-9).

Bands are two rows of equal length, at least one step: ``froms`` rises and begins with 0, ``rates_bps`` has the rate
from there on. A lower bound belongs to its band.
"""

from collections.abc import Sequence

from sim.rules.ring import DEALS, LIVE_ARR
from sim.units import quotient_bps, share_of_cents

MARGINAL, WHOLE = range(2)
"""Each part of a volume at the rate of its own band, or all of it at the rate of the last band it reached."""


def band_rate_bps(measure: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """Rate of the highest step reached; 0 below the first (R-75, R-79).

    For bands over deals the measure is the number of the deal in its period, itself included; where all deals of a
    month have one rate, their count.
    """
    rate = 0
    for step in range(len(froms)):
        if measure < froms[step]:
            break
        rate = rates_bps[step]
    return rate


def marginal_cents(volume_cents: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """What a volume pays, each band at its own rate and rounded half up by itself (R-73, Q-3, Q-9)."""
    total = 0
    for step in range(len(froms)):
        within = volume_cents - froms[step]
        if within <= 0:
            break
        if step + 1 < len(froms):
            within = min(within, froms[step + 1] - froms[step])
        total += share_of_cents(within, rates_bps[step])
    return total


def whole_cents(volume_cents: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """What a volume pays, all of it at the rate of the highest step it reached (R-75)."""
    return share_of_cents(volume_cents, band_rate_bps(volume_cents, froms, rates_bps))


def volume_pay_cents(volume_cents: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """What a volume pays, ``MARGINAL`` or ``WHOLE``: T(v) (R-73, R-75)."""
    if mode == WHOLE:
        return whole_cents(volume_cents, froms, rates_bps)
    return marginal_cents(volume_cents, froms, rates_bps)


def banded_fee_cents(
    before_cents: int, amount_cents: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]
) -> int:
    """What an amount adds to the pay of its period: T(v + a) − T(v), v the volume before it (R-73).

    With v = 0 the amount's own size picks the band. Fees of a period add up to T of its volume, however it is cut;
    one that crosses into a lower rate for the whole volume may be negative.
    """
    return volume_pay_cents(before_cents + amount_cents, mode, froms, rates_bps) - volume_pay_cents(
        before_cents, mode, froms, rates_bps
    )


def deal_fee_cents(
    measure: int, before: int, amount_cents: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]
) -> int:
    """What an amount pays by bands over a measure that was at ``before``; deals count with the one that pays (R-79)."""
    if measure == DEALS:
        return share_of_cents(amount_cents, band_rate_bps(before + 1, froms, rates_bps))
    return banded_fee_cents(before, amount_cents, mode, froms, rates_bps)


def volume_of_others(measure: int, volume: int, arr_cents: int, contract_year: int) -> int:
    """The measure without a deal that is won, or that renews: its own ARR is live by then (R-73)."""
    return volume - arr_cents if measure == LIVE_ARR and contract_year > 1 else volume


def rate_now_bps(measure: int, volume: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """One rate for all customers, by what bands pay on all that is measured; of deals that of the last one (R-79)."""
    if measure == DEALS:
        return band_rate_bps(volume, froms, rates_bps)
    return mean_rate_bps(volume, mode, froms, rates_bps)


def lowest_rate_bps(measure: int, amount_cents: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """The rate of an amount as the first of its period (R-73, R-77)."""
    return locked_rate_bps(deal_fee_cents(measure, 0, amount_cents, mode, froms, rates_bps), amount_cents)


def is_set_at_close(measure: int, period_months: int, mode: int) -> bool:
    """Whether all deals of a month have the rate of their number, which its close knows (R-79)."""
    return measure == DEALS and period_months == 1 and mode == WHOLE


def mean_rate_bps(volume_cents: int, mode: int, froms: Sequence[int], rates_bps: Sequence[int]) -> int:
    """The rate of a whole volume; that of the first step where there is none (R-73)."""
    if volume_cents <= 0:
        return rates_bps[0]
    return locked_rate_bps(volume_pay_cents(volume_cents, mode, froms, rates_bps), volume_cents)


def locked_rate_bps(fee_cents: int, amount_cents: int) -> int:
    """The rate at which a deal's margin or share stays: its banded fee over its value, a whole basis point (R-73)."""
    return quotient_bps(fee_cents, amount_cents)
