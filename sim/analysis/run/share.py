"""The share of a running program at the gate: how much of its variance could be known, and how much is luck."""

from typing import Any

import numpy as np

from sim.analysis.run.growth import known_part
from sim.experiment.ensemble import Ensemble


def share_split(ensemble: Ensemble) -> dict[str, Any]:
    """As ``share_variance``: ``known_share`` of the variance of the gate's measure at its month, with its 95% interval.

    Empty without a running program. None where no world has a second future, or the share does not vary.
    """
    if ensemble.scenario.start is None:
        return {}
    gate, completed = ensemble.scenario.gate, ensemble.completed
    share = np.zeros(len(completed))
    share[completed] = ensemble.values(gate.measure)[:, gate.month - 1]
    known, low, high = known_part(share, ensemble)
    found = {"measure": gate.measure, "month": gate.month, "known_share": known, "ci_low": low, "ci_high": high}
    return {"share_variance": found}
