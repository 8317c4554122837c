"""How mixes of archetypes stand to each other: paired differences to one of them, and their order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from sim.analysis.figures.outcomes import Outcome
from sim.analysis.figures.paired import Paired, paired_of
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.measures import MEASURES, RANKED
from sim.analysis.sweep.mix_levers import PATH, MixShare, NamedMixes
from sim.analysis.sweep.point import Sample
from sim.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Ranking:
    """Points from best to worst by one measure."""

    order: tuple[int, ...]
    """Positions among the points; equal ones as given."""
    steps: tuple[Paired, ...]
    """Each point of the order less the one after it: one fewer than points."""

    @property
    def are_apart(self) -> tuple[bool, ...]:
        """By step, whether its 95% interval leaves out zero."""
        return tuple(step.ci_low is not None and bool(step.ci_low > 0) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Mixes:
    """The points of a mix lever against one of them, and in order."""

    base: int
    """The point of the scenario's own mix if there is one, else the first."""
    base_is_own: bool
    differences: tuple[dict[str, Paired], ...]
    """By point and measure: the point less the base."""
    rankings: dict[str, Ranking]
    """By ranked measure."""

    def to_dict(self, lever: Lever) -> dict[str, Any]:
        """The standing as plain values; mixes by the value or name they have in the points."""

        def name(position: int) -> float | str:
            return lever.said(lever.values[position])

        return {
            "base": name(self.base),
            "base_is_own": self.base_is_own,
            "same_for_every_mix": "contacts a month, managers, other staff and fixed cost of each phase",
            "differences": [
                {"mix": name(position), **{measure: asdict(paired) for measure, paired in measured.items()}}
                for position, measured in enumerate(self.differences)
            ],
            "rankings": {
                measure: {
                    "order": [name(position) for position in ranking.order],
                    "steps": [
                        {"mix": name(one), "next": name(other), "told_apart": apart, **asdict(step)}
                        for (one, other), apart, step in zip(
                            pairwise(ranking.order), ranking.are_apart, ranking.steps, strict=True
                        )
                    ],
                }
                for measure, ranking in self.rankings.items()
            },
        }


def is_mix(lever: Lever) -> bool:
    """Whether a lever changes the mix of archetypes."""
    return isinstance(lever, MixShare | NamedMixes)


def mixes_of(lever: Lever, samples: Sequence[Sample], runs: int, scenario: Scenario) -> Mixes:
    """The standing of the points of a mix lever, paired over the replications that completed in both.

    Raises ValueError if there is none for some pair.
    """
    own = {name: share for name, share in scenario.mix.items() if share > 0}
    stated = [_shares(lever, value) for value in lever.values]
    base = stated.index(own) if own in stated else 0
    names = [str(lever.said(value)) for value in lever.values]

    def paired(first: int, second: int, outcome: Outcome) -> Paired:
        both = samples[first].completed & samples[second].completed
        if not both.any():
            raise ValueError(f"no replication completed under both {names[first]} and {names[second]}")
        ours, theirs = samples[second].values[outcome.name], samples[first].values[outcome.name]
        return paired_of(theirs, ours, both, outcome, (names[first], names[second]), runs, is_same=first == second)

    def ranking(outcome: Outcome) -> Ranking:
        means = [float(sample.values[outcome.name][sample.completed].mean()) for sample in samples]
        order = sorted(range(len(samples)), key=lambda position: (-means[position], position))
        return Ranking(tuple(order), tuple(paired(worse, better, outcome) for better, worse in pairwise(order)))

    return Mixes(
        base=base,
        base_is_own=own in stated,
        differences=tuple(
            {outcome.name: paired(base, position, outcome) for outcome in MEASURES} for position in range(len(samples))
        ),
        rankings={outcome.name: ranking(outcome) for outcome in RANKED},
    )


def _shares(lever: Lever, value: float) -> dict[str, float]:
    """Archetype to share, of those that have one."""
    settings = lever.settings(value)
    return {path.removeprefix(f"{PATH}."): share for path, share in settings.items() if share > 0}
