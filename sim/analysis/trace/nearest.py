"""The replication nearest a quantile of the gate's measure."""

import numpy as np

from sim.experiment.ensemble import Ensemble


def nearest_replication(ensemble: Ensemble, level: float) -> int:
    """The completed replication whose measure at the gate is nearest the quantile; the first of several."""
    gate = ensemble.scenario.gate
    shares = ensemble.values(gate.measure)[:, gate.month - 1]
    position = int(np.argmin(np.abs(shares - np.quantile(shares, level))))
    return int(np.flatnonzero(ensemble.completed)[position])
