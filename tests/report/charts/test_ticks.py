"""Ticks as people read them."""

import pytest

from sim.report.charts.ticks import month_ticks


@pytest.mark.parametrize(("last", "ticks"), [(1, [1]), (3, [1, 2, 3]), (48, [6, 12, 18, 24, 30, 36, 42, 48])])
def test_month_ticks(last: int, ticks: list[int]) -> None:
    assert month_ticks(last) == ticks
