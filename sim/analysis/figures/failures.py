"""Replications that failed, as plain values."""

from typing import Any

from sim.experiment.ensemble import Ensemble


def failures_dict(ensemble: Ensemble) -> dict[str, Any]:
    """The number of failed replications, and the world and future of each."""
    return {
        "count": len(ensemble.failures),
        "keys": [{"world": failure.world, "future": failure.future} for failure in ensemble.failures],
    }
