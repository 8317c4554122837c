"""Intervals of answers without a formula: means over resampled worlds.

Every point is simulated in the same worlds (common random numbers), so whole worlds are drawn with
replacement and each draw is used at every point: the answers vary as they would between sets of worlds.
"""

from collections.abc import Sequence

import numpy as np

from sim.analysis.figures.intervals import CONFIDENCE
from sim.experiment.ensemble import FloatArray

RESAMPLES = 1000
TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
"""Levels of the ends of a 95% interval."""
_SEED = 20_241_004
_BLOCK = 4_000_000


def resampled_means(sums: Sequence[FloatArray], counts: FloatArray) -> list[FloatArray]:
    """Means over resampled worlds, each (RESAMPLES, points), of sums by world (worlds, points).

    ``counts`` are the replications of each world. The same worlds are drawn for every array.
    """
    worlds = len(counts)
    draw = np.random.default_rng(_SEED)
    means = [np.empty((RESAMPLES, array.shape[1])) for array in sums]
    block = max(1, _BLOCK // worlds)
    for start in range(0, RESAMPLES, block):
        size = min(block, RESAMPLES - start)
        weights = draw.multinomial(worlds, np.full(worlds, 1 / worlds), size=size).astype(np.float64)
        number = np.maximum(weights @ counts, 1.0)[:, None]
        for array, result in zip(sums, means, strict=True):
            result[start : start + size] = (weights @ array) / number
    return means
