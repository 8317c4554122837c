"""The pay elasticities held low and high, for much of a sweep's answer rests on that belief."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.lever import Lever
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario

ELASTICITY = "pay_elasticity"
LEVELS = {"p10": 0.10, "p90": 0.90}


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The answer with the pay elasticity held low and high."""

    settings: dict[str, dict[str, float]]
    """``p10`` and ``p90`` to the value of each archetype's elasticity."""
    answers: dict[str, Answer]


def held_elasticity(scenario: Scenario, levers: Sequence[Lever]) -> dict[str, dict[str, float]]:
    """The uncertain elasticities at their p10 and p90; empty where there are none, or one is swept."""
    if any((lever.field or lever.path).endswith(f".{ELASTICITY}") for lever in levers):
        return {}
    paths = [path for path in sorted(scenario.uncertainty) if path.endswith(f".{ELASTICITY}")]
    if not paths:
        return {}
    return {label: {path: _quantile(scenario, path, level) for path in paths} for label, level in LEVELS.items()}


def _quantile(scenario: Scenario, path: str, level: float) -> float:
    spec = spec_of(path)
    if spec is None:
        raise KeyError(path)
    return float(f"{scenario.uncertainty[path].quantile(level, float(spec.low), float(spec.high)):.9g}")
