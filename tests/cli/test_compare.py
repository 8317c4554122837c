"""``partnersim compare`` as a user types it."""

import json
from pathlib import Path

import pytest

from sim.cli.status import Refusal
from sim.cli.variants import Variant, variant

from .conftest import SMALL, Run, typed

RATE = "archetypes.reseller.terms.rate"


@pytest.mark.parametrize(
    ("text", "name", "settings"),
    [
        ("coach", "coach", ()),
        ("my.toml", "my.toml", ()),
        ("coach:gate.month=12", "coach", ("gate.month=12",)),
        (f"a/my.toml:{RATE}=0.3,gate.month=12", "a/my.toml", (f"{RATE}=0.3", "gate.month=12")),
        ("C:/odd:place/my.toml", "C:/odd:place/my.toml", ()),
        ("C:/my.toml:gate.month=12", "C:/my.toml", ("gate.month=12",)),
        ("x:phase_order=['a','b'],months=24", "x", ("phase_order=['a','b']", "months=24")),
        ("x:uncertainty.b={low=1,high=2},months=24", "x", ("uncertainty.b={low=1,high=2}", "months=24")),
        ("x:title='one, b=2',months=24", "x", ("title='one, b=2'", "months=24")),
        ("x:title=one, two", "x", ("title=one, two",)),
    ],
)
def test_variants_are_taken_apart(text: str, name: str, settings: tuple[str, ...]) -> None:
    assert variant(text) == Variant(name, (), settings)


def test_labels_of_variants() -> None:
    assert variant("folder/my.toml:gate.month=12").label == "my:gate.month=12"
    with pytest.raises(Refusal, match="a variant is NAME:PATH=VALUE"):
        variant("coach:0.3")


def test_page_and_files(invoke: Run, tmp_path: Path) -> None:
    result = invoke("compare", "coach", f"coach:{RATE}=0.30", "coach", *SMALL)
    assert result.exit_code == 0, result.output
    assert "Gate: 10% sourced at month 24 over 3 months" in result.stdout
    assert "C is the same as A: nothing differs in any future." in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    (folder,) = (tmp_path / "reports").iterdir()
    assert folder.name.startswith("compare-coach-")
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json", "comparison.json", "comparison.csv", "compare.svg", "compare.png",
        "difference.svg", "difference.png",
        "scenario-A.toml", "scenario-B.toml", "scenario-C.toml",
    }  # fmt: skip
    again = invoke("compare", "coach", f"coach:{RATE}=0.30", "coach", *SMALL)
    assert again.stdout == result.stdout
    assert [path.name for path in (tmp_path / "reports").iterdir()] == [folder.name]


def test_json_is_the_file_and_agrees_with_run(invoke: Run, tmp_path: Path) -> None:
    result = invoke("compare", "coach", f"coach:{RATE}=0.30", *SMALL, "--out", "found", "--json")
    found = json.loads(result.stdout)
    assert found == json.loads((tmp_path / "found" / "comparison.json").read_text())
    assert found["base"] == "coach"
    assert [row["label"] for row in found["scenarios"]] == ["coach", f"coach:{RATE}=0.30"]
    assert [row["label"] for row in found["differences"]] == [f"coach:{RATE}=0.30"]
    run = json.loads(invoke("run", "coach", *SMALL, "--set", f"{RATE}=0.30", "--json").stdout)
    assert found["scenarios"][1]["digest"] == run["digest"]
    for key in ("month", "threshold", "pass_probability", "ci_low", "ci_high", "verdict"):
        assert found["scenarios"][1]["gate"][key] == run["gate"][key]


def test_overlays_and_settings_apply_to_all_and_a_variant_wins(invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "late.toml").write_text("[gate]\nmonth = 20\nthreshold = 0.2\n")
    result = invoke(
        "compare", "coach", "coach:gate.month=22", "--with", "late.toml", "--set", "gate.month=21", "--json", *SMALL
    )
    gates = [row["gate"] for row in json.loads(result.stdout)["scenarios"]]
    assert [gate["month"] for gate in gates] == [21, 22]
    assert [gate["threshold"] for gate in gates] == [0.2, 0.2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("coach",), "name at least two scenarios"),
        (("coach", "coahc"), "Did you mean 'coach'?"),
        (("coach", "coach:gate.thresold=0.1"), "Did you mean 'gate.threshold'?"),
        (("coach", "coach:gate.threshold="), "coach:gate.threshold=: the value is empty"),
        (("coach", "coach:currency='EUR'"), "cannot be compared"),
        (("coach", "coach", "--with", "nowhere.toml"), "nowhere.toml: there is no such file"),
        (("coach", "coach:months=12,gate.month=12"), "after the shortest horizon of 12 months"),
    ],
)
def test_what_cannot_be_compared_ends_with_status_2(arguments: tuple[str, ...], said: str, invoke: Run) -> None:
    result = invoke("compare", *arguments, "--runs", "2", "--quiet")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_a_folder_of_others_is_left_alone(invoke: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note.txt").write_text("keep")
    result = invoke("compare", "coach", "coach", *SMALL, "--out", "mine")
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["note.txt"]


def test_as_typed(tmp_path: Path) -> None:
    done = typed(tmp_path, "compare", "coach", "coach_ready", *SMALL)
    assert done.returncode == 0, done.stderr
    assert "95% interval" in done.stdout
    assert done.stderr == ""


def test_precision_is_said_on_the_page_and_in_json(invoke: Run) -> None:
    asked = ("compare", "coach", f"coach:{RATE}=0.30", *SMALL, "--precision", "0.01", "--max-runs", "5", "--out", "x")
    page = invoke(*asked)
    assert page.exit_code == 0, page.output
    assert "Stopped at 5 runs; requested: odds known to ± 1%" in " ".join(page.stdout.split())
    assert max(map(len, page.stdout.splitlines())) <= 80
    found = json.loads(invoke(*asked, "--json").stdout)
    assert found["precision"]["half_width"] == 0.01
    assert len(found["precision"]["scenarios"]) == 2
    assert [each["stopped"] for each in found["precision"]["scenarios"]] == ["max runs", "max runs"]
    assert found["runs"] == 5
