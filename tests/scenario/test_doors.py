"""One grammar for every door (18.15, 18.3): a statement gives the same scenario, a fault the same error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim.scenario.ready_made
from sim.analysis.sweep.lever import settings_of
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.variation import with_values
from sim.api.run import simulate
from sim.cli.status import Refusal
from sim.cli.variants import load_variant, variant
from sim.scenario.load import ScenarioError, changed, load_scenario, loaded, resolved_dict, scenario_of
from sim.scenario.schema import Scenario

SMALL = Path(__file__).parent / "small.toml"

Statement = tuple[str, str, str]
"""Path, relative change or an empty string, and the value as text."""
SCALED: Statement = ("inherited_ranges", "", '"scaled"')
OPERATORS = {"plus": "+=", "times": "*=", "": "="}


def in_file(statements: list[Statement]) -> str:
    def value(change: str, text: str) -> str:
        return f"{{ {change} = {text} }}" if change else text

    return "".join(f'"{path}" = {value(change, text)}\n' for path, change, text in statements)


def overrides(statements: list[Statement]) -> list[str]:
    return [
        f"{path}={{ {change} = {text} }}" if change == "odds_times" else f"{path}{OPERATORS[change]}{text}"
        for path, change, text in statements
    ]


def by_file(folder: Path, statements: list[Statement]) -> Scenario:
    file = folder / "child.toml"
    file.write_text(f'extends = "{SMALL.as_posix()}"\n{in_file(statements)}', "utf-8")
    return load_scenario(file)


def by_overlay_path(folder: Path, statements: list[Statement]) -> Scenario:
    file = folder / "over.toml"
    file.write_text(in_file(statements), "utf-8")
    return load_scenario(SMALL, overlays=[file])


def by_overlay_name(folder: Path, statements: list[Statement]) -> Scenario:
    (folder / "stress").mkdir()
    (folder / "stress" / "some-thing.toml").write_text(in_file(statements), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.scenario.ready_made, "ready_made_folder", lambda: folder)
        return load_scenario(SMALL, overlays=["some_thing"])


def by_variant(_: Path, statements: list[Statement]) -> Scenario:
    chosen = variant(f"{SMALL}:{','.join(overrides(statements))}")
    return load_variant(chosen, (), (), None, quiet=True)


def by_variant_with_overlay(folder: Path, statements: list[Statement]) -> Scenario:
    file = folder / "o+ver.toml"
    file.write_text(in_file(statements), "utf-8")
    return load_variant(variant(f"{SMALL}+{file}"), (), (), None, quiet=True)


DOORS: dict[str, Callable[[Path, list[Statement]], Scenario]] = {
    "file": by_file,
    "overlay by path": by_overlay_path,
    "overlay by name": by_overlay_name,
    "--set": lambda _, statements: load_scenario(SMALL, overrides(statements)),
    "variant": by_variant,
    "variant with overlay": by_variant_with_overlay,
    "loaded scenario": lambda _, statements: changed(load_scenario(SMALL), overrides(statements)),
    "Python API": lambda _, statements: scenario_of(SMALL, overrides(statements)),
}

STATEMENTS: dict[str, list[Statement]] = {
    "a value": [("archetypes.reseller.win_probability", "", "0.4")],
    "a value everywhere": [("archetypes.*.churn_per_year", "", "0.2")],
    "every key": [("readiness.*", "", "0.9")],
    "two wildcards": [("*.*.churn_per_year", "", "0.2")],
    "plus": [("phases.*.managers", "plus", "1")],
    "minus": [("phases.*.managers", "plus", "-0.5")],
    "times": [("archetypes.*.win_probability", "times", "0.7")],
    "odds": [("archetypes.*.win_probability", "odds_times", "2")],
    "rates": [("archetypes.*.terms.rate", "plus", "0.05")],
    "whole numbers": [("archetypes.*.candidates", "times", "0.77")],
    "a default": [("program.effort_cap", "times", "1.1")],
    "a list": [("archetypes.referral.terms.later_rates", "", "[0.1, 0.05]")],
    "several": [
        ("vendor.*.churn_per_year", "times", "1.5"),
        ("gate.month", "plus", "-2"),
        ("gate.threshold", "", "0.2"),
    ],
    "scaled": [SCALED, ("archetypes.*.win_probability", "", "0.25"), ("archetypes.reseller.acv_median", "", "10000")],
    "scaled rate": [SCALED, ("archetypes.reseller.terms.rate", "", "0.4"), ("readiness.positioning", "times", "1.1")],
}


def plain(scenario: Scenario) -> dict[str, Any]:
    """The resolved scenario without what names the file."""
    return {key: value for key, value in resolved_dict(scenario).items() if key != "name"}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("said", STATEMENTS)
def test_every_door_gives_the_same_scenario(door: str, said: str, tmp_path: Path) -> None:
    expected = load_scenario(SMALL, overrides(STATEMENTS[said]))
    assert plain(expected) != plain(load_scenario(SMALL))
    assert plain(DOORS[door](tmp_path, STATEMENTS[said])) == plain(expected)


@pytest.mark.parametrize("said", [name for name in STATEMENTS if name != "a list" and not name.startswith("scaled")])
def test_a_sweep_sets_as_set_does(said: str) -> None:
    """18.15: a point of ``--over`` is the scenario that ``--set`` gives."""
    for path, change, text in STATEMENTS[said]:
        operator = OPERATORS.get(change)
        if operator is None:
            continue
        other = "0.9" if change == "times" else "1" if path == "gate.month" else "0"
        levers = levers_of([f"{path}{operator}{other}:{text}:2"], load_scenario(SMALL))
        point = with_values(load_scenario(SMALL), settings_of(levers, (levers[0].values[1],)))
        assert point == load_scenario(SMALL, [f"{path}{operator}{text}"])


def test_a_sweep_of_a_scaled_scenario_moves_ranges_along() -> None:
    scaled = load_scenario(SMALL, ["inherited_ranges=scaled"])
    levers = levers_of(["archetypes.reseller.acv_median=10000:20000:2"], scaled)
    point = with_values(scaled, settings_of(levers, (20_000.0,)))
    assert point == load_scenario(SMALL, ["inherited_ranges=scaled", "archetypes.reseller.acv_median=20000"])
    assert "archetypes.reseller.acv_median" in point.uncertainty


def test_simulate_takes_overrides_and_overlays(tmp_path: Path) -> None:
    (tmp_path / "over.toml").write_text('"phases.*.managers" = { plus = 1 }\n', "utf-8")
    ensemble = simulate(
        SMALL, overrides=["archetypes.*.win_probability*=0.7"], overlays=[tmp_path / "over.toml"], runs=1, workers=1
    )
    assert ensemble.scenario == load_scenario(SMALL, ["phases.*.managers+=1", "archetypes.*.win_probability*=0.7"])


# Numbers, by hand


def test_relative_changes_act_on_the_layer_below(tmp_path: Path) -> None:
    before = load_scenario(SMALL).phases
    twice = load_scenario(SMALL, ["phases.*.managers+=1", "phases.*.managers*=2"]).phases
    assert [phase.managers for phase in twice.values()] == [2 * (phase.managers + 1) for phase in before.values()]
    (tmp_path / "over.toml").write_text('"phases.*.managers" = { times = 2 }\n', "utf-8")
    over = load_scenario(SMALL, ["phases.pilot.managers-=1"], [tmp_path / "over.toml"]).phases
    assert over["pilot"].managers == 2 * before["pilot"].managers - 1


def test_plus_before_a_number_is_a_number() -> None:
    assert load_scenario(SMALL, ["gate.month=+12"]).gate.month == 12
    assert load_scenario(SMALL, ["gate.month+=-12"]).gate.month == 12
    assert load_scenario(SMALL, ["gate.month -= 12"]).gate.month == 12


def test_a_star_after_a_dot_is_a_step() -> None:
    small = load_scenario(SMALL, ["readiness.organisational_capacity=0.5"])
    assert set(changed(small, ["readiness.*=0.8"]).readiness.model_dump().values()) == {0.8}
    less = changed(small, ["readiness.**=0.5"]).readiness.model_dump()
    assert less == {name: pytest.approx(value / 2) for name, value in small.readiness.model_dump().items()}


def test_odds() -> None:
    before = load_scenario(SMALL).archetypes
    after = load_scenario(SMALL, ["archetypes.*.win_probability={odds_times=2}"]).archetypes
    for name, kind in before.items():
        win = kind.win_probability
        assert after[name].win_probability == pytest.approx(2 * win / (1 + win), rel=1e-11)


def test_the_exact_path_comes_before_the_pattern(tmp_path: Path) -> None:
    scenario = by_file(
        tmp_path,
        [("archetypes.*.win_probability", "times", "0.5"), ("archetypes.reseller.win_probability", "", "0.4")],
    )
    half = load_scenario(SMALL).archetypes["referral"].win_probability / 2
    assert (scenario.archetypes["reseller"].win_probability, scenario.archetypes["referral"].win_probability) == (
        0.4,
        half,
    )


def test_a_range_for_every_name() -> None:
    scenario = load_scenario(
        SMALL,
        [
            'uncertainty."archetypes.*.churn_per_year"={low=0.05, high=0.2}',
            "uncertainty.phases.*.managers={low=1,high=9}",
        ],
    )
    paths = [f"archetypes.{name}.churn_per_year" for name in scenario.archetypes]
    paths += [f"phases.{name}.managers" for name in scenario.phases]
    assert set(paths) <= set(scenario.uncertainty)
    assert len(scenario.uncertainty) == len(load_scenario(SMALL).uncertainty) + len(paths)


def test_whole_numbers_are_rounded_and_that_is_said() -> None:
    found = loaded(Scenario, SMALL, ["archetypes.reseller.candidates*=0.993"])
    assert found.scenario.archetypes["reseller"].candidates == 159
    assert [(note.kind, note.what) for note in found.notes] == [
        ("rounded", "160 times 0.993 is 158.88, rounded to the whole number 159")
    ]
    same = loaded(Scenario, SMALL, ["archetypes.referral.terms.rate+=0.00001"])
    assert [note.kind for note in same.notes] == ["rounded"]
    assert "it changes nothing" in same.notes[0].what


# Faults

FAULTS: dict[str, tuple[Statement, str, str]] = {
    "out of bounds": (
        ("archetypes.reseller.win_probability", "times", "4"),
        "archetypes.reseller.win_probability",
        "0.3 times 4 is 1.2, outside the field's bounds of 0 to 1",
    ),
    "below the bounds": (
        ("phases.pilot.managers", "plus", "-9"),
        "phases.pilot.managers",
        "outside the field's bounds of 0 to 500",
    ),
    "not a number": (("vendor.resale_booking", "plus", "1"), "vendor.resale_booking", "is not a number"),
    "a list": (("vendor.seasonality", "times", "2"), "vendor.seasonality", "is not a number"),
    "a path over months": (
        ("readiness.organisational_capacity", "times", "1.1"),
        "readiness.organisational_capacity",
        "is a path over months",
    ),
    "odds of money": (
        ("archetypes.reseller.acv_median", "odds_times", "2"),
        "archetypes.reseller.acv_median",
        "odds_times is for probabilities and shares",
    ),
    "a factor of 0": (("phases.pilot.managers", "times", "0"), "phases.pilot.managers", "times must be above 0"),
    "an unknown mode": (("inherited_ranges", "", '"moved"'), "inherited_ranges", "must be one of 'ended', 'scaled'"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_door_has_the_same_error(door: str, fault: str, tmp_path: Path) -> None:
    statement, path, words = FAULTS[fault]
    with pytest.raises((ScenarioError, Refusal)) as caught:
        DOORS[door](tmp_path, [statement])
    (line,) = str(caught.value if isinstance(caught.value, ScenarioError) else caught.value.message).splitlines()
    typed = overrides([statement])[0] if door == "variant" else path
    place, _, what = line.partition(f"{typed}: ")
    assert words in what
    assert ".toml:" in place or place == "--set "


NOWHERE = ("archetypes.*.win_probabilty", "archetypes.*.win_probability")


@pytest.mark.parametrize("change", ["", "times"])
@pytest.mark.parametrize("door", DOORS)
def test_a_pattern_that_matches_nothing(door: str, change: str, tmp_path: Path) -> None:
    """18.15: an error in ``--set``, a note in an overlay."""
    wrong, right = NOWHERE
    statements = [(wrong, change, "0.5")]
    if "overlay" in door:
        assert plain(DOORS[door](tmp_path, statements)) == plain(load_scenario(SMALL))
        return
    with pytest.raises((ScenarioError, Refusal)) as caught:
        DOORS[door](tmp_path, statements)
    said = str(caught.value if isinstance(caught.value, ScenarioError) else caught.value.message)
    typed = overrides(statements)[0] if door == "variant" else wrong
    assert f"{typed}: matches nothing in the scenario. Did you mean '{right}'?" in said


def test_the_note_of_an_overlay_names_file_line_and_pattern(tmp_path: Path) -> None:
    file = tmp_path / "over.toml"
    file.write_text(
        f'title = "x"\n"{NOWHERE[0]}" = {{ times = 0.5 }}\n"benchmarks.*.month" = {{ plus = 1 }}\n', "utf-8"
    )
    notes = loaded(Scenario, SMALL, overlays=[file]).notes
    assert [(note.kind, note.path) for note in notes] == [
        ("unmatched", NOWHERE[0]),
        ("unmatched", "benchmarks.*.month"),
    ]
    assert notes[0].place.endswith("over.toml:2")
    assert NOWHERE[1] in notes[0].what


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"gate.month" = 12\n[gate]\nmonth = 20\n', "2: gate.month: is given twice"),
        ('"archetypes.*.win_probability" = 0.2\n"*.reseller.win_probability" = 0.3\n', "both state it"),
        ("[phases.pilot]\nmanagers = { plus = 1, times = 2 }\n", "3: phases.pilot.managers: a relative change has one"),
        ('[phases.pilot]\nmanagers = { plus = "1" }\n', "phases.pilot.managers: Input should be a valid number"),
        (
            '[conflict]\nprotections = ["escalaton"]\n',
            "3: conflict.protections: entry 1 must be one of 'named_accounts', 'discount_rule', 'escalation'. Did you "
            "mean 'escalation'? (got 'escalaton')",
        ),
        ("[phases.pilot]\nmanagers = { plus = inf }\n", "phases.pilot.managers: Input should be a finite number"),
    ],
)
def test_faults_of_files(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "child.toml"
    file.write_text(f'extends = "{SMALL.as_posix()}"\n{text}', "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert words in str(caught.value)


def test_a_path_below_a_table_header(tmp_path: Path) -> None:
    file = tmp_path / "child.toml"
    file.write_text(f'extends = "{SMALL.as_posix()}"\n[gate]\n"archetypes.*.churn_per_year" = 0.2\n', "utf-8")
    with pytest.raises(ScenarioError, match=r"a key that is a path stands before the first \[table\] of a file"):
        load_scenario(file)


def test_there_is_nothing_to_change_in_the_first_file(tmp_path: Path) -> None:
    file = tmp_path / "first.toml"
    file.write_text(SMALL.read_text("utf-8").replace("hour_cost = 80", "hour_cost = { times = 2 }"), "utf-8")
    with pytest.raises(ScenarioError, match="hour_cost: has no value in the layers below that times could change"):
        load_scenario(file)


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("phases.*.managers*=x", "--set phases.*.managers: *= needs a number (got 'x')"),
        ("phases.*.managers+=true", "+= needs a number (got true)"),
        ("phases.*.managers+=", "the value is empty"),
        ("phases.*.managers/=2", "divide with *="),
        ("phases.*", "needs a value: write --set phases.*=VALUE"),
        ("phases.*=3", "matches nothing"),
        ("phases.*={}", "phases.*: matches nothing"),
        ("phases.*.managers={}", "must be a number"),
        ("phases*=2", "--set phases: is a table and no number"),
        ("phases.pilot+=2", "--set phases.pilot: is a table and no number"),
        ("archetypes.*.nope=1", "archetypes.*.nope: matches nothing in the scenario"),
        ("uncertainty.archetypes.*.churn={low=0,high=1}", "uncertainty.archetypes.*.churn: matches nothing"),
    ],
)
def test_faults_of_overrides(override: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(SMALL, [override])
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["plus", "times", "odds_times"])
def test_a_thing_may_be_called_as_a_relative_change_is(name: str, tmp_path: Path) -> None:
    """21: a line called plus has a table, and is no change of a number; in a file and by --set."""
    kind = "archetypes.reseller"
    shares, lines = f"{{ core = 0.5, {name} = 0.5 }}", f"{{ {name} = {{ rate = 0.25 }} }}"
    (tmp_path / "own.toml").write_text(
        f'extends = "coach"\n{kind}.segments = {shares}\n{kind}.terms.lines = {lines}\n', encoding="utf-8"
    )
    found = [
        load_scenario(tmp_path / "own.toml"),
        load_scenario("coach", [f"{kind}.segments={shares}", f"{kind}.terms.lines={lines}"]),
    ]
    for scenario in found:
        terms = scenario.archetypes["reseller"].terms
        assert {line: card.rate for line, card in terms.lines.items()} == {name: 0.25}
