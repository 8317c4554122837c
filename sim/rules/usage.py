"""Use that ramps up within the contract: what a customer uses of its committed ARR in a month (R-71, R-72; judgement).

No source gives the form of the ramp: it is linear, from a share of full use in the month of go-live.
"""

from math import gcd

from sim.units import BPS, MONTHS_PER_YEAR

_OF_A_YEAR = BPS * MONTHS_PER_YEAR


def use_bps(month: int, ramp_months: int, start_bps: int) -> int:
    """Use of the month since go-live, counted from 1, in basis points of full use (R-71)."""
    if month > ramp_months:
        return BPS
    return start_bps + (BPS - start_bps) * (month - 1) // ramp_months


def used_so_far_bps(months: int, ramp_months: int, start_bps: int) -> int:
    """Sum of the use of the first ``months`` months (R-71)."""
    if months >= ramp_months:
        return BPS * (months - ramp_months) + _used_in_ramp_bps(ramp_months, start_bps)
    total = 0
    for month in range(1, months + 1):
        total += use_bps(month, ramp_months, start_bps)
    return total


def _used_in_ramp_bps(months: int, start_bps: int) -> int:
    """Sum of the use of a whole ramp: ⌊a·k ÷ n⌋ over k = 0 … n − 1 adds up to ((a − 1)(n − 1) + gcd(a, n) − 1) ÷ 2."""
    rise = BPS - start_bps
    return months * start_bps + ((rise - 1) * (months - 1) + gcd(rise, months) - 1) // 2


def month_of_use_cents(arr_cents: int, month: int, ramp_months: int, start_bps: int) -> int:
    """List of the month since go-live, which does not begin again at renewals (R-71).

    Rounded as a sum so far: twelve months of full use are the ARR to the cent. Without a ramp it is the contract month.
    """
    before = used_so_far_bps(month - 1, ramp_months, start_bps)
    return _used_cents(arr_cents, before + use_bps(month, ramp_months, start_bps)) - _used_cents(arr_cents, before)


def _used_cents(arr_cents: int, used_bps: int) -> int:
    """⌊ARR · use ÷ 120,000⌋, in two parts so that no product of an amount below ``MOST_CENTS`` leaves 64 bits."""
    whole = arr_cents // _OF_A_YEAR
    return whole * used_bps + (arr_cents - whole * _OF_A_YEAR) * used_bps // _OF_A_YEAR
