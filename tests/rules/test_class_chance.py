"""How the cases of a deal's class are weighed."""

from itertools import groupby, product
from math import exp, inf, log
from statistics import NormalDist, fmean

import pytest

from sim.rules.class_chance import (
    CYCLES,
    cut_chance,
    cycle_uniform,
    end_of_alike,
    large_enough_share,
    mean_points_bps,
    mixed_chance,
    support_chance,
)

NORMAL = NormalDist()


def test_cycles_are_the_middles_of_equal_parts():
    found = [cycle_uniform(place) for place in range(CYCLES)]
    assert fmean(found) == 0.5
    assert all(place / CYCLES < u < (place + 1) / CYCLES for place, u in enumerate(found))


@pytest.mark.parametrize(("least", "sigma"), [(1_000_000, 0.7), (2_500_000, 0.3), (4_000_000, 0.6)])
def test_the_value_of_deals_that_are_large_enough(least, sigma):
    """The mean of what is large enough over the mean of all, by sums over many quantiles."""
    count = 20_000
    values = [2_000_000 * exp(sigma * NORMAL.inv_cdf((place + 0.5) / count)) for place in range(count)]
    summed = sum(value for value in values if value >= least) / sum(values)
    assert large_enough_share(least, 2_000_000.0, sigma) == pytest.approx(summed, abs=6e-4)
    assert large_enough_share(least, 2_000_000.0, 1.05 * sigma) != pytest.approx(summed, abs=6e-4)


def test_deals_of_one_size_are_large_enough_or_not():
    assert large_enough_share(0, 5.0, 0.0) == large_enough_share(0, 5.0, 2.0) == 1.0
    assert large_enough_share(500, 500.0, 0.0) == 1.0
    assert large_enough_share(501, 500.0, 0.0) == 0.0


def ranges(first, end, submission, due):
    alike = groupby(range(first, end), lambda day: (day < submission, day <= due))
    days = [list(one) for _, one in alike]
    return [(one[0], one[-1] + 1) for one in days]


def test_ranges_of_days_are_the_longest_within_which_nothing_changes():
    """Of every window the ranges are those within which both questions have the same answer, day by day."""
    for first, width, submission, due in product(
        (-4, 0, 3), (1, 2, 7), (-inf, -6, -4, -1, 0, 2, 5, 9), range(1, 12, 2)
    ):
        end, day, found = first + width, first, []
        while day < end:
            until = end_of_alike(day, end, submission, due)
            found.append((day, until))
            day = until
        assert found == ranges(first, end, submission, due)


def test_what_a_partner_does():
    nothing, mention, documented = (support_chance(support, 0.2, 0.7) for support in range(3))
    assert (nothing, mention, documented) == pytest.approx((0.8 * 0.3, 0.2, 0.8 * 0.7))
    assert [support_chance(support, 0.0, 1.0) for support in range(3)] == [0.0, 0.0, 1.0]


def test_parts_of_classes():
    assert mixed_chance(0.7, 1.0, 0.0) == 0.7
    assert mixed_chance(0.25, 0.8, 0.4) == pytest.approx(0.5)
    assert cut_chance(0.3, 9_999) == 0.3
    assert cut_chance(0.3, 10_000) == 0.0


def test_points_in_the_mean_of_deals_paid_in_full():
    assert mean_points_bps(500, 0.6, 1.0) == 300
    assert mean_points_bps(500, 0.6, 0.6) == 500
    assert mean_points_bps(500, 0.3, 0.4) == 375
    assert mean_points_bps(500, 0.0, 0.0) == 0


def test_a_spread_moves_the_value_that_is_large_enough():
    """At the median: half of the deals, and by the law of values more of their value."""
    assert large_enough_share(1_000_000, 1_000_000.0, 0.5) == pytest.approx(NORMAL.cdf(0.5), abs=1e-6)
    assert log(large_enough_share(10**9, 1.0, 0.1) + 1) == 0.0
