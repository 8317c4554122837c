"""Ticks for people: months, percent, money."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.report.words.rounding import axis_money, plain_percent
from sim.scenario.calendar import NO_CALENDAR, Calendar

ROUND_STEPS = [1, 2, 2.5, 5, 10]
MOST_MARKS = 8
MONTHS = "month"
"""From day 0, which is not the beginning of a program that runs already."""


def month_ticks(last: int, most: int = MOST_MARKS) -> list[int]:
    """Months marked on the axis: years where they fit, at most ``most`` (4 or more)."""
    step = next((step for step in (1, 3, 6, 12, 24, 36, 48) if last / step <= most), 60)
    return [1, *range(2, last + 1)] if step == 1 else list(range(step, last + 1, step))


def mark_months(axes: Axes, last: int, calendar: Calendar = NO_CALENDAR, most: int = MOST_MARKS) -> None:
    """Months 1 to ``last`` across, each mark with its calendar month and fiscal year below, where they are stated."""
    axes.set_xlim(1 if last > 1 else 0.5, max(last, 1.5))
    axes.xaxis.set_major_locator(FixedLocator(month_ticks(last, most)))
    if calendar.is_stated:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda month, _: _marked(int(month), calendar)))


def months_heading(calendar: Calendar) -> str:
    """What the marks of months count."""
    return f"{MONTHS}, and month of the fiscal year ({calendar.years})" if calendar.is_stated else MONTHS


def _marked(month: int, calendar: Calendar) -> str:
    """A month and, on lines of their own, the words of its label."""
    return "\n".join([str(month), *calendar.label(month).split()])


def round_values(most: int) -> MaxNLocator:
    """Ticks at round values, at most one more than ``most``."""
    return MaxNLocator(nbins=most, steps=ROUND_STEPS)


def in_percent(axis: Any) -> None:
    """Fractions as percentages."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: plain_percent(value)))


def in_money(axis: Any, most: int) -> None:
    """Money in few characters, at round values."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: axis_money(value)))
    axis.set_major_locator(round_values(most))
