"""The fiscal year: its months, and the month, quarter or year over which pay is counted (R-73, R-75, R-79).

A period is given by its number of months: 1, 3 or 12.
"""

from sim.units import MONTHS_PER_YEAR


def fiscal_month(month: int, start_month: int, fiscal_year_month: int) -> int:
    """Month 1 … 12 of the fiscal year in which a program month lies (R-73).

    Both others are calendar months: of program month 1, and of the first of a fiscal year.
    """
    return (start_month + month - 1 - fiscal_year_month) % MONTHS_PER_YEAR + 1


def months_of_period(fiscal_month_: int, period_months: int) -> int:
    """Months of the running period so far, this one included (R-75)."""
    return (fiscal_month_ - 1) % period_months + 1


def ends_period(fiscal_month_: int, period_months: int) -> bool:
    """Whether a period ends with the close of this month of the fiscal year (R-75)."""
    return fiscal_month_ % period_months == 0
