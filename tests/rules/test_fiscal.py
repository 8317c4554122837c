"""Months and periods of the fiscal year."""

import pytest

from sim.rules.fiscal import ends_period, fiscal_month, months_of_period
from sim.scenario.calendar import Calendar


@pytest.mark.parametrize("start", [1, 4, 12])
@pytest.mark.parametrize("fiscal", [1, 7, 12])
def test_the_month_that_labels_show(start, fiscal):
    calendar = Calendar(start, fiscal)
    for month in range(1, 30):
        assert fiscal_month(month, start, fiscal) == calendar.fiscal_month(month)


def test_a_year_that_begins_in_july_for_a_program_that_begins_in_may():
    assert [fiscal_month(month, 5, 7) for month in range(1, 6)] == [11, 12, 1, 2, 3]


@pytest.mark.parametrize(
    ("months", "so_far", "ends"),
    [
        (1, [1] * 12, list(range(1, 13))),
        (3, [1, 2, 3] * 4, [3, 6, 9, 12]),
        (12, list(range(1, 13)), [12]),
    ],
)
def test_periods(months, so_far, ends):
    year = range(1, 13)
    assert [months_of_period(month, months) for month in year] == so_far
    assert [month for month in year if ends_period(month, months)] == ends
