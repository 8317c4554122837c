"""Partners by tier at the gate and the end, and what each tier brought beside what its partners cost (R-105, Q-8)."""

from typing import Any

import numpy as np

from sim.analysis.figures.figure import figure_of
from sim.experiment.ensemble import Ensemble, FloatArray
from sim.scenario.schema import Scenario
from sim.units import CENTS


def tiers_dict(ensemble: Ensemble) -> dict[str, Any]:
    """Nothing where nobody stands on a ladder; tiers from the lowest."""
    scenario = ensemble.scenario
    stood = sorted({kind.ladder for kind in scenario.archetypes.values() if kind.ladder is not None})
    orders = {name: list(scenario.ladders[name].order) for name in stood}
    if not orders:
        return {}
    most = max(map(len, orders.values()))
    by_tier = [_tier(ensemble, tier) for tier in range(1, most + 1)]
    return {"tiers": {"ladders": orders, "kinds": _kinds(scenario), "by_tier": by_tier}}


def _kinds(scenario: Scenario) -> list[str] | None:
    """The kinds of partner that stand on a ladder, where others do not; none where all do."""
    has = {name: kind.ladder is not None for name, kind in sorted(scenario.archetypes.items())}
    return None if all(has.values()) else [name for name, is_on in has.items() if is_on]


def _tier(ensemble: Ensemble, tier: int) -> dict[str, Any]:
    """Means over futures: partners at both closes; revenue, what is left of it and cost of the horizon, and return."""
    gate = ensemble.scenario.gate.month
    partners = ensemble.kept(f"partners_at_tier_{tier}")
    revenue = ensemble.kept(f"revenue_at_tier_{tier}").sum(axis=1) / CENTS
    cost = ensemble.kept(f"cost_at_tier_{tier}").sum(axis=1) / CENTS
    found = {
        "at_gate": partners[:, gate - 1].astype(float),
        "at_the_end": partners[:, -1].astype(float),
        "revenue": revenue,
        "gross_margin": revenue * _margins(ensemble),
        "cost": cost,
    }
    means: dict[str, Any] = {name: figure_of(of, ensemble.completed, ensemble.runs).mean for name, of in found.items()}
    return means | {"return": means["gross_margin"] / means["cost"] if means["cost"] else None}


def _margins(ensemble: Ensemble) -> FloatArray | float:
    """Gross margin of each future, where worlds differ in it, else of all."""
    drawn = ensemble.parameters.get("vendor.gross_margin_share")
    return ensemble.scenario.vendor.gross_margin_share if drawn is None else np.repeat(drawn, ensemble.futures)
