"""Best points and crossings with their intervals on known cases."""

import numpy as np
import pytest

from sim.analysis.figures.resampling import resampled_means
from sim.analysis.sweep.best import best_point
from sim.analysis.sweep.crossings import crossings_along


def _worlds(rows):
    """Means and resampled means of (worlds, points) values, one future a world."""
    values = np.asarray(rows, dtype=np.float64)
    return values.mean(axis=0), resampled_means([values], np.ones(len(values)))[0]


def test_a_sure_best_lies_between_its_neighbours():
    noise = np.random.default_rng(1).normal(0, 10, (200, 1))
    means, resampled = _worlds(noise + np.array([1.0, 4.0, 5.0, 2.0]))
    best = best_point("npv", [(1.0,), (2.0,), (3.0,), (4.0,)], means, resampled)
    assert best.values == (3.0,)
    assert best.share == 1.0
    assert (best.ci_low, best.ci_high) == ((2.0,), (4.0,))
    assert best.at_edge == (False,)


def test_an_unsure_best_has_a_wide_interval():
    draw = np.random.default_rng(2)
    means, resampled = _worlds(draw.normal(0, 1, (100, 6)))
    best = best_point("npv", [(float(k),) for k in range(6)], means, resampled)
    assert best.share < 0.9
    assert best.ci_high[0] - best.ci_low[0] >= 3


def test_the_interval_of_the_best_ends_at_points():
    """One resample in 39 has the first of five points best: the 2.5% quantile is that point, and no value between."""
    resampled = np.zeros((39, 5))
    resampled[0, 0] = resampled[1:, 4] = 1
    best = best_point("npv", [(float(k),) for k in range(5)], resampled.mean(axis=0), resampled)
    assert (best.ci_low, best.ci_high) == ((0.0,), (4.0,))


def test_no_best_without_a_difference():
    means, resampled = _worlds(np.ones((10, 3)))
    assert best_point("npv", [(1.0,), (2.0,), (3.0,)], means, resampled) is None


def test_a_crossing_is_interpolated_and_covered():
    u = np.random.default_rng(3).random((2000, 1))
    odds = np.array([0.2, 0.4, 0.6, 0.8])
    means, resampled = _worlds(u < odds)
    (crossing,) = crossings_along([1.0, 2.0, 3.0, 4.0], [()], means, resampled, 0.5)
    assert crossing.rising
    assert crossing.value == pytest.approx(2.5, abs=0.15)
    assert crossing.ci_low < 2.5 < crossing.ci_high
    assert crossing.ci_high - crossing.ci_low < 0.5


def test_a_crossing_that_may_lie_beyond_has_an_open_end():
    passes = np.arange(100)[:, None] < np.array([20, 35, 51])
    means, resampled = _worlds(passes)
    (crossing,) = crossings_along([1.0, 2.0, 3.0], [()], means, resampled, 0.5)
    assert crossing.ci_high is None
    assert crossing.ci_low is not None
    (falling,) = crossings_along([3.0, 2.0, 1.0], [()], means, resampled, 0.5)
    assert not falling.rising
    assert falling.ci_low is None


def test_crossings_of_each_row_of_a_second_lever():
    passes = np.arange(1000)[:, None] < np.array([100, 600, 900, 900])
    means, resampled = _worlds(passes)
    (crossing,) = crossings_along([1.0, 2.0], [(7.0,), (8.0,)], means, resampled, 0.5)
    assert crossing.at == (7.0,)
    assert crossing.value == pytest.approx(1.5)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (1, 0), (1, 2), (1, 1), (0, 2)])
def test_a_best_at_either_end_of_a_lever_is_at_its_edge(first, second):
    """18.13: the first and the last value tried, of each lever alone."""
    grid = [(float(a), float(b)) for a in range(3) for b in range(3)]
    means = np.array([float(point == (first, second)) for point in grid])
    best = best_point("npv", grid, means, means[None, :])
    assert best.values == (first, second)
    assert best.at_edge == (first != 1, second != 1)
