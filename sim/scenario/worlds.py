"""Worlds: drawn values of the uncertain inputs, made consistent and set in a scenario (DESIGN 2.2, 4)."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sim.scenario.paths import spec_of, split
from sim.scenario.schema import Scenario

SIGNIFICANT_DIGITS = 9
DEPARTURES = (".departure_new_per_year", ".departure_settled_per_year")
PILOT_DAYS = ("program.pilot_days", "program.pilot_extended_days")
SCORES = ("readiness_effects.ready_score", "readiness_effects.unready_score")
LEAST_SCORE_GAP = 0.01
"""Minimum distance of a drawn unready score below the ready score."""


def settled(scenario: Scenario, values: Mapping[str, float]) -> dict[str, float]:
    """``values``, changed or completed where they would violate a constraint between fields.

    The hazard at a high age is lowered to that of age 0; an extended pilot lasts at least a day longer than
    a pilot; the unready score stays 0.01 below the ready score; no phase begins before the one ahead of it.
    """
    result = dict(values)

    def current(path: str) -> float:
        return result[path] if path in result else float(value_in(scenario, path))

    for high, low in _ordered_pairs(values):
        if current(low) > current(high):
            result[low] = current(high)
    short, long = PILOT_DAYS
    if (short in values or long in values) and current(long) <= current(short):
        result[long] = int(current(short)) + 1
    ready, unready = SCORES
    if (ready in values or unready in values) and current(unready) >= current(ready):
        result[unready] = round(current(ready) - LEAST_SCORE_GAP, SIGNIFICANT_DIGITS)
    starts = [f"phases.{name}.earliest_month" for name in scenario.phase_order]
    if any(path in values for path in starts):
        for earlier, later in pairwise(starts):
            if current(later) < current(earlier):
                result[later] = int(current(earlier))
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
