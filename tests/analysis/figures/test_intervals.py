import numpy as np
import pytest
from scipy import stats

from sim.analysis.figures.intervals import effective_trials, half_width, share_interval, standard_error, wilson


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


def test_half_an_interval_is_0_without_one():
    assert half_width(1.0, 4.0) == 1.5
    assert half_width(None, 4.0) == half_width(1.0, None) == 0.0


def test_one_future_a_world_is_wilson():
    passes = np.array([1.0] * 3 + [0.0] * 7)
    assert share_interval(passes, np.ones(10)) == wilson(3, 10)
    assert standard_error(passes, np.ones(10)) == pytest.approx(np.sqrt(0.3 * 0.7 / 9))


def test_several_futures_use_the_world_means():
    """Wilson on the number of trials that have the squared error of the world means, widened by Student's t."""
    successes, trials = np.tile([0.0, 2, 4, 1, 3], 4), np.full(20, 4.0)
    means = successes / trials
    error = means.std(ddof=1) / np.sqrt(20)
    assert standard_error(successes, trials) == pytest.approx(error)
    widened = error * stats.t.ppf(0.975, 19) / stats.norm.ppf(0.975)
    worth = 0.25 / widened**2
    assert 20 < worth < 80
    assert float(effective_trials(successes, trials)) == pytest.approx(worth)
    assert [float(end) for end in share_interval(successes, trials)] == [
        pytest.approx(float(end)) for end in wilson(worth / 2, worth)
    ]


def test_independent_futures_are_worth_their_number_and_equal_ones_a_world():
    dice = np.random.default_rng(5)
    apart = dice.binomial(4, 0.4, size=2000).astype(float)
    alike = 4.0 * dice.binomial(1, 0.4, size=2000)
    trials = np.full(2000, 4.0)
    assert effective_trials(apart, trials) == pytest.approx(8000, rel=0.1)
    assert effective_trials(alike, trials) == pytest.approx(2000, rel=0.01)


def test_few_telling_worlds_are_worth_a_trial_each():
    """One pass in 400 futures says no more than one in 100: its own error is a guess."""
    one = np.zeros(100)
    one[7] = 1
    assert float(effective_trials(one, np.full(100, 4.0))) == 100
    nobody = share_interval(np.zeros(100), np.full(100, 4.0))
    assert share_interval(one, np.full(100, 4.0))[1] > nobody[1]


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
