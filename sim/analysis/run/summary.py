"""The summary of an ensemble: the object that ``run --json`` prints and ``summary.json`` holds (DESIGN 6).

Plain dicts, lists, strings and finite numbers; money in currency units, shares as fractions, never as null.
The ``mean`` of a ratio is the mean of the replications' own quotients: it belongs to the fan, whose quantiles
are of the same values.
"""

from dataclasses import asdict
from typing import Any

import numpy as np

from sim.analysis.figures.failures import failures_dict
from sim.analysis.figures.figure import figure_of
from sim.analysis.figures.gate import gate_dict
from sim.analysis.figures.intervals import by_world, counts, share_interval
from sim.analysis.figures.odds import GateOdds, Later, gate_odds, verdict_of
from sim.analysis.figures.percentile import INTERVALS, ends_of, known, percentile_intervals
from sim.analysis.figures.quantiles import LEVELS, bands, quantile_with_never
from sim.analysis.run.additional import additional_or_taken
from sim.analysis.run.benchmarks import benchmark_lines
from sim.analysis.run.changes import changes_dict
from sim.analysis.run.day_0 import day_0_dict
from sim.analysis.run.effects import effects_of
from sim.analysis.run.growth import growth_dicts
from sim.analysis.run.limits import limits_of
from sim.analysis.run.revenue import revenue_of
from sim.analysis.run.share import share_split
from sim.analysis.run.start import start_dict
from sim.analysis.run.tiers import tiers_dict
from sim.analysis.run.years import money_by_year
from sim.experiment.ensemble import Ensemble, FloatArray, ratio_window, trailing_sum
from sim.ledger import IntArray
from sim.metrics.metric import NEVER, Metric, Ratio, Total
from sim.scenario.calendar import calendar_of
from sim.scenario.lint import verdict_questions
from sim.scenario.losses import losses_of
from sim.version import SCHEMA_VERSION

_TOTAL_LEVELS = {"p10": 0.10, "p50": 0.50, "p90": 0.90}
_ENDS = ("ci_low", "ci_high")


def summarise(ensemble: Ensemble) -> dict[str, Any]:
    """The summary. Raises ValueError if no replication completed."""
    odds = gate_odds(ensemble)
    scenario, metric_set = ensemble.scenario, ensemble.metric_set
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": scenario.name,
        "title": scenario.title,
        "currency": scenario.currency,
        "input_digest": ensemble.input_digest,
        "digest": ensemble.digest,
        "runs": ensemble.runs,
        "futures": ensemble.futures,
        "seed": ensemble.seed,
        "engine": ensemble.engine,
        "months": ensemble.months,
        **calendar_of(scenario).to_dict(ensemble.months),
        **start_dict(scenario),
        **day_0_dict(ensemble),
        **share_split(ensemble),
        **changes_dict(scenario),
        "gate": gate_summary(ensemble, odds),
        "monte_carlo": {
            "standard_error": odds.standard_error,
            "ci_low": odds.ci_low,
            "ci_high": odds.ci_high,
        },
        "ignorance": asdict(odds.ignorance),
        "later": _later(odds.later),
        "pass_probability_by_month": odds.by_month.tolist(),
        "pass_probability_ci_by_month": {
            "ci_low": odds.ci_low_by_month.tolist(),
            "ci_high": odds.ci_high_by_month.tolist(),
        },
        "phase_at_gate": odds.phases,
        "stalled_share": odds.stalled_share,
        "benchmarks": [asdict(line) for line in benchmark_lines(ensemble)],
        "metrics": {name: _metric(ensemble, declared) for name, declared in metric_set.named.items()},
        "totals": {total.name: _total(ensemble, total) for total in metric_set.totals},
        "additional_or_taken": {name: span.to_dict() for name, span in additional_or_taken(ensemble).items()},
        "years": [years.to_dict() for years in money_by_year(ensemble)],
        **tiers_dict(ensemble),
        "own_growth": growth_dicts(ensemble),
        "effects": effects_of(ensemble).to_dict(),
        "limits": limits_of(ensemble).to_dict(),
        "lost_mass": [loss.to_dict() for loss in losses_of(scenario)],
        "failures": failures_dict(ensemble),
    }


