"""Months that a table of ranges shows."""

import pytest

from sim.report.tables.ranges import shown_months


def test_months_of_the_tables() -> None:
    """18.22: they cover the horizon and always have the gate."""
    assert shown_months(48, 24) == [12, 24, 36, 48]
    assert shown_months(3, 3) == [3]
    assert shown_months(30, 24) == [12, 24, 30]
    assert shown_months(60, 24) == [12, 24, 48, 60]
    assert shown_months(240, 24) == [24, 120, 180, 240]
    assert shown_months(48, 30) == [12, 24, 30, 48]


@pytest.mark.parametrize("most", [4, 5])
@pytest.mark.parametrize("last", [1, 11, 12, 25, 48, 49, 72, 119, 120, 239, 240])
def test_a_table_never_ends_before_the_horizon_or_without_the_gate(last: int, most: int) -> None:
    for gate in range(1, last + 1):
        months = shown_months(last, gate, most)
        assert months == sorted(set(months))
        assert {gate, last} <= set(months)
        assert 1 <= len(months) <= most
        apart = [after - before for before, after in zip([0, *months], months, strict=False)]
        assert max(apart) <= max(12, last / 2 + 12), months
