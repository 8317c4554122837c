"""A partner's rebates, close by close, from what it sold and what was cancelled (R-75, R-76).

At each close that ends a paying period the rebate of the fiscal period so far is worked out anew from the sales that
still stand; the partner gets the difference to what it had. So the last close of the period sets it right.

Reading: funds are a part of each accrual above 0 and are not given back, so that a rebate which is taken back and
earned again has funds twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.blind.bands import Band, Sale, band_at, statement
from tests.blind.money import MONTHS, cents, fiscal_period, month_of


@dataclass(frozen=True)
class Rebate:
    """The clause: ``on`` sold or growth; steps read that or ``deals``; ``period`` and ``paid`` in months."""

    steps: Sequence[Band]
    period: int = MONTHS
    paid: int = 3
    on: str = "sold"
    steps_read: str = "base"
    whole: bool = True
    fund: Fraction = Fraction(0)


@dataclass(frozen=True)
class Accrual:
    """A rebate of a close, and the part of it that is given as market funds."""

    month: int
    amount: int
    fund: int


def standing(sales: Sequence[Sale], first: int, last: int, close: int) -> list[Sale]:
    """Sales of the months ``first`` … ``last`` that are not cancelled by the end of month ``close``."""
    return [
        sale
        for sale in sales
        if first <= month_of(sale.day) <= last and (sale.cancelled_on is None or month_of(sale.cancelled_on) > close)
    ]


def base_so_far(rebate: Rebate, sales: Sequence[Sale], first: int, close: int) -> int:
    """Sold in the period so far; for growth less the same months a year ago, and not below 0."""
    base = sum(sale.value for sale in standing(sales, first, close, close))
    if rebate.on == "growth":
        base -= sum(sale.value for sale in standing(sales, first - MONTHS, close - MONTHS, close))
    return max(0, base)


def earned(rebate: Rebate, sales: Sequence[Sale], first: int, close: int) -> int:
    """The rebate of the period so far."""
    base = base_so_far(rebate, sales, first, close)
    if rebate.steps_read == "deals":
        reached = len(standing(sales, first, close, close))
        return cents(base * band_at(rebate.steps, reached).rate)
    return statement(rebate.steps, base, rebate.whole)


def rebates(
    rebate: Rebate, sales: Sequence[Sale], months: int, start_month: int = 1, fiscal_month: int = 1
) -> list[Accrual]:
    """The accruals of the closes 1 … ``months`` that end a paying period, those of 0 left out."""
    found: list[Accrual] = []
    had: dict[int, int] = {}
    for close in range(1, months + 1):
        if fiscal_period(close, rebate.paid, start_month, fiscal_month)[2] != close:
            continue
        number, first, _ = fiscal_period(close, rebate.period, start_month, fiscal_month)
        amount = earned(rebate, sales, first, close) - had.get(number, 0)
        had[number] = had.get(number, 0) + amount
        if amount:
            found.append(Accrual(close, amount, cents(max(0, amount) * rebate.fund)))
    return found