def gate_summary(ensemble: Ensemble, odds: GateOdds) -> dict[str, Any]:
    """The gate: its rule, the odds under each measure with their intervals, the verdict and what questions it."""
    gate = ensemble.scenario.gate
    described = gate_dict(gate, odds.measures[gate.measure])
    for measure, its_odds in odds.measures.items():
        prefix = measure.removesuffix("_share")
        described[f"{prefix}_pass_probability"] = its_odds.probability
        described[f"{prefix}_ci_low"] = its_odds.ci_low
        described[f"{prefix}_ci_high"] = its_odds.ci_high
        described[f"{prefix}_verdict"] = verdict_of(its_odds, gate.required_probability)
    described["revenue"] = revenue_of(ensemble).to_dict()
    described["questions"] = verdict_questions(ensemble.scenario)
    return described


def _later(later: Later | None) -> dict[str, Any] | None:
    if later is None:
        return None
    odds = later.odds
    return {
        "month": later.month,
        "failed_at_gate": later.count,
        "pass_probability": odds.probability if odds else None,
        "ci_low": odds.ci_low if odds else None,
        "ci_high": odds.ci_high if odds else None,
    }


def _metric(ensemble: Ensemble, declared: Metric | Ratio) -> dict[str, Any]:
    values = ensemble.values(declared.name)
    return {
        "unit": declared.unit.name,
        "months": list(range(1, ensemble.months + 1)),
        **{level: band.tolist() for level, band in bands(values).items()},
        "mean": values.mean(axis=0).tolist(),
        "intervals": _metric_intervals(ensemble, values),
        **_left_out(ensemble, declared),
    }


def _left_out(ensemble: Ensemble, declared: Metric | Ratio) -> dict[str, list[float]]:
    """Of a ratio that leaves months out: by month the share of futures whose window has such a month."""
    if not isinstance(declared, Ratio) or not declared.counts_where:
        return {}
    left_out = (ensemble.kept(declared.counts_where)[ensemble.completed] <= 0).astype(np.int64)
    within = trailing_sum(left_out, ratio_window(declared, ensemble.scenario)) > 0
    return {"left_out": within.mean(axis=0).tolist()}


def _metric_intervals(ensemble: Ensemble, values: FloatArray) -> dict[str, dict[str, list[float | None]]]:
    """95% intervals of percentiles by month; null for an end that the runs cannot tell."""
    found = percentile_intervals(values, ensemble.worlds, [LEVELS[name] for name in INTERVALS])
    return {
        level: {name: [known(value) for value in end.tolist()] for name, end in zip(_ENDS, ends, strict=True)}
        for level, ends in zip(INTERVALS, found, strict=True)
    }


def _total(ensemble: Ensemble, total: Total) -> dict[str, Any]:
    values = ensemble.totals[total.name][ensemble.completed]
    amounts = total.natural(values)
    if total.may_never_come:
        return {
            **_months(total, values),
            "intervals": _intervals(ensemble, amounts),
            "reached": _reached(ensemble, total),
        }
    quantiles = np.quantile(amounts, list(_TOTAL_LEVELS.values())).tolist()
    figure = figure_of(total.natural(ensemble.totals[total.name]), ensemble.completed, ensemble.runs)
    return {
        "unit": total.unit.name,
        **dict(zip(_TOTAL_LEVELS, quantiles, strict=True)),
        "mean": figure.mean,
        "intervals": {
            **_intervals(ensemble, amounts),
            "mean": dict(zip(_ENDS, (figure.ci_low, figure.ci_high), strict=True)),
        },
    }


def _reached(ensemble: Ensemble, total: Total) -> dict[str, float]:
    """Share of futures in which the month comes within the horizon, with its interval."""
    reached = (ensemble.totals[total.name] < NEVER).astype(np.float64)
    trials = counts(ensemble.completed, ensemble.runs)
    successes = by_world(reached, ensemble.completed, ensemble.runs)
    low, high = share_interval(successes, trials)
    return {"share": float(successes.sum() / trials.sum()), "ci_low": float(low), "ci_high": float(high)}


def _intervals(ensemble: Ensemble, values: FloatArray) -> dict[str, dict[str, float | None]]:
    return {
        name: dict(zip(_ENDS, ends_of(values, ensemble.worlds, level), strict=True))
        for name, level in _TOTAL_LEVELS.items()
    }


def _months(total: Total, months: IntArray) -> dict[str, Any]:
    """Quantiles that land on never are null; there is no mean of months that may be never."""
    return {
        "unit": total.unit.name,
        **{name: quantile_with_never(months, level, NEVER) for name, level in _TOTAL_LEVELS.items()},
        "mean": None,
        "share_never": float((months >= NEVER).mean()),
    }
