"""Layers: what wins, what a later value ends, and the resolved form."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.distributions import JQPD, Uniform
from sim.scenario.load import (
    ScenarioError,
    input_digest,
    load_scenario,
    ready_made_folder,
    ready_made_names,
    resolved_dict,
    resolved_toml,
)
from sim.scenario.schema import ReadinessPath, Scenario

SMALL = Path(__file__).parent / "small.toml"
WIN = "archetypes.reseller.win_probability"


def written(folder: Path, text: str, name: str = "child") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, "utf-8")
    return file


def child(folder: Path, text: str, name: str = "child") -> Scenario:
    return load_scenario(written(folder, f'extends = "{SMALL.as_posix()}"\n{text}', name))


def test_small_loads_with_its_name_and_defaults() -> None:
    scenario = load_scenario(SMALL)
    assert scenario.name == "small"
    assert scenario.gate.month == 24
    assert scenario.archetypes["reseller"].terms.rate == 0.25
    assert scenario.uncertainty["readiness.product_maturity"] == JQPD(p10=0.4, p50=0.65, p90=0.9)
    assert scenario.sources["archetypes.reseller"].grade is None


def test_precedence_of_base_child_overlay_and_override(tmp_path: Path) -> None:
    file = written(tmp_path, f'extends = "{SMALL.as_posix()}"\n[gate]\nwindow_months = 6\nthreshold = 0.2\nmonth = 12')
    overlay = written(tmp_path, 'name = "over"\ntitle = "Over"\n[gate]\nthreshold = 0.3\nmonth = 18', "overlay")
    scenario = load_scenario(file, ["gate.month=20"], [overlay])
    assert (scenario.gate.window_months, scenario.gate.threshold, scenario.gate.month) == (6, 0.3, 20)
    assert (scenario.name, scenario.title) == ("child", "Small")


def test_name_is_made_valid(tmp_path: Path) -> None:
    assert child(tmp_path, "", "2-My Plan (B)").name == "my_plan_b"
    assert child(tmp_path, "", "12").name == "scenario"
    assert child(tmp_path, 'name = "mine"').name == "mine"


def test_tables_merge_and_arrays_are_replaced(tmp_path: Path) -> None:
    scenario = child(tmp_path, "[archetypes.referral.terms]\nlater_rates = [0.1, 0.05]")
    assert scenario.archetypes["referral"].terms.later_rates == (0.1, 0.05)
    assert scenario.archetypes["referral"].terms.rate == 0.12


@pytest.mark.parametrize("layer", ["file", "overlay", "override"])
def test_a_later_value_is_certain(tmp_path: Path, layer: str) -> None:
    text = "[archetypes.reseller]\nwin_probability = 0.4\n"
    if layer == "file":
        scenario = child(tmp_path, text)
    elif layer == "overlay":
        scenario = load_scenario(SMALL, overlays=[written(tmp_path, text)])
    else:
        scenario = load_scenario(SMALL, [f"{WIN}=0.4"])
    assert scenario.archetypes["reseller"].win_probability == 0.4
    assert WIN not in scenario.uncertainty
    assert scenario.correlation.pairs == ()
    assert len(scenario.uncertainty) == 7


def test_a_later_value_leaves_its_factor() -> None:
    one = load_scenario(SMALL, ["readiness.sales_clarity=0.9"])
    assert one.correlation.factors["readiness"].paths == ("readiness.product_maturity",)
    both = load_scenario(SMALL, ["readiness.sales_clarity=0.9", "readiness.product_maturity=0.9"])
    assert both.correlation.factors == {}


def test_number_and_readiness_path_replace_each_other() -> None:
    scenario = load_scenario(
        SMALL,
        [
            "readiness.product_maturity={months=[1,6], scores=[0.3,0.9]}",
            "readiness.organisational_capacity=0.6",
        ],
    )
    assert scenario.readiness.product_maturity == ReadinessPath(months=(1, 6), scores=(0.3, 0.9))
    assert scenario.readiness.organisational_capacity == 0.6
    assert "readiness.product_maturity" not in scenario.uncertainty
    longer = load_scenario(SMALL, ["readiness.organisational_capacity.scores=[0.1, 0.2]"])
    assert longer.readiness.organisational_capacity == ReadinessPath(months=(1, 12), scores=(0.1, 0.2))


def test_a_layer_may_state_value_and_uncertainty(tmp_path: Path) -> None:
    text = f'[archetypes.reseller]\nwin_probability = 0.4\n[uncertainty]\n"{WIN}" = {{ low = 0.3, high = 0.5 }}'
    assert child(tmp_path, text).uncertainty[WIN] == Uniform(low=0.3, high=0.5)


def test_uncertainty_is_replaced_or_amended_by_set() -> None:
    kept = load_scenario(SMALL, ['uncertainty."readiness.product_maturity".p10=0.5'])
    assert kept.uncertainty["readiness.product_maturity"] == JQPD(p10=0.5, p50=0.65, p90=0.9)
    replaced = load_scenario(SMALL, ["uncertainty.readiness.product_maturity={low=0.1,high=0.2}"])
    assert replaced.uncertainty["readiness.product_maturity"] == Uniform(low=0.1, high=0.2)
    assert len(replaced.correlation.factors["readiness"].paths) == 2


def test_a_new_value_does_not_keep_the_old_source(tmp_path: Path) -> None:
    moved = load_scenario(SMALL, ["archetypes.reseller.size_sigma=1.1", "archetypes.reseller.acv_median=34000"])
    assert moved.sources["archetypes.reseller.size_sigma"].source == ""
    assert "archetypes.reseller.acv_median" not in moved.sources
    text = '[archetypes.reseller]\nsize_sigma = 1.1\n[sources]\n"archetypes.reseller.size_sigma" = "E-07"'
    assert child(tmp_path, text).sources["archetypes.reseller.size_sigma"].source == "E-07"


def test_set_takes_toml_values_and_bare_words() -> None:
    scenario = load_scenario(
        SMALL,
        [
            "vendor.resale_booking=gross",
            'title="A = B"',
            "currency=EUR",
            "gate.threshold=0.2",
            "gate={month=12}",
        ],
    )
    assert scenario.vendor.resale_booking == "gross"
    assert (scenario.title, scenario.currency) == ("A = B", "EUR")
    assert (scenario.gate.threshold, scenario.gate.month) == (0.2, 12)


def test_rates_are_whole_basis_points() -> None:
    scenario = load_scenario(SMALL, ["archetypes.reseller.terms.rate=0.12345", "gate.threshold=0.10004999"])
    assert scenario.archetypes["reseller"].terms.rate == 0.1235
    assert scenario.gate.threshold == 0.1


def test_integers_are_numbers_and_lists_are_tuples() -> None:
    scenario = load_scenario(SMALL, ["vendor.hour_cost=90", "program.journey=['pilot', 'onboarding']"])
    assert isinstance(scenario.vendor.hour_cost, float)
    assert scenario.program.journey == ("pilot", "onboarding")


def test_resolved_form_loads_again(tmp_path: Path) -> None:
    scenario = load_scenario(SMALL, ["gate.threshold=0.2"])
    again = load_scenario(written(tmp_path, resolved_toml(scenario), "again"))
    assert again == scenario
    assert input_digest(again, 1, 1, 24) == input_digest(scenario, 1, 1, 24)
    assert json.loads(json.dumps(resolved_dict(scenario), allow_nan=False)) == resolved_dict(scenario)


def test_digest_depends_on_the_inputs_and_not_on_the_order_of_the_file(tmp_path: Path) -> None:
    scenario = load_scenario(SMALL)
    digest = input_digest(scenario, 1, 1, 24)
    text = SMALL.read_text("utf-8")
    start, end = text.index("[archetypes.referral]"), text.index("[archetypes.reseller]")
    moved = written(tmp_path, text[:start] + text[end:] + text[start:end], "small")
    assert input_digest(load_scenario(moved), 1, 1, 24) == digest
    others = {
        input_digest(scenario, 2, 1, 24),
        input_digest(scenario, 1, 2, 24),
        input_digest(scenario, 1, 1, 23),
        input_digest(load_scenario(SMALL, ["gate.threshold=0.11"]), 1, 1, 24),
    }
    assert len(others) == 4
    assert digest not in others
    assert len(digest) == 64


def test_ready_made_scenarios_load_and_round_trip(tmp_path: Path) -> None:
    assert (ready_made_folder() / "coach.toml").is_file()
    assert "coach" in ready_made_names()
    for name in ready_made_names():
        scenario = load_scenario(name)
        assert scenario.name == name
        assert load_scenario(written(tmp_path, resolved_toml(scenario), name)) == scenario


def test_a_string_with_a_slash_or_suffix_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, SMALL.read_text("utf-8"), "mine")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("mine.toml").name == "mine"
    assert load_scenario("./mine.toml").name == "mine"
    with pytest.raises(ScenarioError, match="no ready-made scenario 'mine'"):
        load_scenario("mine")


def test_loading_imports_no_array_library() -> None:
    code = (
        "import sys; from sim.scenario.load import load_scenario; load_scenario(sys.argv[1]);"
        "print([name for name in ('numpy', 'scipy', 'numba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(SMALL)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("pattern", "is_there"),
    [
        ("archetypes.*.win_probability", True),
        ("archetypes.*.terms", True),  # a table
        ("*.reseller.*", True),
        ("*", True),
        ("archetypes.*.win_probabilities", False),
        ("archetypes.*.win_probability.*", False),
        ("*.vendor", False),
    ],
)
def test_a_pattern_of_sources_is_that_of_a_field_or_a_table(pattern: str, is_there: bool, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "{SMALL}"\n[sources]\n"{pattern}" = "R-20"\n', "utf-8")
    if is_there:
        assert pattern in load_scenario(file).sources
        return
    with pytest.raises(ScenarioError) as error:
        load_scenario(file)
    assert [problem.what for problem in error.value.problems] == [f"there is no field '{pattern}'"]


def test_a_file_that_was_read_before_is_read_as_it_is_now(tmp_path: Path) -> None:
    file, other = tmp_path / "mine.toml", tmp_path / "other.toml"
    for path in (file, other):
        path.write_text(f'extends = "{SMALL}"\nmonths = 30\n', "utf-8")
    first = load_scenario(file, ["months=31", "archetypes.reseller.churn_per_year=0.5"])
    assert (first.months, load_scenario(file).months, load_scenario(other).name) == (31, 30, "other")
    file.write_text(f'extends = "{SMALL}"\nmonths = 33\n', "utf-8")
    assert load_scenario(file).months == 33
    for path in (file, other):
        path.write_text("months = 3O\n", "utf-8")
        with pytest.raises(ScenarioError, match=rf"{path.name}:1: "):
            load_scenario(path)
