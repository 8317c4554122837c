"""Months that a table of ranges shows."""

from sim.report.tables.ranges import shown_months


def test_months_of_the_tables() -> None:
    assert shown_months(48) == [12, 24, 36, 48]
    assert shown_months(3) == [3]
