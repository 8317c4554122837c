"""Cents and calendar of the second version: one rounding, one year."""

from fractions import Fraction
from math import floor

DAYS = 30
"""Days of a month of the program."""
MONTHS = 12


def cents(amount: Fraction) -> int:
    """Half a cent goes up."""
    return floor(amount + Fraction(1, 2))


def month_of(day: int) -> int:
    """Month of the program, from 1, in which ``day`` lies, from 0."""
    return day // DAYS + 1


def fiscal_period(month: int, length: int, start_month: int, fiscal_month: int) -> tuple[int, int, int]:
    """Number of the fiscal period of ``length`` months that holds ``month``, with its first and last month.

    ``start_month`` is the calendar month of month 1, ``fiscal_month`` the one in which the fiscal year begins.
    """
    into_the_year = (start_month - fiscal_month) % MONTHS
    number, place = divmod(into_the_year + month - 1, length)
    first = month - place
    return number, first, first + length - 1
