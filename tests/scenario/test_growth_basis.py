"""20.5: growth of existing partners relative to direct and inbound business, by every door."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sim.scenario.catalogue import field_table
from sim.scenario.lint import red_flags
from sim.scenario.lint.sizes import planned_roster_arr
from sim.scenario.lint.start import start_flags
from sim.scenario.load import changed, input_digest, load_scenario, resolved_dict, resolved_toml, scenario_of
from sim.scenario.parameters import parameters_of
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario

from .started import SCENARIO, written

PATH = "vendor.roster.growth_basis"
SET = f"{PATH}=relative"


def _file(folder: Path) -> Scenario:
    file = folder / "own.toml"
    file.write_text('extends = "coach"\n[vendor.roster]\ngrowth_basis = "relative"\n', encoding="utf-8")
    return load_scenario(file)


def _overlay(folder: Path) -> Scenario:
    file = folder / "over.toml"
    file.write_text('vendor.roster.growth_basis = "relative"\n', encoding="utf-8")
    return load_scenario("coach", overlays=[file])


def _extends(folder: Path) -> Scenario:
    _file(folder)
    child = folder / "child.toml"
    child.write_text('extends = "own.toml"\nname = "child"\n', encoding="utf-8")
    return load_scenario(child)


def _loaded_again(folder: Path) -> Scenario:
    file = folder / "resolved.toml"
    file.write_text(resolved_toml(load_scenario("coach", [SET])), encoding="utf-8")
    return load_scenario(file)


DOORS: Mapping[str, Callable[[Path], Scenario]] = {
    "file": _file,
    "extends": _extends,
    "overlay": _overlay,
    "set": lambda _: load_scenario("coach", [SET]),
    "variant": lambda _: changed(load_scenario("coach"), [SET]),
    "python": lambda _: scenario_of(load_scenario("coach"), [SET]),
    "loaded again": _loaded_again,
}


@pytest.mark.parametrize("door", DOORS)
def test_relative_growth_is_stated_by_every_door(door: str, tmp_path: Path) -> None:
    scenario = DOORS[door](tmp_path)
    assert [channel.growth_basis_is_relative for channel in parameters_of(scenario).vendor.channels] == [
        False,
        False,
        True,
    ]
    assert input_digest(scenario, 1, 1, 24) != input_digest(load_scenario("coach"), 1, 1, 24)
    assert "vendor.roster.arr_growth_per_year" in scenario.uncertainty, "its range is kept: it says another thing"


def test_absolute_growth_is_as_if_it_were_not_stated() -> None:
    stated = load_scenario("coach", [f"{PATH}=absolute"])
    assert input_digest(stated, 1, 1, 24) == input_digest(load_scenario("coach"), 1, 1, 24)
    assert "growth_basis" not in str(resolved_dict(stated))
    (field,) = (field for field in field_table(stated) if field.path == PATH)
    assert not field.is_assumption
    with pytest.raises(ScenarioError, match="growth_basis"):
        load_scenario("coach", [f"{PATH}=sideways"])
    with pytest.raises(ScenarioError, match=r"vendor\.direct\.growth_basis"):
        load_scenario("coach", ["vendor.direct.growth_basis=relative"])


def test_partners_that_meet_the_rule_are_judged_by_their_planned_growth() -> None:
    """$0.3M of existing partners at 10% beyond direct business, which grows by 50%: 0.3 x 1.65^2 after two years."""
    stated = [
        "vendor.direct.starting_arr=3e6", "vendor.direct.arr_growth_per_year=0.5", "vendor.inbound.starting_arr=0",
        "vendor.inbound.arr_growth_per_year=0", "vendor.roster.starting_arr=3e5",
        "vendor.roster.arr_growth_per_year=0.1", "vendor.roster.margin_rate=0", "gate.threshold=0.1",
    ]  # fmt: skip
    relative, absolute = load_scenario("coach", [*stated, SET]), load_scenario("coach", stated)
    assert planned_roster_arr(relative, 24) == pytest.approx(3e5 * (1.5 * 1.1) ** 2)
    assert planned_roster_arr(absolute, 24) == pytest.approx(3e5 * 1.1**2)
    shown = [flag.message for flag in red_flags(relative) if "partners from before the program bring" in flag.message]
    assert f"bring {0.121 / 1.121:.1%} of planned revenue" in shown[0]
    assert not [flag for flag in red_flags(absolute) if "partners from before the program bring" in flag.message]


def test_what_can_be_counted_is_judged_by_the_growth_of_both() -> None:
    """$1bn that grows by 140% for ten years can be counted; by 140% beyond 140% it cannot."""
    stated = [
        "months=120", "vendor.roster.starting_arr=1e9", "vendor.roster.arr_growth_per_year=1.4",
        "vendor.direct.arr_growth_per_year=1.4", "vendor.inbound.arr_growth_per_year=0",
    ]  # fmt: skip
    load_scenario("coach", stated)
    with pytest.raises(ScenarioError, match=r"vendor\.roster\.arr_growth_per_year: the ARR planned for month 120"):
        load_scenario("coach", [*stated, SET])


def test_growth_of_last_year_that_does_not_act_is_told(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, SCENARIO + "[start.growth_last_year]\nroster = 0.1\ndirect = 0.2\n"))
    told = "start.growth_last_year.roster: does not act"
    assert not any(flag.message.startswith(told) for flag in start_flags(scenario))
    assert any(flag.message.startswith(told) for flag in start_flags(changed(scenario, [SET])))
