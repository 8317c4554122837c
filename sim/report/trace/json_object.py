"""One future as JSON values."""

from dataclasses import asdict
from typing import Any

from sim.analysis.trace.trace import Trace
from sim.report.words.events import events
from sim.version import SCHEMA_VERSION


def trace_object(traced: Trace, replication: int) -> dict[str, Any]:
    """The object that ``trace --json`` prints; money in currency units."""
    scenario = traced.scenario
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario.name,
        "currency": scenario.currency,
        "replication": replication,
        "world": traced.world,
        "future": traced.future,
        "seed": traced.seed,
        "engine": traced.engine,
        "months": scenario.months,
        "measure": scenario.gate.measure,
        "measure_at_gate": traced.measure_at_gate,
        "passes": traced.passes,
        "partner": traced.partner,
        "events": [asdict(event) for event in events(traced.rows, traced.roll.name, scenario)],
        "reconciliation": [line.to_dict() for line in traced.reconciled],
        "reconciles": traced.reconciles,
    }
