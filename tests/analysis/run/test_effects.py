"""Effects of uncertain inputs on the share at the gate (18.20)."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.analysis.run.effects import effects_of, rank_correlation


def with_inputs(ensemble, **inputs):
    return replace(ensemble, parameters={name: np.asarray(values, dtype=float) for name, values in inputs.items()})


def test_rank_correlation_is_spearmans_with_ties():
    draw = np.random.default_rng(4)
    for _ in range(20):
        first, second = draw.integers(0, 6, 30).astype(float), draw.normal(size=30)
        assert rank_correlation(first, second) == pytest.approx(stats.spearmanr(first, second)[0], abs=1e-12)
    assert rank_correlation(np.ones(5), np.arange(5.0)) == 0


def test_effects_are_on_the_mean_of_a_world_at_the_gate_and_the_largest_comes_first(coach, ensemble_of):
    """Shares of two futures a world: 5 and 15 are 10 on average; other months say the opposite."""
    shares = np.zeros((4, 2, 48), dtype=int)
    shares[:, :, :21] = shares[:, :, 24:] = np.array([40, 30, 20, 10])[:, None, None]
    shares[:, :, 21:24] = np.array([[5, 15], [8, 14], [20, 10], [30, 2]])[:, :, None]
    found = effects_of(with_inputs(ensemble_of(coach, shares), b=[1, 2, 3, 4], a=[4, 3, 2, 1], weak=[2, 1, 4, 3]))
    assert [(each.path, each.correlation) for each in found.inputs] == [
        ("a", pytest.approx(-1)), ("b", pytest.approx(1)), ("weak", pytest.approx(0.6)),
    ]  # fmt: skip
    assert (found.worlds, found.uncertain) == (4, 3)
    assert found.least == 1.0, "four worlds cannot tell anything from chance"


def test_a_correlation_by_chance_is_rarer_than_one_in_twenty_for_all_inputs_together(coach, ensemble_of):
    many = with_inputs(ensemble_of(coach, np.arange(101)[:, None]), **{f"x{n}": np.zeros(101) for n in range(10)})
    assert effects_of(many).least == pytest.approx(stats.norm.ppf(1 - 0.025 / 10) / 10)


def test_worlds_that_failed_count_in_nothing(coach, ensemble_of):
    shares = [[1, 1], [2, 2], [3, 3], [40, 4]]
    inputs = {"x": [1, 2, 3, 0.5]}
    whole = with_inputs(ensemble_of(coach, shares, failed=(6, 7)), **inputs)
    assert effects_of(whole).inputs[0].correlation == pytest.approx(1)
    assert effects_of(whole).worlds == 3
    half = with_inputs(ensemble_of(coach, shares, failed=(6,)), **inputs)
    assert effects_of(half).inputs[0].correlation == pytest.approx(stats.spearmanr(inputs["x"], [1, 2, 3, 4])[0])


def test_too_few_worlds_tell_nothing(coach, ensemble_of):
    found = effects_of(with_inputs(ensemble_of(coach, [[1], [2]]), x=[1, 2]))
    assert (found.inputs, found.uncertain, found.worlds) == ((), 1, 2)
