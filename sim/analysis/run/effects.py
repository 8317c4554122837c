"""Which uncertain inputs move the share at the gate: rank correlation over the worlds.

The value drawn for an input is compared with the mean share of its world's futures (Spearman 1904, Am. J. Psychol.
15:72). Inputs that vary together share their correlation.
"""

from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from sim.analysis.figures.intervals import CONFIDENCE, by_world, counts
from sim.experiment.ensemble import Ensemble, FloatArray

FEWEST_WORLDS = 3


@dataclass(frozen=True, slots=True)
class Effect:
    """An uncertain input and the rank correlation of its value with the share, -1 to 1."""

    path: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of all uncertain inputs, largest first."""

    worlds: int
    """Worlds with a completed future."""
    least: float
    """Correlations below it, in size, may all be chance: 95% for all inputs together (Bonferroni)."""
    uncertain: int
    """Inputs that vary between worlds."""
    inputs: tuple[Effect, ...]
    """Empty with fewer than ``FEWEST_WORLDS`` worlds."""

    def to_dict(self) -> dict[str, Any]:
        """The effects as plain values."""
        return {**asdict(self), "inputs": [asdict(each) for each in self.inputs]}


def effects_of(ensemble: Ensemble) -> Effects:
    """The effects on the gate's measure at the gate month. At least one replication must have completed."""
    gate = ensemble.scenario.gate
    shares = np.zeros(ensemble.runs * ensemble.futures)
    shares[ensemble.completed] = ensemble.values(gate.measure)[:, gate.month - 1]
    futures = counts(ensemble.completed, ensemble.runs)
    known = futures > 0
    means = by_world(shares, ensemble.completed, ensemble.runs)[known] / futures[known]
    worlds = int(known.sum())
    if worlds < FEWEST_WORLDS:
        return Effects(worlds, 1.0, len(ensemble.parameters), ())
    found = [Effect(path, rank_correlation(drawn[known], means)) for path, drawn in ensemble.parameters.items()]
    found.sort(key=lambda effect: (-abs(effect.correlation), effect.path))
    return Effects(worlds, _least(worlds, len(found)), len(found), tuple(found))


def _least(worlds: int, inputs: int) -> float:
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(inputs, 1))
    return min(1.0, z / float(np.sqrt(worlds - 1)))


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Spearman's rank correlation; equal values share their mean rank; 0 where one of the two does not vary."""
    ranks = [_ranks(values) for values in (first, second)]
    centred = [each - each.mean() for each in ranks]
    size = float(np.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum()))
    return float((centred[0] * centred[1]).sum() / size) if size > 0 else 0.0


def _ranks(values: FloatArray) -> FloatArray:
    _, position, number = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(number)
    return np.asarray((last - (number - 1) / 2)[position], dtype=np.float64)
