"""Preference and dominance on samples whose answers are known."""

import numpy as np
import pytest

from sim.analysis.figures.dominance import first_order, preference, second_order


def _sample(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_ties_count_half() -> None:
    found = preference(_sample(1, 2, 3, 4), _sample(2, 2, 2, 5))
    assert (found.better, found.worse, found.equal) == (0.5, 0.25, 0.25)
    assert found.probability == 0.625
    assert preference(_sample(2, 2, 2, 5), _sample(1, 2, 3, 4)).probability == 0.375


def test_the_pairs_decide_who_is_better_not_the_quantiles() -> None:
    first, second = _sample(1, 2, 3, 4), _sample(4, 1, 2, 3)
    assert preference(first, second).better == 0.25
    assert first_order(first, second) is None
    assert second_order(first, second) is None


@pytest.mark.parametrize(
    ("first", "second", "by_first", "by_second"),
    [
        (_sample(1, 2, 3), _sample(3, 2, 2), "second", "second"),  # better at one quantile, worse at none
        (_sample(0, 10), _sample(5, 5), None, "second"),  # a smaller spread about the same mean
        (_sample(0, 12), _sample(5, 5), None, None),  # more risk for a higher mean
        (_sample(0, 5), _sample(4, 4), None, "second"),
        (_sample(3, 1), _sample(1, 3), None, None),  # the same sample in another order
        (_sample(0, 0, 9), _sample(0, 0, 9.5), "second", "second"),
    ],
)
def test_dominance_is_known(first: np.ndarray, second: np.ndarray, by_first: str | None, by_second: str | None) -> None:
    other = {"first": "second", "second": "first", None: None}
    assert first_order(first, second) == by_first
    assert second_order(first, second) == by_second
    assert first_order(second, first) == other[by_first]
    assert second_order(second, first) == other[by_second]


def test_a_shift_dominates_and_a_spread_only_at_second_order() -> None:
    base = np.random.default_rng(3).normal(size=500)
    assert first_order(base, base + 0.1) == "second"
    wider = base.mean() + 2 * (base - base.mean())
    assert first_order(base, wider) is None
    assert second_order(base, wider) == "first"


def test_months_that_never_come_are_the_worst() -> None:
    assert first_order(-_sample(20, np.inf), -_sample(20, 40)) == "second"
    assert preference(-_sample(np.inf), -_sample(np.inf)).equal == 1
    with pytest.raises(ValueError, match="finite"):
        second_order(-_sample(20, np.inf), -_sample(20, 40))


def test_unequal_or_empty_samples_are_refused() -> None:
    for function in (preference, first_order, second_order):
        with pytest.raises(ValueError, match="one size"):
            function(_sample(1, 2), _sample(1))
        with pytest.raises(ValueError, match="one size"):
            function(_sample(), _sample())
