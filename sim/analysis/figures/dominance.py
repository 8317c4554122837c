"""Which of two samples is better: in how many pairs, and at every quantile (stochastic dominance).

Higher is better in every sample given here. Dominance is that of the samples: it says nothing of futures that were
not simulated.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.experiment.ensemble import FloatArray

Side = Literal["first", "second"]

_ROUNDING = 1e-12
"""Share of the largest partial sum below which a difference of partial sums is rounding of floats."""


@dataclass(frozen=True, slots=True)
class Preference:
    """Shares of pairs in which the second sample is better than the first, worse, and equal."""

    better: float
    worse: float
    equal: float

    @property
    def probability(self) -> float:
        """P(second better than first), ties counted half."""
        return self.better + self.equal / 2


def preference(first: FloatArray, second: FloatArray) -> Preference:
    """How often the second of a pair is better. Raises ValueError without pairs."""
    _check(first, second)
    pairs = len(first)
    better, worse = int((second > first).sum()), int((second < first).sum())
    return Preference(better / pairs, worse / pairs, (pairs - better - worse) / pairs)


def first_order(first: FloatArray, second: FloatArray) -> Side | None:
    """The sample with the better value at every quantile, and a strictly better one somewhere; else None.

    Everybody who prefers more to less prefers it. Samples of one size.
    """
    _check(first, second)
    return _ahead(np.sort(first), np.sort(second), 0.0)


def second_order(first: FloatArray, second: FloatArray) -> Side | None:
    """The sample whose worst k values sum to more for every k, and strictly more for some; else None.

    Every risk-averse decision maker prefers it; first-order dominance implies it. Finite values.
    """
    _check(first, second)
    sums = [np.cumsum(np.sort(sample)) for sample in (first, second)]
    if not all(np.isfinite(total).all() for total in sums):
        raise ValueError("second-order dominance needs finite values")
    return _ahead(sums[0], sums[1], _ROUNDING * float(max(np.abs(total).max() for total in sums)))


def _ahead(first: FloatArray, second: FloatArray, tolerance: float) -> Side | None:
    over, under = (first > second + tolerance).any(), (second > first + tolerance).any()
    if over == under:
        return None
    return "first" if over else "second"


def _check(first: FloatArray, second: FloatArray) -> None:
    if first.shape != second.shape or first.ndim != 1 or not first.size:
        raise ValueError("two samples of one size are needed, with at least one value each")
