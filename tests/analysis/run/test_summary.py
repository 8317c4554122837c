import json

import numpy as np
import pytest

from sim.analysis.run.summary import summarise
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import NEVER
from sim.scenario.load import load_scenario


@pytest.fixture
def ensemble(coach, ensemble_of):
    return ensemble_of(coach, np.arange(20).reshape(10, 2), agreements=3)


@pytest.fixture
def summary(ensemble):
    return summarise(ensemble)


def test_the_summary_has_the_keys_of_the_contract(summary):
    assert {
        "schema_version", "scenario", "title", "currency", "input_digest", "digest", "runs", "futures", "seed",
        "engine", "months", "gate", "pass_probability_by_month", "pass_probability_ci_by_month", "phase_at_gate",
        "metrics", "totals", "ignorance", "monte_carlo", "later", "benchmarks", "failures",
    } <= set(summary)  # fmt: skip
    assert {
        "month", "threshold", "measure", "window_months", "pass_probability", "ci_low", "ci_high",
        "required_probability", "verdict", "credited_pass_probability", "additional_pass_probability",
    } <= set(summary["gate"])  # fmt: skip
    assert summary["months"] == 48
    assert len(summary["pass_probability_by_month"]) == 48
    assert list(summary["phase_at_gate"]) == ["pilot", "stabilise", "scale", "maturity", "sunset"]


def test_every_metric_and_ratio_has_its_bands(summary):
    assert set(summary["metrics"]) == set(metric_set_of(load_scenario("coach")).named)
    share = summary["metrics"]["sourced_share"]
    assert list(share) == ["unit", "months", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "mean", "intervals"]
    assert share["months"] == list(range(1, 49))
    assert share["p50"][23] == pytest.approx(0.095)
    assert share["mean"][23] == pytest.approx(0.095)


def test_money_is_in_currency_units(summary):
    assert summary["metrics"]["total_revenue"]["p50"][0] == 1000
    assert summary["totals"]["npv"]["p50"] == pytest.approx(9.5)


def test_never_is_null_and_its_share_is_stated(summary, coach, ensemble_of):
    payback = summary["totals"]["payback_month"]
    assert set(payback.pop("intervals")) == {"p10", "p50", "p90"}
    assert payback.pop("reached")["share"] == 0.5
    assert payback == {"unit": "month", "p10": 20, "p50": None, "p90": None, "mean": None, "share_never": 0.5}
    never = ensemble_of(coach, np.full((3, 1), 8))
    never.totals["payback_month"][:] = NEVER
    assert summarise(never)["totals"]["payback_month"]["share_never"] == 1


@pytest.mark.parametrize("percent", [[[8]], [[8, 12]], [[8], [8]], [[12, 12], [12, 12]]])
def test_the_summary_is_strict_json(coach, ensemble_of, percent):
    summary = summarise(ensemble_of(coach, percent))
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_both_measures_have_a_verdict(coach, ensemble_of):
    gate = summarise(ensemble_of(coach, np.full((100, 1), 5), credited_revenue=20_000))["gate"]
    assert (gate["verdict"], gate["sourced_verdict"], gate["credited_verdict"]) == (
        "redesign",
        "redesign",
        "on track",
    )


def test_the_two_errors_stand_apart(summary):
    """Five worlds pass in both futures and five in none: all of the spread is ignorance."""
    assert summary["monte_carlo"]["ci_low"] == summary["gate"]["ci_low"]
    assert summary["monte_carlo"]["standard_error"] == pytest.approx(np.std([0, 1] * 5, ddof=1) / np.sqrt(10))
    assert (summary["ignorance"]["p10"], summary["ignorance"]["p90"]) == (0, 1)


def test_percentiles_have_intervals_where_the_runs_can_tell(coach, ensemble_of):
    many = summarise(ensemble_of(coach, np.arange(100).reshape(100, 1)))
    ends = many["metrics"]["sourced_share"]["intervals"]["p50"]
    assert (ends["ci_low"][23], ends["ci_high"][23]) == (0.39, 0.60)
    assert many["totals"]["npv"]["intervals"]["p50"] == {"ci_low": 39, "ci_high": 60}
    few = summarise(ensemble_of(coach, np.arange(20).reshape(20, 1)))
    assert few["metrics"]["sourced_share"]["intervals"]["p10"]["ci_low"] == [None] * 48
