"""``partnersim verify``: what it says when the engines agree, and when they do not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import sim.engine.compiled as compiled
import sim.experiment.verification as verification
from sim.experiment.replication import WorldResult
from sim.ledger import COLUMNS, IntArray, Kind, Ledger
from sim.metrics.declared import metric_set_of
from sim.scenario.load import load_scenario

from .conftest import Run

SMALL = str(Path(__file__).parents[1] / "scenario" / "small.toml")
QUICK = (SMALL, "--runs", "2", "--months", "24")
Change = Callable[[IntArray], IntArray]


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Change], None]:
    """Changes the run's ledger of the compiled engine."""
    simulate = compiled.simulate

    def install(change: Change) -> None:
        def altered(parameters: object, key: int, with_program: bool = True) -> Ledger:
            ledger = simulate(parameters, key, with_program)  # type: ignore[arg-type]
            return Ledger(change(ledger.array().copy()), ledger.counted) if with_program else ledger

        monkeypatch.setattr(compiled, "simulate", altered)

    return install


def won(rows: IntArray) -> int:
    """Position of the first won deal."""
    return int((rows[:, 1] == Kind.WON).argmax())


def test_equal_engines(invoke: Run) -> None:
    result = invoke("verify", *QUICK)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith("equal, 2 replications, ")
    assert first.endswith(" rows")
    assert int(first.split()[3].replace(",", "")) > 1000
    assert second.startswith("metrics equal: ")
    assert "reference engine " in result.stderr
    assert "compiled engine " in result.stderr


def test_quiet_and_json(invoke: Run) -> None:
    result = invoke("verify", *QUICK, "--seed", "5", "--json", "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["schema_version"] == 1
    assert (found["scenario"], found["seed"], found["months"]) == ("small", 5, 24)
    assert found["equal"] is found["metrics_equal"] is True
    assert found["replications"] == 2
    assert found["row_difference"] is found["metric_difference"] is found["failure"] is None
    assert found["rows"] != json.loads(invoke("verify", *QUICK, "--json").stdout)["rows"]


def test_the_default_is_twenty(invoke: Run) -> None:
    settings = ("--set", "gate.month=3", "--months", "3", "--quiet")
    assert invoke("verify", SMALL, *settings).stdout.startswith("equal, 20 replications, ")
    assert invoke("verify", SMALL, *settings, "--runs", "1").stdout.startswith("equal, 1 replication, ")


def test_a_cent_too_much(invoke: Run, changed: Callable[[Change], None]) -> None:
    def a_cent(rows: IntArray) -> IntArray:
        rows[won(rows), 4] += 1
        return rows

    changed(a_cent)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert result.stdout.startswith("NOT EQUAL: small, seed 1, replication 0\n")
    assert "In the future with the program the first row that differs is row " in result.stdout
    assert "It differs in the amount.\n" in result.stdout
    lines = result.stdout.splitlines()
    reference, other = lines.index("Reference engine (the row is marked with >)"), len(lines)
    other = lines.index("Compiled engine (the row is marked with >)")
    for start in (reference, other):
        assert lines[start + 1].split() == ["row", "day", "month", "partner", "deal", "USD", "at", "list", "event"]
        table = lines[start + 2 : start + 8]
        assert [line[0] for line in table] == [" ", " ", " ", ">", " ", " "], "three rows before, two after"
        assert "deal won" in table[3]
        assert "ref" in table[3] or "res" in table[3]
    one, two = (float(lines[start + 5].split()[6].replace(",", "")) for start in (reference, other))
    assert two == pytest.approx(one + 0.01)
    assert lines[reference + 2 : reference + 5] == lines[other + 2 : other + 5]


def test_the_json_of_a_difference(invoke: Run, changed: Callable[[Change], None]) -> None:
    def a_day(rows: IntArray) -> IntArray:
        rows[won(rows), 0] += 1
        return rows

    changed(a_day)
    result = invoke("verify", *QUICK, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["equal"] is False
    assert found["metrics_equal"] is None
    difference = found["row_difference"]
    assert (difference["replication"], difference["ledger"]) == (0, "run")
    assert difference["differs_in"] == ["day"]
    days = [
        next(event["day"] for event in difference["engines"][engine]["events"] if event["row"] == difference["row"])
        for engine in ("reference", "compiled")
    ]
    assert days[1] == days[0] + 1


def test_a_ledger_that_ends_early(invoke: Run, changed: Callable[[Change], None]) -> None:
    changed(lambda rows: rows[:-1])
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert "It differs in" not in result.stdout
    assert result.stdout.splitlines()[-1] == "> the ledger ends here"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("kind", 119, "unknown event (kind 119, detail 0)"),
        ("partner", 10**6, "number 1000000 "),
        ("partner", -7, "number -7 "),
        ("detail", 10**6, "unknown event (kind 32, detail 1000000)"),
        ("deal", 10**9, " 3906250/0 "),
    ],
)
def test_a_row_without_sense_is_shown_all_the_same(
    column: str, value: int, said: str, invoke: Run, changed: Callable[[Change], None]
) -> None:
    def nonsense(rows: IntArray) -> IntArray:
        rows[won(rows), COLUMNS.index(column)] = value
        return rows

    changed(nonsense)
    asked = ("verify", *QUICK, "--set", "archetypes.reseller.candidates_per_month=0")
    shown = invoke(*asked)
    assert shown.exit_code == 1
    _, compiled_row = (line for line in shown.stdout.splitlines() if line.startswith(">"))
    assert said in compiled_row
    assert json.loads(invoke(*asked, "--json").stdout)["row_difference"]["differs_in"] == [column]


