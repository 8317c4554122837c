"""``partnersim sweep``: page, JSON, files, refusals."""

import csv
import json
import re
from pathlib import Path

import pytest

from .conftest import Run, typed

RATE = "archetypes.reseller.terms.rate"
SMALL = ("--runs", "3", "--months", "24", "--workers", "1", "--quiet")
FILES = {"manifest.json", "scenario.toml", "summary.json", "sweep.csv", "sweep.png", "sweep.svg"}


def test_page_files_and_json(invoke: Run, tmp_path: Path) -> None:
    result = invoke("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", *SMALL)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "…" not in result.stdout
    assert "program contribution is greatest" in " ".join(result.stdout.split())
    assert "pay elasticity" in result.stdout
    (folder,) = (tmp_path / "reports").iterdir()
    assert {path.name for path in folder.iterdir()} == FILES
    with (folder / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    odds = [row for row in rows if row["outcome"] == "odds"]
    assert [row[RATE] for row in odds] == ["0.1", "0.2", "0.3"] * 3
    assert [row["elasticity"] for row in odds[::3]] == ["as stated", "p10", "p90"]
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    printed = json.loads(invoke("sweep", "coach", "--over", f"{RATE}=0.1:0.3:3", *SMALL, "--json").stdout)
    assert printed == summary
    single = invoke("run", "coach", "--set", f"{RATE}=0.2", *SMALL, "--json")
    assert printed["points"][1]["digest"] == json.loads(single.stdout)["digest"]
    assert printed["points"][1]["input_digest"] == json.loads(single.stdout)["input_digest"]


def test_two_levers_overlay_and_precision(invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "slow.toml").write_text("[archetypes.reseller]\nwin_probability = 0.2\n", encoding="utf-8")
    arguments = (
        "sweep", "coach", "--with", "./slow.toml", "--over", f"{RATE}=0.1:0.3:2", "--over",
        "readiness.product_maturity=0.3:0.9:2", *SMALL, "--precision", "0.4", "--max-runs", "6", "--out", "here",
    )  # fmt: skip
    result = invoke(*arguments)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "…" not in result.stdout
    assert "Stopped at" in result.stdout
    assert "win_probability = 0.2" in (tmp_path / "here" / "scenario.toml").read_text(encoding="utf-8")
    assert invoke(*arguments).stdout == result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing option '--over'"),
        (["--over", RATE], "start:stop:points"),
        (["--over", f"{RATE}=0.1:0.1001:5"], "basis points"),
        (["--over", f"{RATE}=0.5:1.5:3"], "rate=0.5:1.5:3: must be at most 1 "),
        (["--over", "archetypes.reseller.terms.rat=0.1:0.2:2"], f"Did you mean '{RATE}'?"),
        (["--over", "mix=reseler:0:1:3"], "Did you mean 'reseller'?"),
        (["--over", "mix=reseller=.7,referral=.2/own"], "must sum to 1 (they sum to 0.9)"),
        (["--over", "mix=reseller=70,referral=30/own"], "Write 0.7 for 70%"),
        (["--over", "mix=own/reseller=1", "--over", f"{RATE}=0.1:0.2:2"], "named mixes have no order"),
        (["--over", f"{RATE}=0.1:0.2:2", "--with", "nothing"], "no overlay 'nothing'"),
        (["--over", f"{RATE}=0.1:0.2:2", "--precision", "0.7"], "'--precision': 0.7 is not in the range"),
        (["--over", f"{RATE}=0.1:0.2:2", "--max-runs", "0"], "'--max-runs': 0 is not in the range"),
        (["--over", f"{RATE}=0.1:0.2:2", "--out", "mine"], "mine: is not empty"),
        (["--over", f"{RATE}=0.1:0.2:2", "--maximise", "program_coast"], "Did you mean 'program_cost'?"),
        (["--over", f"{RATE}=0.1:0.2:2", "--maximise", "zzz"], "There are: acquisition_cost, "),
        (["--over", f"{RATE}=0.1:0.2:2", "--maximise", "payback_month"], "pays_back is the share of futures"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    result = invoke("sweep", "coach", *arguments, "--runs", "2", "--quiet")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_as_a_user_types_it(tmp_path: Path) -> None:
    done = typed(tmp_path, "sweep", "coach", "--over", f"{RATE}=0.1:0.2:2", *SMALL, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split()).lower()
    assert re.search("program contribution (is greatest at reseller.terms.rate|does not differ as printed: )", said)
    assert done.stderr == ""


MIXES = "mix=own/heavy:reseller=.7,referral=.3/referral=.4,alliance=.6"


def test_mixes(invoke: Run, tmp_path: Path) -> None:
    result = invoke("sweep", "coach", "--over", MIXES, *SMALL, "--out", "mixes")
    assert result.exit_code == 0, result.stderr
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert "…" not in result.stdout
    page = " ".join(result.stdout.split())
    assert "the same contacts a month, managers, other staff and fixed cost in each phase" in page
    assert "By program contribution, best first" in page
    assert "alliance has 3 names for" in page
    assert {path.name for path in (tmp_path / "mixes").iterdir()} == FILES
    with (tmp_path / "mixes" / "sweep.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome"] == "odds"]
    assert [row["mix"] for row in rows[:3]] == ["own mix", "heavy", "alliance 60%, referral 40%"]
    assert [row["mix.reseller"] for row in rows[:3]] == ["0.45", "0.7", "0.0"]
    found = json.loads(invoke("sweep", "coach", "--over", MIXES, *SMALL, "--out", "mixes", "--json").stdout)
    settings = [part for path, share in found["points"][1]["set"].items() for part in ("--set", f"{path}={share}")]
    single = json.loads(invoke("run", "coach", *settings, *SMALL, "--json").stdout)
    assert found["points"][1]["digest"] == single["digest"]
    assert found["points"][1]["input_digest"] == single["input_digest"]
    assert found["mixes"]["base"] == "own mix"
    assert sorted(found["mixes"]["rankings"]["odds"]["order"]) == sorted(row["mix"] for row in rows[:3])


def test_the_share_of_an_archetype_and_a_second_lever(invoke: Run) -> None:
    over = ("--over", "mix=reseller:0:1:3", "--over", f"{RATE}=0.1:0.2:2")
    result = invoke("sweep", "coach", *over, *SMALL, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["points"][2]["values"] == {"mix.reseller": 0.5, RATE: 0.1}
    shares = [share for path, share in found["points"][2]["set"].items() if path.startswith("mix.")]
    assert sum(shares) == pytest.approx(1, abs=1e-11)
    assert found["mixes"] is None
