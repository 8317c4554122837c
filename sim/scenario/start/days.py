"""Calendar dates as days of a run: 30/360, and day 0 begins when the as-of date is over."""

from calendar import monthrange
from datetime import date, timedelta

from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR


def is_month_end(day: date) -> bool:
    """Whether a date is the last day of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def month_end(year: int, month: int) -> date:
    """The last day of a calendar month."""
    return date(year, month, monthrange(year, month)[1])


def month_ends_near(day: date) -> list[date]:
    """The day if it is the last of its month, else the last of the month before and of its own."""
    if is_month_end(day):
        return [day]
    before = [] if day < date(1, 2, 1) else [day.replace(day=1) - timedelta(days=1)]
    return [*before, month_end(day.year, day.month)]


def day_of(day: date, as_of: date) -> int:
    """The day of a run on which a date lies: -1 for the as-of date, -30 for the first of its month.

    So a month of the past holds the days of its calendar month, as the months of a run do. Every month has 30 days: the
    last day of a calendar month is its 30th.
    """
    in_month = DAYS_PER_MONTH if is_month_end(day) else day.day
    return DAYS_PER_MONTH * months_between(as_of, day) + in_month - DAYS_PER_MONTH - 1


def months_before(day: date, months: int) -> date:
    """The first day of the calendar month that lies so many months before a date's own."""
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 - months, MONTHS_PER_YEAR)
    return date(year, month + 1, 1)


def months_between(earlier: date, later: date) -> int:
    """Calendar months from one date's month to another's; negative where the other is before it."""
    return MONTHS_PER_YEAR * (later.year - earlier.year) + later.month - earlier.month
