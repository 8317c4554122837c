"""20.5: what is not known of a running program is drawn given what is, recomputed with Python's own distributions."""

from itertools import pairwise
from math import comb, exp, inf, log
from statistics import NormalDist

import pytest

from sim.elementary import lognormal_quantile, normal_probability
from sim.rules.started import (
    CELL_WIDTH,
    MOST_SPREAD,
    SIZE_CELLS,
    cell_score,
    day_after_today,
    go_live_day,
    passed_probability,
    probability_still,
    remaining,
    size_at,
    size_log_weight,
    still_probability,
)
from sim.units import whole_days

NORMAL = NormalDist()
GRID = [(number + 0.5) / 20_000 for number in range(20_000)]


@pytest.mark.parametrize("z", [-8.0, -3.0, -0.5, 0.0, 0.1, 1.0, 2.5, 6.0])
def test_normal_probability(z):
    assert normal_probability(z) == pytest.approx(NORMAL.cdf(z), abs=1e-15, rel=1e-12 if z > -7 else 1e-1)


def test_normal_probability_stays_below_1():
    assert normal_probability(40.0) < 1.0
    assert normal_probability(-40.0) == 0.0


@pytest.mark.parametrize(
    ("days", "median", "sigma"), [(2, 90.0, 0.6), (30, 90.0, 0.6), (200, 90.0, 0.6), (45, 20.0, 1.4)]
)
def test_a_duration_is_over_as_often_as_drawn_ones_are(days, median, sigma):
    shorter = sum(whole_days(lognormal_quantile(u, median, sigma)) < days for u in GRID) / len(GRID)
    assert passed_probability(days, median, sigma) == pytest.approx(shorter, abs=1e-4)
    assert still_probability(days, median, sigma) == pytest.approx(1 - shorter, abs=1e-4)


@pytest.mark.parametrize(("days", "still"), [(0, 1), (1, 1), (12, 1), (13, 0)])
def test_what_has_no_spread_lasts_its_median(days, still):
    assert still_probability(days, 12.2, 0.0) == still


def test_what_must_last_a_day_and_what_has_no_spread_may_be_over():
    assert passed_probability(1, 0.01, 1.0) == 0.0
    assert passed_probability(500, 10.0, 0.0) == 0.0
    assert day_after_today(0.3, 0.0, -500, 10.0, 0.0) == 0
    assert day_after_today(0.3, 0.0, -4, 10.0, 0.0) == 6


@pytest.mark.parametrize(
    ("age", "median", "sigma"), [(1, 60.0, 0.5), (30, 60.0, 0.5), (130, 60.0, 0.5), (400, 60.0, 0.9)]
)
def test_the_rest_of_a_duration_is_that_of_the_durations_that_last_as_long(age, median, sigma):
    """Quantiles of the day after day 0 are those of all durations of at least ``age`` days, less ``age``."""
    passed = passed_probability(age, median, sigma)
    found = [day_after_today(u, passed, -age, median, sigma) for u in GRID]
    assert min(found) >= 0
    below = NORMAL.cdf(log((age - 0.5) / median) / sigma) if age > 1 else 0.0
    for day in (0, 3, 10, 40, 120):
        upto = NORMAL.cdf(log((age + day + 0.5) / median) / sigma)
        expected = (upto - below) / (1.0 - below)
        assert sum(one <= day for one in found) / len(found) == pytest.approx(expected, abs=2e-3)
    assert all(first <= later for first, later in pairwise(found))


def test_a_part_beyond_what_has_passed():
    assert remaining(0.0, 0.25) == 0.25
    assert remaining(0.5, 0.25) == 0.625
    assert remaining(0.5, 0.0) == 0.5


@pytest.mark.parametrize(
    ("probability", "passed"), [(0.3, 0.0), (0.3, 0.5), (0.9, 0.99), (1.0, 0.4), (0.0, 0.4), (0.6, 1.0)]
)
def test_what_has_not_come_is_less_likely_to_come(probability, passed):
    """Of 10,000, those that will and have not yet, among all to whom it has not come."""
    later = probability * (1.0 - passed)
    never = 1.0 - probability
    expected = later / (later + never) if later + never > 0 else 0.0
    assert probability_still(probability, passed) == pytest.approx(expected)


def test_a_deal_that_was_won_goes_live_on_its_day_or_now():
    assert go_live_day(-10, 30) == 20
    assert go_live_day(-30, 30) == 0
    assert go_live_day(-90, 30) == 0


def test_cells_cover_the_scores_evenly():
    edges = [cell_score(cell) for cell in range(SIZE_CELLS)]
    assert edges[0] == pytest.approx(-MOST_SPREAD + CELL_WIDTH / 2)
    assert edges[-1] == pytest.approx(MOST_SPREAD - CELL_WIDTH / 2)
    assert size_at(1.5, 0.8) == pytest.approx(exp(0.8 * 1.5 - 0.32))


def likelihood(score, accounts, qualified, months, rate):
    """Density of the score times the binomial chance of the accounts worked after the first."""
    accounts = max(accounts, qualified)
    worked = 1.0 - exp(-rate * months / accounts)
    chosen = comb(accounts - 1, qualified - 1) * worked ** (qualified - 1) * (1.0 - worked) ** (accounts - qualified)
    return NORMAL.pdf(score) * chosen


@pytest.mark.parametrize(
    ("qualified", "months", "accounts"), [(1, 0.0, 20), (1, 12.5, 20), (6, 12.5, 20), (40, 30.0, 60), (9, 5.0, 4)]
)
def test_weights_of_sizes_are_those_of_the_binomial(qualified, months, accounts):
    """Ratios between two sizes: the constant that is left out is the same for both."""
    for low, high in ((-1.0, 0.5), (0.5, 2.0)):
        sizes = [size_at(score, 0.7) for score in (low, high)]
        given = [
            (score, round(accounts * size), qualified, months, 0.8 * size)
            for score, size in zip((low, high), sizes, strict=True)
        ]
        one, two = (size_log_weight(*each) for each in given)
        first, second = (likelihood(*each) for each in given)
        # C(n - 1, q - 1) without its (q - 1)!, which is the same for both
        assert two - one == pytest.approx(log(second) - log(first), abs=1e-9)


def test_many_opportunities_stay_finite_and_nothing_learned_is_the_prior():
    assert -inf < size_log_weight(0.0, 100_000, 4000, 40.0, 100.0) < inf
    none = [size_log_weight(score, 10, 3, 0.0, 0.0) for score in (-1.0, 0.0, 2.0)]
    assert [one - none[1] for one in none] == pytest.approx([-0.5, 0.0, -2.0])
