"""Ticks for people: months, percent, money."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sim.report.words.rounding import axis_money, plain_percent

ROUND_STEPS = [1, 2, 2.5, 5, 10]


def month_ticks(last: int) -> list[int]:
    """Months marked on the axis: years where they fit, at most eight."""
    step = next((step for step in (1, 3, 6, 12, 24, 36) if last / step <= 8), 48)
    return [1, *range(2, last + 1)] if step == 1 else list(range(step, last + 1, step))


def mark_months(axes: Axes, last: int) -> None:
    """Months 1 to ``last`` across."""
    axes.set_xlim(1 if last > 1 else 0.5, max(last, 1.5))
    axes.xaxis.set_major_locator(FixedLocator(month_ticks(last)))


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
