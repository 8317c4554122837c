"""A lever as an axis: its points in order, its ticks."""

from math import ceil
from typing import Any

from matplotlib.ticker import FixedLocator, FuncFormatter

from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.point import Point
from sim.report.sweep.levers import is_fraction, operator_of, value_text
from sim.report.words.rounding import axis_money, significant

MOST_TICKS = 6


def in_order(answer: Answer) -> list[Point]:
    """The points from the lowest values of the levers to the highest."""
    return sorted(answer.points, key=lambda point: point.values)


def lever_ticks(axis: Any, lever: Lever, most: int = MOST_TICKS) -> None:
    """Ticks at the values that were tried, every second or third where there are more than ``most``."""
    values = sorted(lever.values)
    axis.set_major_locator(FixedLocator(values[:: ceil(len(values) / most)]))

    def tick(value: float, _: object) -> str:
        if is_fraction(lever) or operator_of(lever):
            return value_text(lever, value)
        return axis_money(value) if abs(value) >= 10_000 else significant(value, 4, apart="")

    axis.set_major_formatter(FuncFormatter(tick))
