"""Ignorance on worlds whose odds are known."""

import numpy as np
import pytest

from sim.analysis.figures.ignorance import NOT_SPLIT, ignorance_of, odds_over_worlds

WORLDS = 20_000


def passing(odds, futures, seed=3):
    """Passes of each world, and its futures."""
    passes = np.random.default_rng(seed).binomial(futures, odds).astype(float)
    return passes, np.full(len(odds), float(futures))


@pytest.mark.parametrize(("alpha", "beta"), [(6, 4), (0.3, 0.7), (2, 20)])
@pytest.mark.parametrize("futures", [2, 4, 20])
def test_the_spread_of_chance_is_taken_off(alpha, beta, futures):
    """4 standard errors of 20,000 worlds are at most 2 points of the odds, and 3 of the share that reaches a half."""
    true = np.random.default_rng(1).beta(alpha, beta, size=WORLDS)
    passes, trials = passing(true, futures)
    found = ignorance_of(passes, trials, 0.5)
    assert [found.p10, found.p90] == pytest.approx(np.quantile(true, [0.1, 0.9]).tolist(), abs=0.02)
    assert found.standard_deviation == pytest.approx(true.std(), abs=0.01)
    assert found.share_at_required == pytest.approx((true >= 0.5).mean(), abs=0.03)


def test_the_plain_percentiles_of_few_futures_overstate_the_spread():
    true = np.random.default_rng(1).beta(6, 4, size=WORLDS)
    passes, trials = passing(true, 4)
    found = ignorance_of(passes, trials, 0.5)
    plain = np.quantile(passes / trials, [0.1, 0.9])
    assert plain[1] - plain[0] > 1.5 * (found.p90 - found.p10)


def test_two_kinds_of_worlds_are_told_apart_though_no_beta_distribution():
    """Seven worlds in ten have odds of 5%, three of 80%: the share above a half and the spread are right."""
    true = np.where(np.random.default_rng(2).random(WORLDS) < 0.7, 0.05, 0.80)
    found = ignorance_of(*passing(true, 4), 0.5)
    assert found.standard_deviation == pytest.approx(true.std(), abs=0.01)
    assert found.share_at_required == pytest.approx(0.3, abs=0.05)
    assert found.p10 < 0.05
    assert found.p90 == pytest.approx(0.80, abs=0.15)


def test_chance_alone_is_no_ignorance():
    found = ignorance_of(*passing(np.full(5000, 0.6), 20), 0.5)
    assert found.p90 - found.p10 < 0.06
    assert found.share_at_required > 0.99
    for worlds in (9, 1):
        equal = ignorance_of(np.full(worlds, 5.0), np.full(worlds, 10.0), 0.5)
        assert (equal.p10, equal.p90, equal.standard_deviation, equal.share_at_required) == (0.5, 0.5, 0, 1)


def test_certain_worlds_keep_their_odds():
    found = ignorance_of(np.array([0.0] * 50 + [20.0] * 50), np.full(100, 20.0), 0.5)
    assert (found.p10, found.p90) == (0, 1)
    assert found.share_at_required == pytest.approx(0.5, abs=0.01)


def test_worlds_of_one_completed_future_are_left_out():
    alone = ignorance_of(np.array([1.0, 0, 1]), np.ones(3), 0.5)
    assert (alone.p10, alone.standard_deviation, alone.text) == (None, None, NOT_SPLIT)
    mixed = ignorance_of(np.array([1.0, 1, 3, 1]), np.array([1.0, 4, 4, 4]), 0.5)
    assert mixed == ignorance_of(np.array([1.0, 3, 1]), np.full(3, 4.0), 0.5)


def test_the_variance_is_unbiased():
    """Over 4,000 samples of 20 worlds of 3 futures: true variance 0.04; 4 standard errors are about 0.003."""
    odds = np.random.default_rng(8).choice([0.3, 0.7], size=(4000, 20))
    passes = np.random.default_rng(9).binomial(3, odds).astype(float)
    shares = passes / 3
    raw = shares.var(axis=1, ddof=1) - (shares * (1 - shares) / 2).mean(axis=1)
    found = [odds_over_worlds(row, np.full(20, 3.0))[1] for row in passes]
    assert raw.mean() == pytest.approx(0.04, abs=0.003)
    assert found == pytest.approx(np.maximum(raw, 0).tolist())
