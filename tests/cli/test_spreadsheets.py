"""19.21: one table a folder that a spreadsheet opens, and in every data file whose results it has."""

import csv
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.report.tables.spreadsheet import write_table
from tests.cli.conftest import Run

SIZE = ("--set", "months=6", "--set", "gate.month=6", "--runs", "4", "--futures", "1", "--quiet", "--out", "o")
SCENARIO = ("--set", "currency=CHF", "--seed", "7")
RATE = "archetypes.reseller.terms.rate"
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


README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_row_has_its_unit(invoke: Run, tmp_path: Path, name: str) -> None:
    """19.21: amounts in the currency, everything else in words; levers too."""
    assert invoke(*COMMANDS[name], *SCENARIO, *SIZE).exit_code == 0
    with (tmp_path / "o" / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    what = "metric" if name == "tables.csv" else "outcome"
    units = {row[what]: row["unit"] for row in rows}
    assert all(units.values())
    assert "money" not in units.values()
    assert {units[each] for each in units if each.endswith(("_revenue", "_contribution", "trough", "npv"))} == {"CHF"}
    assert units.get("odds", "probability") == "probability"
    levers = [head for head in rows[0] if f"{head} (unit)" in rows[0]]
    assert levers == (["archetypes.reseller.terms.rate"] if name == "sweep.csv" else [])
    assert {row[f"{lever} (unit)"] for row in rows for lever in levers} <= {"money rate (fraction of 1)"}


@pytest.mark.parametrize(
    ("over", "units"),
    [
        ("phases.pilot.fixed_cost_per_month=1000:2000:2", ["CHF a month"]),
        ("phases.*.managers*=1:2:2", ["factor"]),
        ("program.onboarding_cost=100:200:2", ["CHF"]),
        ("mix=own/other:reseller=.7,referral=.3", ["name"]),
    ],
)
def test_units_of_levers(invoke: Run, tmp_path: Path, over: str, units: list[str]) -> None:
    done = invoke("sweep", "coach", "--over", over, *SCENARIO, *SIZE, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [lever["unit"] for lever in found["over"]] == units
    with (tmp_path / "o" / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row[f"{lever['path']} (unit)"] for row in rows for lever in found["over"]} == set(units)


def test_a_sweep_in_a_table_is_that_of_its_json(invoke: Run, tmp_path: Path) -> None:
    """19.21: each row, those of the held elasticities too."""
    done = invoke(*COMMANDS["sweep.csv"], "--maximise", "active_partners", *SCENARIO, *SIZE, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    with (tmp_path / "o" / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["elasticity"], row[RATE], row["outcome"]): row for row in csv.DictReader(file)}
    answers = {"as stated": found["points"], **{name: each["points"] for name, each in found["elasticity"].items()}}
    seen = 0
    for name, points in answers.items():
        for point in points:
            at = (name, str(point["values"][RATE]))
            gate = point["gate"]
            exact = {"odds": {"mean": gate["pass_probability"], "ci_low": gate["ci_low"], "ci_high": gate["ci_high"]}}
            exact |= {key: {"mean": gate[key]} for key in gate if key.endswith("_pass_probability")}
            exact |= {key: value for key, value in point.items() if isinstance(value, dict) and "p50" in value}
            for outcome, figures in exact.items():
                row, seen = rows[(*at, outcome)], seen + 1
                for part in ("mean", "ci_low", "ci_high", "p10", "p50", "p90"):
                    assert row[part] == ("" if figures.get(part) is None else str(figures[part]))
                assert row["digest"] == point["digest"]
                for part in ("month", "threshold", "measure", "window_months", "required_probability", "verdict"):
                    assert row[f"gate_{part}"] == str(gate[part])
                if outcome in found["outcomes"]:
                    unit = found["outcomes"][outcome]["unit"]
                    assert row["unit"] == ("CHF" if unit == "money" else unit)
    assert seen == len(rows) == 6 * 12
    assert found["outcomes"]["active_partners"]["unit"] == "partners"


def test_drawn_inputs_have_their_units(invoke: Run, tmp_path: Path) -> None:
    assert invoke(*COMMANDS["tables.csv"], *SCENARIO, *SIZE).exit_code == 0
    schema = pq.read_schema(tmp_path / "o" / "parameters.parquet")
    units = {field.name: (field.metadata or {}).get(b"unit", b"").decode() for field in schema}
    assert all(units[name] for name in schema.names[1:])
    assert units["archetypes.reseller.acv_median"] == "CHF"
    assert units["archetypes.reseller.win_probability"] == "probability"


def test_definitions_that_overlap_say_so(invoke: Run, tmp_path: Path) -> None:
    assert invoke(*COMMANDS["tables.csv"], *SCENARIO, *SIZE).exit_code == 0
    schema = pq.read_schema(tmp_path / "o" / "monthly.parquet")
    told = {field.name: field.metadata[b"definition"].decode() for field in schema}
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text(encoding="utf-8"))
    assert {name: one["definition"] for name, one in manifest["columns"]["monthly.parquet"].items()} == told
    assert "contains conflict_deals" in told["lost_deals"]
    for part, whole in (
        ("conflict_deals", "lost_deals"), ("capped_partners", "selling_partners"),
        ("qualified_opportunities", "raw_opportunities"),
    ):  # fmt: skip
        assert told[part].endswith(f"; part of {whole}")
        data = pq.read_table(tmp_path / "o" / "monthly.parquet").to_pydict()
        assert all(less <= more for less, more in zip(data[part], data[whole], strict=True))


@pytest.mark.parametrize("name", ["comparison.csv", "sweep.csv"])
def test_the_reference_names_the_columns(invoke: Run, tmp_path: Path, name: str) -> None:
    """19.21: what README says is in a row is what is in it, in this order."""
    assert invoke(*COMMANDS[name], "--set", "fiscal_year_month=7", *SCENARIO, *SIZE).exit_code == 0
    with (tmp_path / "o" / name).open(encoding="utf-8-sig", newline="") as file:
        heads = next(csv.reader(file))
    line = next(each for each in README.read_text("utf-8").splitlines() if each.startswith(f"| `{name}` |"))
    told = re.findall(r"`([\w<> ()]+)`", line.split("|", 2)[2])
    lever = {"<lever>": RATE, "<lever> (unit)": f"{RATE} (unit)"}
    assert [lever.get(each, each) for each in told] == heads
