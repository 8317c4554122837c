"""Deals by class, the part of the share without a claim, and odds under the other test of attribution (R-54, R-84)."""

from typing import Any

import numpy as np

from sim.analysis.figures.odds import odds_of_flags
from sim.experiment.ensemble import Ensemble
from sim.scenario.schema import Attribution

CLASSES = ("registered", "unregistered", "influenced", "fulfilled", "routed")
OTHER = {"all": "rules", "rules": "all"}


def classes_dict(ensemble: Ensemble) -> dict[str, Any]:
    """At the gate: deals won so far by class, the unregistered part of the sourced share; nothing without claims."""
    if "registered_deals" not in ensemble.metric_set:
        return {}
    gate, completed = ensemble.scenario.gate, ensemble.completed
    deals = {
        name: float(ensemble.kept(f"{name}_deals")[completed, : gate.month].sum(axis=1).mean())
        for name in CLASSES
        if f"{name}_deals" in ensemble.metric_set
    }
    return {
        "classes": {
            "month": gate.month,
            "deals": deals,
            "unregistered_share": _unregistered_share(ensemble),
            "other_test": _other_test(ensemble),
            **_touches(ensemble),
        }
    }


def _touches(ensemble: Ensemble) -> dict[str, Any]:
    """Of the ACV won so far, in all futures together, what each model of touches credits; nothing without them."""
    if "touched_acv" not in ensemble.metric_set:
        return {}
    months = ensemble.completed, slice(ensemble.scenario.gate.month)
    won = ensemble.kept("touched_acv")[months].sum()
    stated = (ensemble.scenario.attribution or Attribution()).touches
    return {
        "touches": {
            name: float(ensemble.kept(f"{name}_touch_acv")[months].sum() / won) if won else 0.0 for name in stated
        }
    }


def _unregistered_share(ensemble: Ensemble) -> float:
    """Of the sourced share at the gate, in all futures together, what is of deals without a claim."""
    gate, completed = ensemble.scenario.gate, ensemble.completed
    window = slice(max(0, gate.month - gate.window_months), gate.month)
    sourced, roster, registered, total = (
        ensemble.kept(name)[completed, window].sum()
        for name in ("sourced_revenue", "roster_revenue", "registered_revenue", "total_revenue")
    )
    late = sourced - roster - registered
    return float(late / total) if total else 0.0


def _other_test(ensemble: Ensemble) -> dict[str, Any] | None:
    """The odds of the gate if the other test of attribution told the deals of the same futures apart."""
    gate, scenario = ensemble.scenario.gate, ensemble.scenario
    if "other_test_sourced_revenue" not in ensemble.metric_set:
        return None
    flags = ensemble.passes(f"other_test_{gate.measure}", gate.threshold)[:, gate.month - 1]
    odds = odds_of_flags(ensemble, np.asarray(flags))
    test = OTHER[(scenario.attribution or Attribution()).test]
    return {"test": test, "pass_probability": odds.probability, "ci_low": odds.ci_low, "ci_high": odds.ci_high}
