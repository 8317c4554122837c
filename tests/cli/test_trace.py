"""``partnersim trace``: one future down to its deals, reconciled."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim.analysis.trace.trace as analysis
import sim.experiment.run as experiment
from sim.analysis.trace.reconciliation import Reconciled
from sim.experiment.ensemble import Ensemble
from sim.scenario.load import load_scenario

from .conftest import Run

SHORT = ("--months", "24", "--quiet")


def test_trace_lists_and_reconciles(invoke: Run) -> None:
    result = invoke("trace", "coach", "--replication", "1", "--events", *SHORT)
    assert result.exit_code == 0
    assert "agreement signed" in result.stdout
    assert "customers of recruited partners" in result.stdout
    reported = [line for line in result.stdout.splitlines() if line.strip().startswith("reported as ")]
    assert len(reported) == 7
    assert all(line.endswith("  equal") for line in reported)


def test_a_trace_explains_then_shows_months_then_reconciles(invoke: Run) -> None:
    """18.18: no line is longer than 80 columns, and every event is listed with --events alone."""
    asked = ("trace", "coach", "--like", "p10", "--runs", "40", *SHORT, "--workers", "1")
    months, listed = (invoke(*asked, *more).stdout.splitlines() for more in ((), ("--events",)))
    assert months[:13] == listed[:13]
    assert months[13] == ""
    assert max(map(len, months)) <= 80
    assert len(months) < 100
    assert months[1].startswith("Inputs drawn, by effect on the sourced share")
    assert any(line.startswith("At month 24, beside 40 futures") for line in months[:13])
    assert len(listed) > 1000


def test_an_invalid_partner_is_told_what_there_is(invoke: Run) -> None:
    """18.18"""
    wrong = invoke("trace", "coach", "--replication", "1", "--partner", "nobody", *SHORT)
    assert wrong.exit_code == 2
    assert "'nobody' is no partner: there are alliance/0/0 to alliance/0/2; referral/0/0 to" in wrong.stderr
    never = invoke("trace", "coach", "--replication", "1", "--partner", "reseller/23/24", *SHORT)
    assert never.exit_code == 0
    assert "reseller/23/24 was never contacted in this future" in never.stdout
    listed = invoke("trace", "coach", "--replication", "1", "--partner", "reseller/23/24", "--events", *SHORT)
    assert listed.stdout == never.stdout
    as_json = json.loads(
        invoke("trace", "coach", "--replication", "1", "--partner", "reseller/23/24", "--json", *SHORT).stdout
    )
    assert as_json["contacted"] is False
    assert as_json["events"] == []


def test_json_has_what_explains(invoke: Run) -> None:
    """18.18: the figures of the first lines and of the months, from the events of the same object."""
    traced = json.loads(invoke("trace", "coach", "--like", "p10", "--runs", "40", *SHORT, "--json").stdout)
    assert traced["compared_with"] == 40
    assert traced["contacted"] is None
    at_gate = {each["metric"]: each for each in traced["at_gate"]}
    assert at_gate["sourced_share"]["value"] == traced["measure_at_gate"]
    signed = [event["month"] for event in traced["events"] if event["event"].startswith("agreement signed")]
    assert at_gate["signed_ever"]["value"] == len(signed)
    assert [month["signed"] for month in traced["by_month"]] == [signed.count(month) for month in range(1, 25)]
    revenue = [0.0] * 24
    for event in traced["events"]:
        if event["event"].startswith("revenue of the month"):
            revenue[event["month"] - 1] += event["amount"]
    assert [month["revenue"] for month in traced["by_month"]] == pytest.approx(revenue)
    assert {each["phase"] for each in traced["phases"]} >= {"pilot", "stabilise", "scale", "maturity"}
    assert len(traced["drawn"]) == 49


def test_runs_compare_a_future_chosen_by_number(invoke: Run) -> None:
    """18.18"""
    asked = ("trace", "coach", "--replication", "1", *SHORT, "--json")
    alone, beside = json.loads(invoke(*asked).stdout), json.loads(invoke(*asked, "--runs", "40").stdout)
    assert alone["compared_with"] is None
    assert beside["compared_with"] == 40
    assert alone["at_gate"][0]["median"] is None
    assert beside["at_gate"][0]["median"] > 0
    assert alone["events"] == beside["events"]


def test_trace_json_adds_up(invoke: Run) -> None:
    traced = json.loads(invoke("trace", "coach", "--replication", "1", *SHORT, "--json").stdout)
    revenue = next(line for line in traced["reconciliation"] if line["name"] == "revenue")
    listed = sum(
        event["amount"] for event in traced["events"]
        if event["amount"] and event["event"].startswith("revenue of the month")
    )  # fmt: skip
    assert listed == pytest.approx(revenue["reported"]["total_revenue"], abs=0.005)
    assert traced["reconciles"] is True
    assert all(line["difference"] == 0 for line in traced["reconciliation"])
    months = {
        word: {event["month"] - event["day"] // 30 for event in traced["events"] if event["event"].startswith(word)}
        for word in ("revenue of the month", "deal won")
    }
    assert months == {"revenue of the month": {0}, "deal won": {1}}, "a close is of the month that it ends"


def test_every_way_to_lose_recurring_revenue_is_in_the_sum(invoke: Run) -> None:
    settings = ("--set", "archetypes.reseller.early_cancel_probability=0.2")
    traced = json.loads(invoke("trace", "coach", "--replication", "1", *settings, "--json").stdout)
    (partners,) = (line for line in traced["reconciliation"] if line["name"].endswith("recruited partners"))
    assert partners["difference"] == 0
    assert set(partners["parts"]) == {"gone live", "expanded", "cancelled early", "churned at renewal"}
    assert all(partners["parts"].values())


def test_trace_of_one_partner(invoke: Run) -> None:
    everything = json.loads(invoke("trace", "coach", "--replication", "1", *SHORT, "--json").stdout)
    partner = next(event["partner"] for event in everything["events"] if event["event"].startswith("agreement"))
    mine = json.loads(invoke("trace", "coach", "--replication", "1", "--partner", partner, *SHORT, "--json").stdout)
    assert {event["partner"] for event in mine["events"]} == {partner}
    assert mine["events"] == [event for event in everything["events"] if event["partner"] == partner]
    wrong = invoke("trace", "coach", "--replication", "1", "--partner", "reseller/0/99999", *SHORT)
    assert wrong.exit_code == 2
    assert "no partner" in wrong.stderr


def test_trace_like_a_quantile_is_a_replication_of_the_run(invoke: Run) -> None:
    run = json.loads(invoke("run", "coach", "--runs", "5", *SHORT, "--workers", "1", "--json").stdout)
    lowest = json.loads(invoke("trace", "coach", "--like", "p0", "--runs", "5", *SHORT, "--json").stdout)
    highest = json.loads(invoke("trace", "coach", "--like", "p100", "--runs", "5", *SHORT, "--json").stdout)
    share = run["metrics"]["sourced_share"]
    middle = json.loads(invoke("trace", "coach", "--like", "p50", "--runs", "5", *SHORT, "--json").stdout)
    assert lowest["measure_at_gate"] <= share["p05"][23] <= share["p95"][23] <= highest["measure_at_gate"]
    assert middle["measure_at_gate"] == share["p50"][23]
    assert 0 <= lowest["replication"] < 5


def test_figures_that_do_not_add_up_are_a_failure(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    reconcile = analysis.reconcile

    def a_cent_off(*arguments: Any) -> list[Reconciled]:
        first, *others = reconcile(*arguments)
        return [replace(first, reported_cents=first.reported_cents + 1), *others]

    monkeypatch.setattr(analysis, "reconcile", a_cent_off)
    result = invoke("trace", "coach", "--replication", "1", *SHORT)
    assert result.exit_code == 1
    assert "DIFFERS by -0.01" in result.stdout


def test_like_counts_the_futures_that_failed(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first two of five failed: the lowest of the others is found under its own number."""
    simulate = experiment.simulate

    def without_two(*arguments: Any, **options: Any) -> Ensemble:
        ensemble = simulate(*arguments, **options)
        return replace(ensemble, completed=np.arange(5) >= 2)

    asked = ("trace", "coach", "--runs", "5", *SHORT, "--json")
    everything = simulate(load_scenario("coach", ["months=24"]), runs=5, workers=1).values("sourced_share")[:, 23]
    monkeypatch.setattr(experiment, "simulate", without_two)
    found = json.loads(invoke(*asked, "--like", "p0").stdout)
    assert found["replication"] == 2 + int(np.argmin(everything[2:]))
    assert found["measure_at_gate"] == everything[2:].min()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "either --replication K or --like p10"),
        (["--replication", "1", "--like", "p10"], "either --replication K or --like p10"),
        (["--like", "10"], "'10' is not a percentile"),
        (["--like", "p101"], "'p101' is not a percentile"),
        (["--replication", "-1"], "'--replication': -1 is not in the range"),
        (["--replication", "1", "--events", "--json"], "--json has every event"),
    ],
)
def test_what_to_trace_must_be_said_once(arguments: list[str], said: str, invoke: Run) -> None:
    result = invoke("trace", "coach", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


SMALL_FILE = str(Path(__file__).parents[1] / "scenario" / "small.toml")
LADDER = (
    "archetypes.reseller.ladder=metal",
    "ladders.metal={ order=['tin', 'gold'], promotion_months=1, tiers={ tin={}, gold={ needs={ deals=1 } } } }",
)


def test_the_command_finds_who_is_at_a_tier_in_a_month(invoke: Run) -> None:
    """A partner that is at gold in month 20, by JSON: the trace of that partner says so too."""
    settings = [word for one in LADDER for word in ("--set", one)]
    asked = ("trace", SMALL_FILE, "--replication", "0", "--quiet", *settings)
    found = json.loads(invoke(*asked, "--partners", "--json").stdout)
    assert "events" not in found
    gold = [
        one["partner"]
        for one in found["partners"]
        if one["kind"] == "reseller"
        and [tier["tier"] for tier in one["tiers"] if (tier["from_close"] or 0) <= 20][-1] == "gold"
    ]
    assert gold
    events = json.loads(invoke(*asked, "--partner", gold[0], "--json").stdout)["events"]
    stood = [event["event"] for event in events if event["event"].startswith("stands at tier") and event["month"] <= 20]
    assert stood[-1].startswith("stands at tier 'gold'")
    text = invoke(*asked, "--partners").stdout
    assert gold[0] in text
    assert "= sum of the rows" in text
    assert "agreement signed" not in text


@pytest.mark.parametrize("other", [("--partner", "reseller/0/1"), ("--events",)])
def test_one_view_at_a_time(other: tuple[str, ...], invoke: Run) -> None:
    result = invoke("trace", SMALL_FILE, "--replication", "0", "--partners", *other)
    assert result.exit_code == 2
    assert "--partners lists all of them: leave --partner and --events out" in " ".join(result.stderr.split())
