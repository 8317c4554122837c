"""Calendar, money and rounding: the units of the model (30/360 calendar, integer cents, basis points)."""

from math import floor

DAYS_PER_WEEK = 7
DAYS_PER_MONTH = 30
DAYS_PER_QUARTER = 90
DAYS_PER_YEAR = 360
MONTHS_PER_QUARTER = 3
MONTHS_PER_YEAR = 12
CENTS = 100
BPS = 10_000
BPS_DIGITS = 4
"""Decimal places of a basis point."""
MILLION = 1_000_000
MOST_CENTS = 1 << 53
"""Largest amount of money: up to here a float holds every cent, and sums of months stay far below 2**63."""
_MOST_AT_ONCE = (1 << 63) // BPS
"""Of an amount below it 10,000 parts stay within 64 bits."""
NOT_STATED = -1
"""A rate in basis points that nothing states."""
NEVER_YET = -(1 << 30)
"""The day of an event that has not happened. Other days before 0 are before the start of the program."""


def round_half_up(value: float) -> int:
    """Nearest integer, halves upwards: floor(x + 1/2), also for negative values."""
    return floor(value + 0.5)


def share_of_cents(amount_cents: int, rate_bps: int) -> int:
    """``amount_cents`` times a rate in basis points, rounded half up to a cent, in integers alone.

    In two parts, so that no product of an amount below ``MOST_CENTS`` leaves 64 bits.
    """
    whole = amount_cents // BPS
    return whole * rate_bps + ((amount_cents - whole * BPS) * rate_bps + BPS // 2) // BPS


def quotient_bps(part_cents: int, whole_cents: int) -> int:
    """A part of an amount above 0 as a rate in basis points, rounded half up, in integers alone.

    Digit by digit, so that no product of an amount below ``MOST_CENTS`` leaves 64 bits.
    """
    quotient, rest = _quotient_and_rest(part_cents, whole_cents)
    return quotient + 1 if 2 * rest >= whole_cents else quotient


def floored_bps(part: int, whole: int) -> int:
    """A part of something above 0 in whole basis points, cut: a bound of so many is reached just if this is."""
    return _quotient_and_rest(part, whole)[0]


def _quotient_and_rest(part: int, whole: int) -> tuple[int, int]:
    """10,000 parts over a whole, and what is left of the whole: at once, or digit by digit where that is too much."""
    if -_MOST_AT_ONCE < part < _MOST_AT_ONCE:
        at_once = part * BPS
        return at_once // whole, at_once % whole
    quotient = part // whole
    rest = part - quotient * whole
    for _ in range(BPS_DIGITS):
        rest *= 10
        digit = rest // whole
        rest -= digit * whole
        quotient = 10 * quotient + digit
    return quotient, rest


def within_limit(cents: float) -> float:
    """An amount as it is; ValueError above ``MOST_CENTS``: it would be rounded, and sums of it wrap."""
    if cents > MOST_CENTS:
        raise ValueError("an amount of money is larger than 2**53 cents")
    return cents


def to_cents(amount: float) -> int:
    """Currency units to integer cents, half up."""
    return round_half_up(amount * CENTS)


def to_bps(rate: float) -> int:
    """A fraction to whole basis points, half up (0.15 is 1500). The ninth decimal absorbs binary error."""
    return round_half_up(round(rate * BPS, 9))


def whole_days(days: float) -> int:
    """A drawn duration in whole days, half up and at least one day (DESIGN: clock)."""
    rounded = round_half_up(days)
    return rounded if rounded > 1 else 1


def has_come(day: int) -> bool:
    """Whether an event has happened: its day is not ``NEVER_YET``."""
    return day != NEVER_YET


def month_of(day: int) -> int:
    """The 1-based month that holds ``day``: month m covers days [30(m-1), 30m)."""
    return day // DAYS_PER_MONTH + 1


def calendar_month(month: int, start_month: int) -> int:
    """Calendar month 1-12 of program month ``month`` when month 1 is ``start_month``."""
    return (start_month - 1 + month - 1) % MONTHS_PER_YEAR + 1


def contract_month_cents(arr_cents: int, k: int) -> int:
    """Revenue of a contract's k-th month in cents: the twelve months of a year sum to the ARR exactly."""
    return arr_cents * k // MONTHS_PER_YEAR - arr_cents * (k - 1) // MONTHS_PER_YEAR
