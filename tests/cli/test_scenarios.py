"""``partnersim scenarios``, ``validate`` and ``explain``."""

import json
import tomllib
from pathlib import Path

import pytest

from sim.report.run.inputs import grades_line
from sim.scenario.assumptions import basis_of
from sim.scenario.catalogue import field_table
from sim.scenario.load import load_scenario, ready_made_folder, ready_made_names

from .conftest import Run


def test_list_and_show(invoke: Run) -> None:
    listed = invoke("scenarios").stdout
    assert listed == invoke("scenarios", "list").stdout
    for name in ready_made_names():
        assert f"{name} " in listed
        shown = invoke("scenarios", "show", name).stdout
        assert tomllib.loads(shown).get("name", name) == name
        assert shown == (ready_made_folder() / f"{name}.toml").read_text(encoding="utf-8")
    wrong = invoke("scenarios", "show", "coahc")
    assert wrong.exit_code == 2
    assert "Did you mean 'coach'?" in wrong.stderr


def test_new_file_is_coach_under_another_name_and_is_never_overwritten(invoke: Run, tmp_path: Path) -> None:
    assert invoke("scenarios", "new", "My Plan").stdout == "My Plan.toml\n"
    mine = load_scenario(tmp_path / "My Plan.toml")
    coach = load_scenario("coach")
    same = {"name": coach.name, "title": coach.title, "inherited_ranges": coach.inherited_ranges}
    assert mine.name == "my_plan"
    assert mine.model_copy(update=same) == coach
    (tmp_path / "My Plan.toml").write_text("mine", encoding="utf-8")
    again = invoke("scenarios", "new", "My Plan.toml")
    assert again.exit_code == 2
    assert "already" in again.stderr
    assert (tmp_path / "My Plan.toml").read_text(encoding="utf-8") == "mine"
    nowhere = invoke("scenarios", "new", "no/such/folder/x")
    assert nowhere.exit_code == 2
    assert "no/such/folder/x.toml: cannot be written" in nowhere.stderr


@pytest.mark.parametrize("parent", ["coach_ready", "plans/first.toml", "plans/first"])
def test_new_file_builds_on_the_scenario_that_is_named(invoke: Run, tmp_path: Path, parent: str) -> None:
    """18.4: a ready-made name or a file, which is found from the new file's folder."""
    (tmp_path / "plans").mkdir()
    for name in ("first.toml", "first"):
        (tmp_path / "plans" / name).write_text('extends = "coach_unready"\nmonths = 36\n', encoding="utf-8")
    for file in ("here.toml", "plans/there.toml"):
        assert invoke("scenarios", "new", file, "--extends", parent).stdout == f"{file}\n"
        mine, theirs = load_scenario(tmp_path / file), load_scenario(parent)
        same = {"name": theirs.name, "title": theirs.title, "inherited_ranges": theirs.inherited_ranges}
        assert mine.model_copy(update=same) == theirs
        assert mine.title.endswith(f"after {theirs.name}")
        for command in ("validate", "run", "explain"):
            assert f"partnersim {command} {file}\n" in (tmp_path / file).read_text(encoding="utf-8")


def test_new_file_of_no_parent_is_refused_and_not_written(invoke: Run, tmp_path: Path) -> None:
    wrong = invoke("scenarios", "new", "mine", "--extends", "coahc")
    assert wrong.exit_code == 2
    assert "Did you mean 'coach'?" in wrong.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["a b.toml", "a:b.toml", "it's.toml"])
def test_new_file_of_an_odd_name_is_valid(invoke: Run, tmp_path: Path, file: str) -> None:
    invoke("scenarios", "new", file)
    assert load_scenario(tmp_path / file).months == load_scenario("coach").months


