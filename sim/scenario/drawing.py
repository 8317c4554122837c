"""Drawing worlds: a value for each uncertain input, with their correlations.

Values are drawn outside the engines and rounded to 9 significant digits, so that a world is the same on every
machine (DESIGN 2.2, 3, 4).
"""

import math
from collections.abc import Callable
from typing import Generic, TypeVar

from sim.compilation import direct
from sim.elementary import normal_quantile
from sim.scenario.correlation import cholesky, pair_matrix, paired_paths
from sim.scenario.distributions import inner_uniform, normal_cdf
from sim.scenario.paths import spec_of
from sim.scenario.schema import Root
from sim.scenario.values import values_of
from sim.scenario.worlds import Worlds

R = TypeVar("R", bound=Root)
FACTOR_PREFIX = "factor:"
_normal_quantile = direct(normal_quantile)
_Value = Callable[[float], float]
"""An input's value at a probability."""


class Drawing(Generic[R]):
    """How the uncertain inputs of a scenario are drawn: prepared once for all its worlds."""

    def __init__(self, scenario: R) -> None:
        correlation = scenario.correlation
        self.worlds = Worlds(scenario, scenario.uncertainty)
        """Scenarios with drawn values set."""
        self._values = {path: _value_of(scenario, path) for path in sorted(scenario.uncertainty)}
        self._factors = [
            (f"{FACTOR_PREFIX}{name}", factor.loading, math.sqrt(1.0 - factor.loading * factor.loading), factor.paths)
            for name, factor in sorted(correlation.factors.items())
        ]
        self._paired = paired_paths(correlation)
        self._lower = cholesky(pair_matrix(correlation, self._paired))

    def draw(self, uniform: Callable[[str], float]) -> dict[str, float]:
        """A value for each path of ``[uncertainty]``, by path; ``uniform`` gives u in [0, 1) for a name.

        Draws that violate a constraint are changed by ``Worlds.settled``.
        """
        values = self.drawn(uniform)
        consistent = self.worlds.settled(values)
        return {path: consistent[path] for path in values}

    def drawn(self, uniform: Callable[[str], float]) -> dict[str, float]:
        """The same before any is changed.

        A shared factor draws ``factor:<name>``, the normal variable common to its paths; pairs are a Gaussian
        copula by Cholesky in path order.
        """
        own = {path: uniform(path) for path in self._values}
        drawn = dict(own)
        for name, loading, rest, paths in self._factors:
            common = _score(uniform(name)) * loading
            for path in paths:
                drawn[path] = normal_cdf(common + rest * _score(own[path]))
        if self._paired:
            scores = [_score(own[path]) for path in self._paired]
            for path, row in zip(self._paired, self._lower, strict=True):
                drawn[path] = normal_cdf(sum(weight * score for weight, score in zip(row, scores, strict=True)))
        return {path: value(drawn[path]) for path, value in self._values.items()}


def _value_of(scenario: Root, path: str) -> _Value:
    """The values of an uncertain input. KeyError for no field."""
    spec = spec_of(path, type(scenario))
    if spec is None:
        raise KeyError(path)
    return values_of(scenario.uncertainty[path], spec)


def _score(u: float) -> float:
    return _normal_quantile(inner_uniform(u))
