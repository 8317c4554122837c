"""A partner's fees under volume bands, kept as a statement of account (R-73, R-75, R-79).

The statement has a line a band: what was sold in it and what that earns, to the cent. After each deal the partner is
owed what the statement shows more than before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tests.blind.money import MONTHS, cents, fiscal_period, month_of


@dataclass(frozen=True)
class Band:
    """From this much on (cents, or deals), this rate."""

    start: int
    rate: Fraction


@dataclass(frozen=True)
class Sale:
    """A deal won on a day; cancelled early on a day, or never."""

    day: int
    value: int
    cancelled_on: int | None = None


def band_at(bands: Sequence[Band], reached: int) -> Band:
    """The highest band whose start is reached: its start belongs to it."""
    holds = bands[0]
    for band in bands:
        if reached >= band.start:
            holds = band
    return holds


def statement(bands: Sequence[Band], volume: int, whole: bool) -> int:
    """What a volume earns: all of it at the rate reached, or each band's part at the band's own rate."""
    if whole:
        return cents(volume * band_at(bands, volume).rate)
    total, left = 0, volume
    for place, band in enumerate(bands):
        part = left
        if place + 1 < len(bands):
            part = min(left, bands[place + 1].start - band.start)
        total += cents(part * band.rate)
        left -= part
    return total


def year_of_fees(
    sales: Sequence[Sale],
    bands: Sequence[Band],
    *,
    by: str = "sold",
    period: str = "year",
    whole: bool = False,
    start_month: int = 1,
    fiscal_month: int = 1,
) -> list[int]:
    """The fee of each sale, in order of the days.

    ``by`` sold: what it adds to the statement of its period, of which deals cancelled before it are no part. ``by``
    deals: its value at the rate of its number in the period. With period deal each sale has a statement of its own.
    """
    length = {"month": 1, "year": MONTHS}.get(period)
    fees = []
    for place, sale in enumerate(sales):
        counted: list[Sale] = []
        if length is not None:
            now = fiscal_period(month_of(sale.day), length, start_month, fiscal_month)[0]
            counted = [
                other
                for other in sales[:place]
                if fiscal_period(month_of(other.day), length, start_month, fiscal_month)[0] == now
                and (other.cancelled_on is None or other.cancelled_on > sale.day)
            ]
        if by == "deals":
            fees.append(cents(sale.value * band_at(bands, len(counted) + 1).rate))
        else:
            before = sum(other.value for other in counted)
            fees.append(statement(bands, before + sale.value, whole) - statement(bands, before, whole))
    return fees


def month_of_shares(deals: int, lists: Sequence[int], bands: Sequence[Band]) -> list[int]:
    """Shares of a month in which ``deals`` were won: every list amount at the rate of that count (whole, R-79)."""
    rate = band_at(bands, deals).rate
    return [cents(amount * rate) for amount in lists]


def bands_of_billed(lists: Sequence[int], before: int, bands: Sequence[Band], whole: bool) -> list[int]:
    """What each customer's bill of a close adds to the statement, customer by customer, after ``before``."""
    shown = [statement(bands, before, whole)]
    for amount in lists:
        before += amount
        shown.append(statement(bands, before, whole))
    return [later - earlier for earlier, later in pairwise(shown)]


def locked_rate(fee: int, value: int) -> Fraction:
    """The rate at which a deal's shares or margins stay: a whole basis point."""
    return Fraction(cents(Fraction(fee, value) * 10_000), 10_000)
