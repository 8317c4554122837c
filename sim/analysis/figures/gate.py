"""The gate as plain values: its rule, the odds with their interval, the verdict."""

from typing import Any

from sim.analysis.figures.odds import Odds, verdict_of
from sim.scenario.schema import Gate


def gate_dict(gate: Gate, odds: Odds) -> dict[str, Any]:
    """The gate in JSON objects; ``odds`` are those of its own measure."""
    return {
        "month": gate.month,
        "threshold": gate.threshold,
        "measure": gate.measure,
        "window_months": gate.window_months,
        "pass_probability": odds.probability,
        "ci_low": odds.ci_low,
        "ci_high": odds.ci_high,
        "required_probability": gate.required_probability,
        "verdict": verdict_of(odds, gate.required_probability),
    }
