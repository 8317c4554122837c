"""Worlds: the uncertain inputs, drawn once a world with their correlations, and set in a scenario.

A draw is made outside the engines and rounded to 9 significant digits, so that a world is the same on every
machine (DESIGN 2.2, 3, 4).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sim.scenario.distributions import inner_uniform, normal_cdf
from sim.scenario.paths import is_rate, spec_of, split
from sim.scenario.schema import Correlation, Scenario
from sim.units import BPS, round_half_up, to_bps

SIGNIFICANT_DIGITS = 9
DEPARTURES = (".departure_new_per_year", ".departure_settled_per_year")
LEAST_SCORE_GAP = 0.01
"""Distance that a drawn unready score keeps below the ready score."""


def draw_parameters(scenario: Scenario, uniform: Callable[[str], float]) -> dict[str, float]:
    """A value for each path of ``[uncertainty]``, by path; ``uniform`` gives u in [0, 1) for a name.

    A shared factor draws ``factor:<name>``, the normal variable common to its paths; pairs are a Gaussian
    copula by Cholesky in path order. Draws that contradict each other are changed as ``settled`` says.
    """
    correlation = scenario.correlation
    own = {path: uniform(path) for path in sorted(scenario.uncertainty)}
    drawn = dict(own)
    for name in sorted(correlation.factors):
        factor = correlation.factors[name]
        common = _score(uniform(f"factor:{name}")) * factor.loading
        rest = math.sqrt(1.0 - factor.loading * factor.loading)
        for path in factor.paths:
            drawn[path] = normal_cdf(common + rest * _score(own[path]))
    paired = paired_paths(correlation)
    if paired:
        lower = cholesky(pair_matrix(correlation, paired))
        scores = [_score(own[path]) for path in paired]
        for path, row in zip(paired, lower, strict=True):
            drawn[path] = normal_cdf(sum(weight * score for weight, score in zip(row, scores, strict=True)))
    values = {path: _value(scenario, path, drawn[path]) for path in own}
    consistent = settled(scenario, values)
    return {path: consistent[path] for path in values}


def _score(u: float) -> float:
    from sim.elementary import normal_quantile

    return normal_quantile(inner_uniform(u))


def _value(scenario: Scenario, path: str, u: float) -> float:
    """The distribution's value at ``u`` in the field's bounds, rounded as its field asks."""
    spec = spec_of(path)
    if spec is None:
        raise KeyError(path)
    value = scenario.uncertainty[path].quantile(u, float(spec.low), float(spec.high))
    if spec.kind == "int":
        return int(min(max(round_half_up(value), math.ceil(spec.low)), math.floor(spec.high)))
    if is_rate(path):
        return min(max(to_bps(value) / BPS, spec.low), spec.high)
    return min(max(float(f"{value:.{SIGNIFICANT_DIGITS}g}"), float(spec.low)), float(spec.high))


def paired_paths(correlation: Correlation) -> list[str]:
    """Every path of a correlated pair, sorted."""
    return sorted({path for first, second, _ in correlation.pairs for path in (first, second)})


def pair_matrix(correlation: Correlation, paths: Sequence[str]) -> list[list[float]]:
    """Correlations of the normal scores: rank correlation r asks for 2 sin(pi r / 6)."""
    position = {path: index for index, path in enumerate(paths)}
    matrix = [[1.0 if row == column else 0.0 for column in range(len(paths))] for row in range(len(paths))]
    for first, second, rank in correlation.pairs:
        row, column = position[first], position[second]
        matrix[row][column] = matrix[column][row] = 2.0 * math.sin(math.pi * rank / 6.0)
    return matrix


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Lower triangle L of a symmetric matrix L L'. ValueError if it is not positive definite."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column]
            for k in range(column):
                rest -= lower[row][k] * lower[column][k]
            if column < row:
                lower[row][column] = rest / lower[column][column]
            elif rest > 1e-12:
                lower[row][row] = math.sqrt(rest)
            else:
                raise ValueError("the correlations are not positive definite")
    return lower


def settled(scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    """``values`` with those changed, or added, that would contradict a rule between fields.

    The hazard at a high age is lowered to that of age 0; an extended pilot lasts at least a day longer than
    a pilot; the unready score stays 0.01 below the ready score; no phase begins before the one ahead of it.
    """
    result = dict(values)

    def current(path: str) -> float:
        return result[path] if path in result else float(value_in(scenario, path))

    for high, low in _ordered_pairs(values):
        if current(low) > current(high):
            result[low] = current(high)
    if current("program.pilot_extended_days") <= current("program.pilot_days"):
        result["program.pilot_extended_days"] = int(current("program.pilot_days")) + 1
    ready, unready = "readiness_effects.ready_score", "readiness_effects.unready_score"
    if current(unready) >= current(ready):
        result[unready] = round(current(ready) - LEAST_SCORE_GAP, SIGNIFICANT_DIGITS)
    for earlier, later in pairwise(scenario.phase_order):
        start = current(f"phases.{earlier}.earliest_month")
        if current(f"phases.{later}.earliest_month") < start:
            result[f"phases.{later}.earliest_month"] = int(start)
    return result


def _ordered_pairs(values: Mapping[str, float]) -> list[tuple[str, str]]:
    """Hazards of age 0 and of a high age, of the archetypes of which one is drawn."""
    tables = sorted({path.rsplit(".", 1)[0] for path in values if path.endswith(DEPARTURES)})
    new, old = DEPARTURES
    return [(f"{table}{new}", f"{table}{old}") for table in tables]


def value_in(scenario: Scenario, path: str) -> Any:
    """The value that a scenario holds at ``path``. KeyError if it has none."""
    value: Any = scenario
    for step in split(path):
        value = value[step] if isinstance(value, dict) else getattr(value, step, None)
        if value is None:
            raise KeyError(path)
    return value


def apply_parameters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario of one world: ``values`` set at their paths, settled, and not validated again."""
    tree: dict[str, Any] = {}
    for path, value in settled(scenario, values).items():
        table = tree
        *above, last = split(path)
        for step in above:
            table = table.setdefault(step, {})
        spec = spec_of(path)
        table[last] = int(value) if spec is not None and spec.kind == "int" else float(value)
    changed: Scenario = _updated(scenario, tree)
    return changed


def _updated(value: Any, tree: Mapping[str, Any]) -> Any:
    """A copy of a model or a table by name with the leaves of ``tree``; what is untouched is shared."""
    if isinstance(value, dict):
        return {**value, **{key: _branch(value[key], branch) for key, branch in tree.items()}}
    return value.model_copy(update={key: _branch(getattr(value, key), branch) for key, branch in tree.items()})


def _branch(value: Any, branch: Any) -> Any:
    return _updated(value, branch) if isinstance(branch, dict) else branch
