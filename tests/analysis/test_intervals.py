import numpy as np
import pytest
from scipy import stats

from sim.analysis.intervals import share_interval, standard_error, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_values(successes, trials, low, high):
    """Newcombe 1998, Statistics in Medicine 17:857, table I, method 3."""
    found = wilson(successes, trials)
    assert [round(float(bound), 4) for bound in found] == [low, high]


def test_wilson_at_the_ends():
    low, high = wilson(np.array([0.0, 10.0, 0.0]), np.array([10.0, 10.0, 0.0]))
    assert low[0] == 0
    assert 0 < high[0] < 1
    assert high[1] == 1
    assert 0 < low[1] < 1
    assert (low[2], high[2]) == (0, 1)


def test_one_future_a_world_is_wilson():
    passes = np.array([1.0] * 3 + [0.0] * 7)
    assert share_interval(passes, np.ones(10)) == wilson(3, 10)
    assert standard_error(passes, np.ones(10)) == pytest.approx(np.sqrt(0.3 * 0.7 / 9))


def test_several_futures_use_the_world_means():
    successes, trials = np.array([0.0, 2, 4, 1, 3]), np.full(5, 4.0)
    means = successes / trials
    error = means.std(ddof=1) / np.sqrt(5)
    margin = stats.t.ppf(0.975, 4) * error
    low, high = share_interval(successes, trials)
    assert standard_error(successes, trials) == pytest.approx(error)
    assert (float(low), float(high)) == (
        pytest.approx(max(0, 0.5 - margin)),
        pytest.approx(min(1, 0.5 + margin)),
    )


def test_worlds_that_do_not_differ_are_not_certain():
    for hits in (0.0, 4.0):
        low, high = share_interval(np.full(50, hits), np.full(50, 4.0))
        assert (float(low), float(high)) == tuple(float(bound) for bound in wilson(hits / 4 * 50, 50))
        assert 0.05 < high - low < 0.1


def test_one_world_says_little():
    low, high = share_interval(np.array([10.0]), np.array([20.0]))
    assert high - low > 0.5


def test_the_interval_covers_at_its_level():
    dice = np.random.default_rng(11)
    odds = dice.beta(2, 3, size=(2000, 40))
    passes = dice.binomial(10, odds).astype(float)
    covered = 0
    for worlds in passes:
        low, high = share_interval(worlds, np.full(40, 10.0))
        covered += bool(low <= 0.4 <= high)
    assert 0.93 < covered / 2000 < 0.97
