"""A source ends with what it was the source of: a value, or a range (19.4)."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli.main import commands
from sim.report.run.inputs import grades_line
from sim.scenario.assumptions import basis_of
from sim.scenario.catalogue import field_table, source_of
from sim.scenario.load import changed, load_scenario
from sim.scenario.schema import Scenario

CHURN = "vendor.direct.churn_per_year"
OTHER = "vendor.inbound.churn_per_year"
OWN = "{ low = 0.01, high = 0.02 }"
DOORS = ("file", "pattern", "extends", "overlay", "--set", "--set of one key", "Python")


def through(door: str, folder: Path, sources: str = "") -> Scenario:
    """``coach`` with another range of churn, and entries of ``[sources]`` in the same layer."""
    text = f'[uncertainty]\n"{CHURN}" = {OWN}\n[sources]\n{sources}\n'
    first = folder / "first.toml"
    if door == "pattern":
        text = text.replace(CHURN, "vendor.*.churn_per_year", 1)
    if door in ("file", "pattern", "extends"):
        first.write_text(f'extends = "coach"\n{text}', "utf-8")
        (folder / "second.toml").write_text('extends = "first.toml"\n', "utf-8")
        return load_scenario(first if door != "extends" else folder / "second.toml")
    if door == "overlay":
        first.write_text(text, "utf-8")
        return load_scenario("coach", overlays=[first])
    named = [f"sources.{line.replace(' = ', '=', 1)}" for line in sources.splitlines()]
    key = f"uncertainty.{CHURN}={OWN}" if door != "--set of one key" else f'uncertainty."{CHURN}".p90=0.3'
    if door == "Python":
        return changed(load_scenario("coach"), [*named, key])
    return load_scenario("coach", [*named, key])


@pytest.mark.parametrize("door", DOORS)
def test_another_range_ends_the_source(door: str, tmp_path: Path) -> None:
    """19.4: by every door; the other inputs keep theirs."""
    coach, scenario = load_scenario("coach"), through(door, tmp_path)
    assert coach.sources[CHURN].source == "E-21, E-36"
    assert source_of(scenario, CHURN).source == ""
    assert source_of(scenario, OTHER).source == ("" if door == "pattern" else "E-21, E-36")
    before, after = basis_of(coach), basis_of(scenario)
    ended = 2 if door == "pattern" else 1
    lost = [row.path for row in field_table(scenario) if row.is_assumption]
    kept = [row.path for row in field_table(coach) if row.is_assumption]
    assert len(lost) - len(kept) == ended
    assert after.unsourced_varied - before.unsourced_varied >= ended
    assert f"{len(lost)} without a source" in grades_line(scenario)


@pytest.mark.parametrize("door", DOORS)
def test_a_source_named_with_the_range_stands(door: str, tmp_path: Path) -> None:
    """19.4: in the same layer, or by ``--set`` in any order."""
    assert through(door, tmp_path, f'"{CHURN}" = "E-22"').sources[CHURN].source == "E-22"


@pytest.mark.parametrize("door", ["file", "overlay"])
def test_a_pattern_of_sources_names_one(door: str, tmp_path: Path) -> None:
    """19.4: an entry for a table above it."""
    scenario = through(door, tmp_path, '"vendor.direct" = "E-22"')
    row = next(row for row in field_table(scenario) if row.path == CHURN)
    assert row.source == "E-22"


def test_the_same_range_keeps_its_source(tmp_path: Path) -> None:
    """19.4: nothing is drawn otherwise, with the value stated again or without."""
    same = f'"{CHURN}" = {{ p10 = 0.07, p50 = 0.12, p90 = 0.2 }}'
    for number, above in enumerate(("", "[vendor.direct]\nchurn_per_year = 0.12\n")):
        path = tmp_path / f"same_{number}.toml"
        path.write_text(f'extends = "coach"\n{above}[uncertainty]\n{same}\n', "utf-8")
        scenario = load_scenario(path)
        assert scenario.uncertainty == load_scenario("coach").uncertainty
        assert scenario.sources == load_scenario("coach").sources


def test_a_first_range_ends_the_source_of_a_fixed_value() -> None:
    """19.4: what was one sourced number is now drawn from a range that the source does not state."""
    path = "vendor.payment_delay_months"
    assert load_scenario("coach").sources[path].source == "R-90"
    assert source_of(load_scenario("coach", [f"uncertainty.{path}={{low=0,high=3}}"]), path).source == ""


def test_what_is_printed_follows() -> None:
    """19.4: the first line of explain and its source, and the counts of validate."""
    option, runner = ["--set", f"uncertainty.{CHURN}={OWN}"], CliRunner()
    lines = runner.invoke(commands, ["explain", "coach", CHURN, *option]).output.splitlines()
    assert lines[0] == f"{CHURN} = 0.12 (0.011 to 0.019)"
    assert any(line.split() == ["source", "none:", "an", "assumption"] for line in lines)
    plain, own = (
        json.loads(runner.invoke(commands, ["validate", "coach", "--json", *more]).output)["scenarios"][0]
        for more in ([], option)
    )
    found = {one["path"] for one in own["assumptions"]} - {one["path"] for one in plain["assumptions"]}
    assert found == {CHURN}
