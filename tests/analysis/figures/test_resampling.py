"""Means over resampled worlds."""

import numpy as np
import pytest

from sim.analysis.figures.resampling import resampled_means


def _worlds(rows):
    """Means and resampled means of (worlds, points) values, one future a world."""
    values = np.asarray(rows, dtype=np.float64)
    return values.mean(axis=0), resampled_means([values], np.ones(len(values)))[0]


def test_resampling_is_fixed_and_centred():
    values = np.random.default_rng(5).normal(3, 1, (400, 1))
    means, resampled = _worlds(values)
    assert np.array_equal(resampled, _worlds(values)[1])
    assert resampled.mean() == pytest.approx(means[0], abs=0.01)
    assert resampled.std() == pytest.approx(values.std() / 20, rel=0.1)
