"""``partnersim trace``: one future down to its deals, reconciled."""

import json

import pytest

import sim.engine.preparation as preparation

from .conftest import Run

SHORT = ("--months", "24", "--quiet")


def test_trace_lists_and_reconciles(invoke: Run) -> None:
    result = invoke("trace", "coach", "--replication", "1", *SHORT)
    assert result.exit_code == 0
    assert "agreement signed" in result.stdout
    assert "customers of recruited partners" in result.stdout
    reported = [line for line in result.stdout.splitlines() if line.strip().startswith("reported as ")]
    assert len(reported) == 6
    assert all(line.endswith("  equal") for line in reported)


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
    assert {event["month"] for event in traced["events"]} <= set(range(26))


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


@pytest.mark.parametrize(
    ("arguments", "prepared"),
    [
        (["--replication", "1"], []),
        (["--replication", "1", "--engine", "compiled"], ["compiled"]),
        (["--like", "p50", "--runs", "2"], ["auto"]),
    ],
)
def test_an_engine_that_may_have_to_be_compiled_says_so(
    arguments: list[str], prepared: list[str], invoke: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines: list[str] = []
    monkeypatch.setattr(preparation, "prepare", lambda engine, say: engines.append(engine) or say("preparing"))
    result = invoke("trace", "coach", *arguments, "--months", "2", "--set", "gate.month=2")
    assert engines == prepared
    assert ("preparing" in result.stderr) == bool(prepared)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "either --replication K or --like p10"),
        (["--replication", "1", "--like", "p10"], "either --replication K or --like p10"),
        (["--like", "10"], "'10' is not a percentile"),
        (["--like", "p101"], "'p101' is not a percentile"),
        (["--replication", "-1"], "'--replication': -1 is not in the range"),
    ],
)
def test_what_to_trace_must_be_said_once(arguments: list[str], said: str, invoke: Run) -> None:
    result = invoke("trace", "coach", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
