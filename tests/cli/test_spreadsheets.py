"""19.21: one table a folder that a spreadsheet opens, and in every data file whose results it has."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.report.tables.spreadsheet import write_table
from tests.cli.conftest import Run

SIZE = ("--set", "months=6", "--set", "gate.month=6", "--runs", "4", "--futures", "1", "--quiet", "--out", "o")
SCENARIO = ("--set", "currency=CHF", "--seed", "7")
COMMANDS = {
    "tables.csv": ("run", "coach"),
    "comparison.csv": ("compare", "coach", "coach_ready"),
    "sweep.csv": ("sweep", "coach", "--over", "archetypes.reseller.terms.rate=0.1:0.3:2"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_writes_a_table_that_says_whose_it_is(invoke: Run, tmp_path: Path, name: str) -> None:
    assert invoke(*COMMANDS[name], *SCENARIO, *SIZE).exit_code == 0
    content = (tmp_path / "o" / name).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert {row["currency"] for row in rows} == {"CHF"}
    assert {row["seed"] for row in rows} == {"7"}
    assert {row["scenario"] for row in rows} <= {"coach", "coach_ready"}
    assert all(len(row["digest"]) == 64 for row in rows)


def test_a_comparison_in_a_table_is_that_of_its_json(invoke: Run, tmp_path: Path) -> None:
    assert invoke(*COMMANDS["comparison.csv"], *SCENARIO, *SIZE).exit_code == 0
    found = json.loads((tmp_path / "o" / "comparison.json").read_text(encoding="utf-8"))
    with (tmp_path / "o" / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["letter"], row["outcome"]): row for row in csv.DictReader(file)}
    assert len(rows) == 2 * len(found["outcomes"])
    for name, outcome in found["outcomes"].items():
        for letter, scenario in zip("AB", found["scenarios"], strict=True):
            row, exact = rows[letter, name], scenario["outcomes"][name]
            assert row["unit"] == ("CHF" if outcome["unit"] == "money" else outcome["unit"])
            assert row["digest"] == scenario["digest"]
            for part in ("mean", "ci_low", "p90"):
                assert row[part] == ("" if exact[part] is None else str(exact[part]))
        change = found["differences"][0]["outcomes"][name]
        assert rows["A", name]["difference_from_a"] == ""
        for column, part in (("difference_from_a", "difference"), ("p_better_than_a", "p_better")):
            assert rows["B", name][column] == ("" if change[part] is None else str(change[part]))
        assert rows["B", name]["difference_ci_low"] == ("" if change["ci_low"] is None else str(change["ci_low"]))


def test_parquet_says_whose_it_is(invoke: Run, tmp_path: Path) -> None:
    assert invoke(*COMMANDS["tables.csv"], *SCENARIO, *SIZE).exit_code == 0
    digest = json.loads((tmp_path / "o" / "summary.json").read_text(encoding="utf-8"))["digest"]
    for name in ("monthly", "totals", "parameters"):
        metadata = pq.read_schema(tmp_path / "o" / f"{name}.parquet").metadata
        told = {key: metadata[key.encode()].decode() for key in ("scenario", "currency", "seed", "digest")}
        assert told == {"scenario": "coach", "currency": "CHF", "seed": "7", "digest": digest}


def test_no_text_is_read_as_a_formula(tmp_path: Path) -> None:
    """19.31: names such as @SUM(1) and -2+3; numbers stay numbers, and letters of any script stay."""
    write_table(
        tmp_path / "t.csv", [("@SUM(1)", -2.5), ("=1+1", 3), ("-2+3", None), ('日本, "x"', 1)], ("a", "b"), {"c": "+1"}
    )
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["a", "b", "c"], ["'@SUM(1)", "-2.5", "'+1"], ["'=1+1", "3", "'+1"], ["'-2+3", "", "'+1"],
        ["日本, \"x\"", "1", "'+1"],
    ]  # fmt: skip