def test_validate_prints_findings_and_every_problem(invoke: Run, tmp_path: Path) -> None:
    good = invoke("validate", "coach")
    assert good.exit_code == 0
    assert "coach: valid" in good.stdout
    assert "assumptions without a source" in good.stdout
    (tmp_path / "bad.toml").write_text('extends = "coach"\n[gate]\nthreshold = 10\nmonht = 3\n', encoding="utf-8")
    bad = invoke("validate", "coach", "bad.toml")
    assert bad.exit_code == 2
    assert "bad.toml:3: gate.threshold" in bad.stderr
    assert "bad.toml:4: gate.monht" in bad.stderr
    report = json.loads(invoke("validate", "coach", "bad.toml", "--json").stdout)
    assert [entry["valid"] for entry in report["scenarios"]] == [True, False]
    assert len(report["scenarios"][1]["problems"]) == 2


@pytest.mark.parametrize("name", ["coach", "coach_ready"])
def test_validate_and_the_page_of_a_run_count_the_same_inputs(name: str, invoke: Run) -> None:
    """Fields that do nothing at their default are told apart: they are no inputs, and no assumptions."""
    scenario, options = load_scenario(name), ("--set", "archetypes.reseller.usage_start_share=0.5")
    for asked in ((), options):
        stated = load_scenario(name, list(asked[1:]))
        found = json.loads(invoke("validate", name, *asked, "--json").stdout)["scenarios"][0]
        page = grades_line(stated)
        assert page.startswith(f"{found['fields']} inputs: ")
        assert f"{len(found['assumptions'])} without a source, of which {found['held_fixed']} were held fixed" in page
        assert found["fields"] + found["unused"] == len(field_table(stated))
        first, *lines = invoke("validate", name, *asked).stdout.splitlines()
        assert (
            f"valid ({found['fields']} inputs, {found['uncertain']} of them uncertain; {found['unused']} more" in first
        )
        assert any(f"without a source ({found['held_fixed']} held fixed)" in line for line in lines)
    assert found["fields"] == len([row for row in field_table(scenario) if not row.is_neutral]) + 1


def test_a_range_around_a_default_that_does_nothing_is_an_input() -> None:
    path = "archetypes.reseller.usage_start_share"
    drawn = load_scenario("coach", [f"uncertainty={{ '{path}' = {{ low = 0.5, high = 1.0 }} }}"])
    (row,) = [each for each in field_table(drawn) if each.path == path]
    assert not row.is_neutral
    assert basis_of(drawn).values == basis_of(load_scenario("coach")).values + 1


def test_validate_resolved_can_be_loaded_again(invoke: Run, tmp_path: Path) -> None:
    result = invoke("validate", "coach", "--resolved", "--set", "gate.threshold=0.2")
    (tmp_path / "again.toml").write_text(result.stdout, encoding="utf-8")
    assert load_scenario(tmp_path / "again.toml") == load_scenario("coach", ["gate.threshold=0.2"])
    assert invoke("validate", "coach", "coach", "--resolved").exit_code == 2


def test_explain_field_table_and_all(invoke: Run) -> None:
    one = invoke("explain", "coach", "gate.threshold").stdout
    for word in ("gate.threshold = 0.1", "share", "0 to 1", "lever", "R-45: ", "grade"):
        assert word in one
    drawn = invoke("explain", "coach", "archetypes.reseller.win_probability").stdout
    assert "p10 = " in drawn
    table = invoke("explain", "coach", "gate").stdout
    assert table.startswith("gate.month")
    assert "gate.threshold" in table
    assert "archetypes.reseller.acv_median" in invoke("explain", "coach").stdout
    fixed = invoke("explain", "coach", "gate.threshold", "--set", "gate.threshold=0.12").stdout
    assert "gate.threshold = 0.12" in fixed


def test_explain_unknown_path_suggests(invoke: Run) -> None:
    result = invoke("explain", "coach", "gate.treshold")
    assert result.exit_code == 2
    assert "Did you mean 'gate.threshold'?" in result.stderr


def test_explain_json_is_strict(invoke: Run) -> None:
    fields = json.loads(invoke("explain", "coach", "--json").stdout, parse_constant=pytest.fail)["fields"]
    keys = {"path", "value", "unit", "low", "high", "role", "rule", "source", "grade", "uncertainty"}
    assert keys <= set(fields[0])