def test_the_twin_is_compared(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate = compiled.simulate

    def altered(parameters: object, key: int, with_program: bool = True) -> Ledger:
        ledger = simulate(parameters, key, with_program)  # type: ignore[arg-type]
        return ledger if with_program else Ledger(ledger.array()[1:])

    monkeypatch.setattr(compiled, "simulate", altered)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert "In the twin without a program the first row that differs is row 1 (" in result.stdout


def test_metrics_are_compared(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate_worlds = verification.simulate_worlds

    def altered(*arguments: object) -> list[WorldResult]:
        results = simulate_worlds(*arguments)  # type: ignore[arg-type]
        results[1].monthly[0, metric_set_of(load_scenario(SMALL)).position["recruited_revenue"], 6] += 100
        return results

    monkeypatch.setattr(verification, "simulate_worlds", altered)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert result.stdout.startswith("NOT EQUAL: small, seed 1, replication 1\nThe ledgers of 2 replications are equal.")
    assert "recruited_revenue of month 7, in USD" in result.stdout
    found = json.loads(invoke("verify", *QUICK, "--json").stdout)
    assert found["metrics_equal"] is False
    values = found["metric_difference"]["values"]
    assert values["compiled"] == pytest.approx(values["reference"] + 1)


def test_totals_are_compared(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate_worlds = verification.simulate_worlds

    def altered(*arguments: object) -> list[WorldResult]:
        results = simulate_worlds(*arguments)  # type: ignore[arg-type]
        results[0].totals[0, 3] += 1
        return results

    monkeypatch.setattr(verification, "simulate_worlds", altered)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert "payback_month of the whole future\n" in result.stdout


def test_an_engine_that_fails_at_many_worlds_alone(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sums would be those of single ledgers then, and prove nothing of the sums that runs are made of."""

    def broken(*_: object) -> NoReturn:
        raise TypeError("a bug in the batch")

    monkeypatch.setattr(compiled, "simulate_worlds", broken)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert "The compiled engine failed: TypeError: a bug in the batch" in result.stdout


def test_an_engine_that_fails(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Ledger:
        raise ZeroDivisionError("nothing to share")

    monkeypatch.setattr(compiled, "simulate", broken)
    result = invoke("verify", *QUICK)
    assert result.exit_code == 1
    assert "The compiled engine failed: ZeroDivisionError: nothing to share" in result.stdout
    failure = json.loads(invoke("verify", *QUICK, "--json").stdout)["failure"]
    assert failure == {"replication": 0, "engine": "compiled", "reason": "ZeroDivisionError: nothing to share"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'SCENARIO'"),
        (["nowhere"], "there is no ready-made scenario 'nowhere'"),
        ([SMALL, "--runs", "0"], "'--runs': 0 is not in the range"),
        ([SMALL, "--set", "gate.threshold=15"], "gate.threshold: is a fraction: write 0.15 for 15%"),
        ([SMALL, "--months", "0"], "'--months': 0 is not in the range"),
        ([SMALL, "--seed", "-1"], "'--seed': -1 is not in the range"),
        ([SMALL, SMALL], "unexpected extra argument"),
    ],
)
def test_what_cannot_be_verified(arguments: list[str], said: str, invoke: Run) -> None:
    result = invoke("verify", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
