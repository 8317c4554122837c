"""Points of ladders: whole units, cut, with a most from each measure."""

import pytest

from sim.rules.points import points_of_entry, points_of_ladder, whole_units
from sim.rules.ring import (
    CERTIFIED,
    DEALS,
    INVOLVED,
    LIVE_ARR,
    LIVE_CUSTOMERS,
    MONTHS,
    NET_NEW,
    RETENTION,
    SOURCED,
)
from sim.units import to_cents


@pytest.mark.parametrize(
    ("measure", "value", "units"),
    [
        (SOURCED, to_cents(1_199.99), 1_199),
        (NET_NEW, -to_cents(500), 0),
        (RETENTION, 8_599, 85),
        (CERTIFIED, 12, 12),
        (MONTHS, 0, 0),
        (DEALS, -1, 0),
        (SOURCED, 100 * 10**9, 10**9),
        (SOURCED, 1 << 53, 10**9),
    ],
)
def test_whole_units(measure, value, units):
    assert whole_units(measure, value) == units


def test_points_are_for_each_so_many_units_and_cut_once():
    assert [points_of_entry(units, 3, 1_200, 0) for units in (0, 399, 400, 1_199, 1_200)] == [0, 0, 1, 2, 3]


def test_most_from_one_measure():
    assert [points_of_entry(units, 50, 1, 120) for units in (2, 3)] == [100, 120]
    assert points_of_entry(10**9, 10**6, 1, 0) == 10**15


def points_of(entries):
    """Points of (measure, points, per, most, value) of each entry, the values behind one of somebody else."""
    measures, points, pers, mosts, values = zip(*entries, strict=True)
    return points_of_ladder(measures, points, pers, mosts, [9_999, *values], 1)


def test_hubspot_3_sourced_counts_twice():
    """24,000 · 3 ÷ 1,200 + 12,000 · 2 ÷ 1,200 + 48,000 ÷ 1,200."""
    involved, sourced, live = (to_cents(amount) for amount in (24_000, 12_000, 48_000))
    entries = [(INVOLVED, 3, 1_200, 0, involved), (SOURCED, 2, 1_200, 0, sourced), (LIVE_ARR, 1, 1_200, 0, live)]
    assert points_of(entries) == 60 + 20 + 40
    assert points_of([(*entry[:3], 30, entry[4]) for entry in entries]) == 30 + 20 + 30


@pytest.mark.parametrize(("main", "points"), [(8, 800), (7, 750)])
def test_quickbooks_1_customers_by_line_and_certificates(main, points):
    customers = [(LIVE_CUSTOMERS, each, 1, 0, number) for each, number in [(50, main), (25, 4), (50, 2)]]
    assert points_of([*customers, (CERTIFIED, 200, 1, 0, 1)]) == points
