"""What a world drew: where each value lies in its range, and how far that may have moved the gate's measure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from sim.analysis.figures.kinds import kinds_with_agreements
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.ledger import IntArray
from sim.scenario.distributions import LARGEST_U, SMALLEST_U
from sim.scenario.paths import spec_of, split
from sim.scenario.schema import Scenario
from sim.scenario.values import values_of

CLEAR = 2.0
"""Standard errors from which a rank correlation counts as an effect."""
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """The value of an uncertain input in one world."""

    path: str
    value: float
    median: float
    """Of its distribution."""
    level: float
    """Share of the distribution below the value, with half of the share that has the value itself; 0 to 1."""
    correlation: float | None
    """Rank correlation over worlds of the input with the measure at the gate; None where it is not clear of 0."""

    @property
    def score(self) -> float:
        """Where the value lies in standard normal units: 0 is the median, -1.28 the 10th percentile."""
        return NormalDist().inv_cdf(min(max(self.level, SMALLEST_U), LARGEST_U))

    @property
    def pull(self) -> float:
        """The correlation times the score: by how much the draw moves the measure's rank, and in which direction."""
        return 0.0 if self.correlation is None else self.correlation * self.score


def drawn_inputs(scenario: Scenario, values: Mapping[str, float], ensemble: Ensemble | None) -> tuple[Drawn, ...]:
    """The inputs of a world: those with the strongest pull first, then those furthest from their medians.

    Those of kinds of partner that are never there move nothing, and come last.
    """
    found = [_drawn(scenario, path, value, ensemble) for path, value in values.items()]
    kinds = kinds_with_agreements(scenario)

    def order(each: Drawn) -> tuple[bool, float, float, str]:
        table, name, *_ = split(each.path)
        return table == "archetypes" and name not in kinds, -abs(each.pull), -abs(each.level - 0.5), each.path

    return tuple(sorted(found, key=order))


def _drawn(scenario: Scenario, path: str, value: float, ensemble: Ensemble | None) -> Drawn:
    spec = spec_of(path)
    if spec is None:
        raise KeyError(path)
    values = values_of(scenario.uncertainty[path], spec)
    below = _share(lambda u: values(u) < value)
    up_to = _share(lambda u: values(u) <= value)
    correlation = None if ensemble is None else clear_correlation(ensemble, path)
    return Drawn(path, value, values(0.5), (below + up_to) / 2, correlation)


def _share(holds: Callable[[float], bool]) -> float:
    """The probability up to which something holds."""
    below, above = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        below, above = (middle, above) if holds(middle) else (below, middle)
    return (below + above) / 2


def clear_correlation(ensemble: Ensemble, path: str) -> float | None:
    """Rank correlation over worlds of an input with the mean measure at the gate; None within two errors of 0."""
    shares, worlds = share_by_world(ensemble)
    drawn = ensemble.parameters[path][worlds]
    if len(worlds) < 3 or np.ptp(drawn) == 0 or np.ptp(shares) == 0:
        return None
    from scipy.stats import rankdata

    found = float(np.corrcoef(rankdata(drawn), rankdata(shares))[0, 1])
    return found if abs(found) > CLEAR / sqrt(len(worlds) - 1) else None


def share_by_world(ensemble: Ensemble) -> tuple[FloatArray, IntArray]:
    """The mean measure at the gate of each world with completed futures, and the numbers of these worlds."""
    gate = ensemble.scenario.gate
    values = ensemble.values(gate.measure)[:, gate.month - 1]
    worlds, position = np.unique(ensemble.worlds, return_inverse=True)
    return np.bincount(position, weights=values) / np.bincount(position), worlds
