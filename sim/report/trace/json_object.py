"""One future as JSON values."""

from dataclasses import asdict
from typing import Any

from sim.analysis.figures.deal import deal_name
from sim.analysis.trace.claims import DealClaim
from sim.analysis.trace.months import Month
from sim.analysis.trace.trace import Trace
from sim.report.trace.claims import claim_text
from sim.report.trace.ladder import tier_objects
from sim.report.words.classes import CLASS_WORDS
from sim.report.words.events import events
from sim.units import CENTS, has_come
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
        "compared_with": traced.among,
        "drawn": [{**asdict(drawn), "pull": drawn.pull} for drawn in traced.drawn],
        "phases": [asdict(each) for each in traced.phases],
        "at_gate": [asdict(each) for each in traced.standings],
        "by_month": [_month(month) for month in traced.months],
        **({"tiers": tier_objects(traced)} if traced.tiers else {}),
        "contacted": None if traced.partner is None else bool(traced.rows),
        "events": [asdict(event) for event in events(traced.rows, traced.roll.name, scenario)],
        **({"claims": [_claim(traced, one) for one in traced.claims]} if traced.claims else {}),
        "reconciliation": [line.to_dict() for line in traced.reconciled],
        "reconciles": traced.reconciles,
    }


def _claim(traced: Trace, claim: DealClaim) -> dict[str, Any]:
    """A deal's claim; days that never came are null."""
    days = {name: day if has_come(day) else None for name, day in asdict(claim).items() if name.endswith("_day")}
    return {
        "deal": deal_name(claim.deal),
        **days,
        "submission": claim.submission if has_come(claim.submission) else None,
        "class": None if claim.deal_class is None else CLASS_WORDS[claim.deal_class],
        "words": claim_text(traced, claim),
    }


def _month(month: Month) -> dict[str, Any]:
    """A month with its money in currency units."""
    return {
        name.removesuffix("_cents"): value / CENTS if name.endswith("_cents") else value
        for name, value in asdict(month).items()
    }
