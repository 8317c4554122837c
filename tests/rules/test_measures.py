"""Values of measures over a ring."""

import pytest

from sim.rules.measures import is_in_first_year, value_of_measure
from sim.rules.ring import BILLED, BUCKETS, DEALS, GROWTH, LIVE_ARR, PAY, SOLD


@pytest.mark.parametrize(
    ("measure", "value"), [(SOLD, 3), (DEALS, 30), (LIVE_ARR, 9), (BILLED, 3_000), (PAY, 30_000), (GROWTH, 2_000)]
)
def test_each_measure_sums_its_own_ring_over_the_months(measure: int, value: int) -> None:
    """Months 13, 14 and 15 have 1 each; of months 1, 2 and 3, a year before, only the first has one."""
    ring = [0] * BUCKETS
    for month in (1, 13, 14, 15):
        ring[month] = 1
    rings = [[7] + [scale * one for one in ring] for scale in (1, 10, 1_000, 10_000)]
    won, deals, billed, pay = rings
    assert value_of_measure(measure, won, deals, billed, pay, 9, 1, 15, 3) == value


def test_over_no_months_there_is_nothing_but_what_is_live() -> None:
    ring = [5] * BUCKETS
    assert [value_of_measure(one, ring, ring, ring, ring, 8, 0, 4, 0) for one in (SOLD, DEALS, LIVE_ARR)] == [0, 0, 8]


def test_the_first_year_ends_on_its_last_day() -> None:
    assert [is_in_first_year(day, 100) for day in (101, 459, 460)] == [True, True, False]
