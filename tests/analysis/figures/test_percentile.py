"""Order-statistic intervals of percentiles: textbook ranks, clustered worlds, tails too thin to tell."""

import numpy as np
import pytest

from sim.analysis.figures.percentile import ends_of, fewest_runs, percentile_intervals, percentiles


def ranks(number, level):
    """Ranks, from 1, of the values that bound the interval of 1..number, each its own world."""
    values = np.random.default_rng(1).permutation(np.arange(1.0, number + 1))
    return ends_of(values, np.arange(number), level)


@pytest.mark.parametrize(
    ("number", "level", "low", "high"),
    [(6, 0.5, 1, 6), (10, 0.5, 2, 9), (20, 0.5, 6, 15), (25, 0.5, 8, 18), (100, 0.5, 40, 61), (50, 0.9, 41, 50)],
)
def test_the_ranks_are_those_of_the_binomial_distribution(number, level, low, high):
    """The median's are those of the sign test's tables (Conover, Practical Nonparametric Statistics, table A3)."""
    assert ranks(number, level) == (low, high)


def test_a_tail_needs_enough_runs():
    assert {level: fewest_runs(level) for level in (0.05, 0.1, 0.25, 0.5)} == {0.05: 72, 0.1: 36, 0.25: 13, 0.5: 6}
    assert ranks(35, 0.1)[0] is None
    assert ranks(36, 0.1)[0] == 1
    assert ranks(35, 0.9)[1] is None
    assert not percentiles(np.arange(35.0), np.arange(35))["p90"].is_known
    assert percentiles(np.arange(36.0), np.arange(36))["p90"].is_known
    assert percentiles(np.arange(5.0), np.arange(5))["p50"].half_interval == 0


def test_never_is_no_end_of_an_interval():
    months = np.where(np.arange(100) < 45, 20.0, np.inf)
    assert ends_of(months, np.arange(100), 0.5) == (20, None)


@pytest.mark.parametrize(("futures", "alike"), [(1, 0.0), (5, 0.6), (5, 1.0), (5, 0.0)])
@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_the_interval_covers_at_its_level(futures, alike, level):
    """4,000 samples of 80 worlds; ``alike`` is the share of variance that the futures of a world have in common.

    Whole ranks make the interval wider than it need be, most of all in a tail: 93% to 98.5%.
    """
    dice = np.random.default_rng(17)
    common = dice.normal(size=(80, 1, 4000)) * np.sqrt(alike)
    own = dice.normal(size=(80, futures, 4000)) * np.sqrt(1 - alike)
    values = (common + own).reshape(80 * futures, 4000)
    ((low, high),) = percentile_intervals(values, np.repeat(np.arange(80), futures), [level])
    true = {0.1: -1.2815516, 0.5: 0.0, 0.9: 1.2815516}[level]
    assert 0.93 <= ((low <= true) & (true <= high)).mean() <= 0.985


def test_a_world_that_failed_is_left_out():
    values = np.arange(50.0)
    worlds = np.concatenate([np.arange(20), np.arange(30, 60)])
    assert ends_of(values, worlds, 0.5) == ends_of(values, np.arange(50), 0.5)
