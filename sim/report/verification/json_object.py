"""What a comparison of the engines found, as JSON values."""

from dataclasses import asdict
from typing import Any

from sim.experiment.verification import ENGINES, EngineFailure, MetricDifference, RowDifference, Verification
from sim.report.verification.differences import differing_columns, in_units, last_line, rows_around


def verification_object(found: Verification) -> dict[str, Any]:
    """The comparison as JSON values; what is null was not compared or does not differ."""
    problem = found.problem
    reached_metrics = not isinstance(problem, RowDifference | EngineFailure)
    result: dict[str, Any] = {
        "scenario": found.scenario.name,
        "currency": found.scenario.currency,
        "seed": found.seed,
        "months": found.scenario.months,
        "equal": found.is_equal,
        "replications": found.replications,
        "rows": found.rows,
        "metrics_equal": problem is None if reached_metrics else None,
        "row_difference": None,
        "metric_difference": None,
        "failure": None,
    }
    if isinstance(problem, RowDifference):
        result["row_difference"] = _row_object(found, problem)
    elif isinstance(problem, MetricDifference):
        result["metric_difference"] = {
            "replication": problem.replication,
            "name": problem.name,
            "month": problem.month,
            "values": in_units(problem),
        }
    elif problem is not None:
        result["failure"] = {
            "replication": problem.replication,
            "engine": problem.engine,
            "reason": last_line(problem.traceback),
        }
    return result


def _row_object(found: Verification, problem: RowDifference) -> dict[str, Any]:
    shown = rows_around(found.scenario, problem)
    return {
        "replication": problem.replication,
        "ledger": "twin" if problem.is_twin else "run",
        "row": problem.position,
        "differs_in": differing_columns(problem),
        "engines": {
            engine: {
                "rows": len(problem.ledgers[engine]),
                "events": [{"row": position, **asdict(event)} for position, event in shown[engine]],
            }
            for engine in ENGINES
        },
    }
