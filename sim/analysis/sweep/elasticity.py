"""The pay elasticities held low and high, for the answer of a sweep over pay rests on that assumption."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.paired import Paired
from sim.analysis.sweep.answer import Answer
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.lost_revenue import less
from sim.analysis.sweep.point import Sample
from sim.scenario.paths import spec_of, split
from sim.scenario.schema import Scenario
from sim.scenario.values import values_of

ELASTICITY = "pay_elasticity"
LEVELS = {"p10": 0.10, "p90": 0.90}
PAY = frozenset({"terms", "market_terms"})
"""Tables of what partners earn, and of what the market pays: the elasticity acts on their ratio."""


@dataclass(frozen=True, slots=True)
class Elasticity:
    """The answer with the pay elasticity held low and high."""

    settings: dict[str, dict[str, float]]
    """``p10`` and ``p90`` to the value of each archetype's elasticity."""
    answers: dict[str, Answer]
    at_stake: dict[str, Paired]
    """By level, the objective at the point that is best as stated, less that at the level's own best point."""


def is_of_pay(lever: Lever) -> bool:
    """Whether a lever changes what partners are paid, so that the elasticity acts on it."""
    return bool(PAY & set(split(lever.field or lever.path)))


def held_elasticity(scenario: Scenario, levers: Sequence[Lever]) -> dict[str, dict[str, float]]:
    """The uncertain elasticities at their p10 and p90; empty where none is, no lever is of pay, or one is swept."""
    is_swept = any((lever.field or lever.path).endswith(f".{ELASTICITY}") for lever in levers)
    if is_swept or not any(map(is_of_pay, levers)):
        return {}
    paths = [path for path in sorted(scenario.uncertainty) if path.endswith(f".{ELASTICITY}")]
    if not paths:
        return {}
    return {label: {path: _quantile(scenario, path, level) for path in paths} for label, level in LEVELS.items()}


def at_stake(
    stated: Sequence[Sample], held: Mapping[str, Sequence[Sample]], objective: Outcome, runs: int
) -> dict[str, Paired]:
    """What the values that are best as stated lose at each level; none where no replication completed at both."""
    found = {}
    chosen = _best(stated, objective)
    for level, samples in held.items():
        best = _best(samples, objective)
        if (samples[chosen].completed & samples[best].completed).any():
            found[level] = less(samples, chosen, best, objective.name, runs)
    return found


def _best(samples: Sequence[Sample], objective: Outcome) -> int:
    means = [float(sample.values[objective.name][sample.completed].mean()) for sample in samples]
    return means.index(max(means))


def _quantile(scenario: Scenario, path: str, level: float) -> float:
    spec = spec_of(path)
    if spec is None:
        raise KeyError(path)
    return values_of(scenario.uncertainty[path], spec)(level)
