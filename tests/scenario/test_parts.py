"""Optional tables, and tables by name inside tables, through every door: a schema of its own (``toy``)."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter
from scipy import stats

import sim.cli.explain
import sim.cli.validate
from sim.analysis.sweep.lever import SweepError, settings_of
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.variation import with_values
from sim.scenario.catalogue import FieldRow, field_table
from sim.scenario.conversion import Blocks, converted
from sim.scenario.distributions import Distribution, Uniform
from sim.scenario.drawing import Drawing
from sim.scenario.fields import lever, uncertainty
from sim.scenario.grammar import node_at
from sim.scenario.load import Loaded, ScenarioError, changed, input_digest, load, resolved_dict, resolved_toml
from sim.scenario.paths import leaf_paths, spec_of
from sim.scenario.schema import Table
from sim.scenario.unit import HEADS, MONEY_RATE
from sim.scenario.values import values_of
from sim.scenario.worlds import Worlds

from .toy import TOY, Bands, Clawback, Line, Pace, Toy

TERMS = "kinds.reseller.terms"
OTHER = "kinds.referral.terms"
STEP = f"{TERMS}.bands.steps.second"


def toy(*overrides: str) -> Toy:
    return load(Toy, TOY, overrides)


def written(folder: Path, text: str, name: str = "child") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, "utf-8")
    return file


def child(folder: Path, text: str) -> Toy:
    return load(Toy, written(folder, f'extends = "{TOY.as_posix()}"\n{text}'))


def problems(*overrides: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        toy(*overrides)
    return str(caught.value)


def rows(scenario: Toy) -> dict[str, FieldRow]:
    return {row.path: row for row in field_table(scenario)}


# Values


def test_a_file_states_parts_in_parts() -> None:
    terms = toy().kinds["reseller"].terms
    assert terms.bands is not None
    assert terms.bands.mode == "marginal"
    assert terms.bands.steps["second"].start == 100_000
    assert (terms.lines["core"].rate, terms.lines["extra"].rate) == (None, 0.2)
    assert terms.clawback is None
    assert toy().kinds["referral"].terms.bands is None


def test_rates_are_known_by_their_unit_wherever_they_stand() -> None:
    terms = toy(f"{TERMS}.later.year_2=0.12345", f"{STEP}.rate=0.12344").kinds["reseller"].terms
    assert terms.rate == 0.1235
    assert terms.lines["extra"].rate == 0.2
    assert terms.later["year_2"] == 0.1235
    assert terms.bands is not None
    assert terms.bands.steps["second"].rate == 0.1234
    share = "kinds.reseller.terms.lines.core.share"
    assert toy(f"{share}=0.12345").kinds["reseller"].terms.lines["core"].share == 0.12345


@pytest.mark.parametrize(
    ("path", "low", "high", "unit"),
    [
        (f"{STEP}.rate", 0, 1, "money rate (fraction of 1)"),
        (f"{TERMS}.later.any", 0, 1, "money rate (fraction of 1)"),
        (f"{TERMS}.lines.any.rate", 0, 1, "money rate (fraction of 1)"),
        (f"{TERMS}.clawback.days", 1, 360, "days"),
        ("trust.loss", 0, 100, "factor"),
        ("kinds.any.score", 0, 1, "score 0 to 1"),
    ],
)
def test_what_the_schema_declares_is_seen_through_parts(path: str, low: float, high: float, unit: str) -> None:
    spec = spec_of(path, Toy)
    assert spec is not None
    assert spec.numeric
    assert (spec.low, spec.high, spec.unit) == (low, high, unit)


def test_one_value_of_an_absent_part_with_defaults_makes_it() -> None:
    assert toy(f"{TERMS}.clawback.days=30").kinds["reseller"].terms.clawback == Clawback(days=30)
    assert toy(f"{TERMS}.clawback={{}}").kinds["reseller"].terms.clawback == Clawback()
    assert toy(f"{OTHER}.bands.measure=sold", f"{OTHER}.bands.mode=whole").kinds["referral"].terms.bands == Bands(
        measure="sold", mode="whole"
    )
    two = changed(toy(f"{TERMS}.clawback.days=30"), [f"{TERMS}.clawback.share=0.25"])
    assert two.kinds["reseller"].terms.clawback == Clawback(days=30, share=0.25)


def test_a_new_name_comes_whole_or_as_a_number() -> None:
    terms = (
        toy(f"{TERMS}.bands.steps.third={{start=5e5, rate=0.2}}", f"{TERMS}.later.year_4=0.02").kinds["reseller"].terms
    )
    assert terms.bands is not None
    assert list(terms.bands.steps) == ["first", "second", "third"]
    assert terms.later["year_4"] == 0.02


def test_files_and_overlays_merge_key_by_key(tmp_path: Path) -> None:
    text = f"[{TERMS}.bands.steps.second]\nrate = 0.2\n[{OTHER}.clawback]\n"
    scenario = child(tmp_path, text)
    bands = scenario.kinds["reseller"].terms.bands
    assert bands is not None
    assert (bands.steps["second"].rate, bands.steps["second"].start, bands.measure) == (0.2, 100_000, "sold")
    assert scenario.kinds["referral"].terms.clawback == Clawback()
    overlay = written(tmp_path, f"[{TERMS}.lines.core]\nrate = 0.3\n[trust]\nstart = 7", "overlay")
    laid = load(Toy, TOY, [f"{TERMS}.lines.core.share=0.5"], [overlay])
    assert (laid.kinds["reseller"].terms.lines["core"].rate, laid.kinds["reseller"].terms.lines["core"].share) == (
        0.3,
        0.5,
    )
    assert laid.trust is not None
    assert laid.trust.start == 7


# Wildcards (21, ground rules): the steps beside them are those of an exact path


def by_override(_: Path, path: str, value: str) -> Toy:
    return toy(f"{path}={value}")


def by_file(folder: Path, path: str, value: str) -> Toy:
    return child(folder, f'"{path}" = {value}')


def by_overlay(folder: Path, path: str, value: str) -> Toy:
    return load(Toy, TOY, (), [written(folder, f'"{path}" = {value}', "overlay")])


def by_change(_: Path, path: str, value: str) -> Toy:
    return changed(toy(), [f"{path}={value}"])


def by_sweep(_: Path, path: str, value: str) -> Toy:
    levers = levers_of([f"{path}={value}:{float(value) + 1:g}:2" if "days" in path else f"{path}={value}:1:2"], toy())
    return with_values(toy(), settings_of(levers, (levers[0].values[0],)))


DOORS = {"set": by_override, "file": by_file, "overlay": by_overlay, "loaded": by_change, "over": by_sweep}


@pytest.mark.parametrize("door", DOORS)
def test_a_wildcard_states_a_value_of_a_part_that_is_absent(door: str, tmp_path: Path) -> None:
    kinds = DOORS[door](tmp_path, "kinds.*.terms.clawback.days", "30").kinds
    assert {name: kind.terms.clawback for name, kind in kinds.items()} == dict.fromkeys(kinds, Clawback(days=30))


@pytest.mark.parametrize("door", DOORS)
def test_a_wildcard_states_a_number_that_may_be_absent(door: str, tmp_path: Path) -> None:
    lines = DOORS[door](tmp_path, f"{TERMS}.lines.*.rate", "0.25").kinds["reseller"].terms.lines
    assert [line.rate for line in lines.values()] == [0.25, 0.25]


def test_a_wildcard_itself_means_only_what_is_there() -> None:
    measured = toy("kinds.*.terms.*.measure=billed").kinds
    assert [None if kind.terms.bands is None else kind.terms.bands.measure for kind in measured.values()] == [
        "billed",
        None,
    ]
    steps = toy("kinds.*.terms.bands.steps.second.rate=0.2").kinds
    assert steps["referral"].terms.bands is None
    assert steps["reseller"].terms.bands is not None
    assert steps["reseller"].terms.bands.steps["second"].rate == 0.2
    assert "pace.*: matches nothing" in problems("pace.*=3")
    assert "kinds.*.terms.clawback.days: matches nothing" in problems("kinds.*.terms.clawback.days*=2")
    assert "kinds.*.terms.clawback: matches nothing" in problems("kinds.*.terms.clawback=30")


def test_a_wildcard_takes_away_what_is_there() -> None:
    taken = toy(f"{OTHER}.clawback.days=30", "kinds.*.terms.clawback=false", f"{TERMS}.lines.*=false")
    assert [kind.terms.clawback for kind in taken.kinds.values()] == [None, None]
    assert taken.kinds["reseller"].terms.lines == {}


def test_a_sweep_knows_the_unit_of_a_field_in_parts() -> None:
    (lever,) = levers_of([f"{TERMS}.lines.*.rate=0.12345:0.2:2"], toy())
    assert lever.values == (0.1235, 0.2)
    assert lever.spec.unit == "money rate (fraction of 1)"
    assert levers_of([f"{OTHER}.clawback.days=30:60:2"], toy())[0].spec.kind == "int"
    with pytest.raises(SweepError, match=r"there is no such field\. Did you mean 'kinds\.\*\.terms\.lines\.\*\.rate'"):
        levers_of(["kinds.*.terms.lines.*.rat=0.1:0.2:2"], toy())


# Numbers that may be absent, and fields that became wider


def test_numbers_that_are_absent_are_in_no_order() -> None:
    assert toy("pace.first=30").pace == Pace(first=30)
    assert "pace.second: must not come before first" in problems("pace.first=30", "pace.second=20")
    drawn = toy("pace.first=30", "uncertainty.pace.first={low=20, high=40}")
    (world,) = [Worlds(drawn, drawn.uncertainty).scenario({"pace.first": 35})]
    assert world.pace == Pace(first=35)
    both = toy("pace={first=30, second=32}", "uncertainty.pace.first={low=20, high=40}")
    assert Worlds(both, both.uncertainty).scenario({"pace.first": 35}).pace == Pace(first=35, second=35)


class NarrowPace(Table):
    """As the fields were before they became wider."""

    slots: int = uncertainty("places", rule="R-122", unit=HEADS, low=0, high=20, default=5)
    rate: float = lever("rate", rule="R-70", unit=MONEY_RATE, low=0, high=0.9, default=0.5)


FORMS = [{"p10": 0.2, "p50": 0.4, "p90": 0.6}, {"mean": 0.4, "sd": 0.3}, {"low": 0.1, "high": 0.9}]


def distribution(numbers: dict[str, float]) -> Any:
    return TypeAdapter(Distribution).validate_python(numbers)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("field", "scale"), [("rate", 1.0), ("slots", 20.0)])
def test_a_wider_bound_moves_no_number_that_is_drawn_inside_the_old_one(
    form: dict[str, float], field: str, scale: float
) -> None:
    wide, narrow = (node_at((*steps, field), root) for steps, root in ((("pace",), Toy), ((), NarrowPace)))
    assert wide is not None
    assert narrow is not None
    assert wide.spec.high > narrow.spec.high
    stated = distribution({key: round(scale * value, 9) for key, value in form.items()})
    new, old = values_of(stated, wide.spec), values_of(stated, narrow.spec)
    grid = [number / 997 for number in range(1, 997)]
    assert [new(u) for u in grid] == [old(u) for u in grid]
    past = distribution({"low": 0.5 * scale, "high": wide.spec.high})
    assert values_of(past, wide.spec)(0.999) > narrow.spec.high


def test_an_optional_number_is_a_tuple_in_the_engines() -> None:
    @dataclass(frozen=True, slots=True)
    class Parameters:
        first: tuple[int, ...]
        second: tuple[int, ...]

    @dataclass(frozen=True, slots=True)
    class LineParameters:
        rate_bps: tuple[int, ...]

    assert converted(Blocks(), Parameters, Pace(second=9)) == Parameters((), (9,))
    assert converted(Blocks(), LineParameters, Line(rate=0.25, share=0.5)) == LineParameters((2500,))


# A part taken away


@pytest.mark.parametrize("door", ["override", "file", "changed"])
def test_false_takes_away_an_optional_table_and_what_was_said_of_it(tmp_path: Path, door: str) -> None:
    if door == "override":
        scenario = toy(f"{TERMS}.bands=false")
    elif door == "file":
        scenario = child(tmp_path, f"[{TERMS}]\nbands = false")
    else:
        scenario = changed(toy(), [f"{TERMS}.bands=false"])
    assert scenario.kinds["reseller"].terms.bands is None
    assert f"{STEP}.rate" not in scenario.uncertainty
    assert len(scenario.uncertainty) == 3
    assert scenario.correlation.pairs == ()
    assert list(scenario.sources) == ["kinds.*.terms"]
    again = changed(scenario, [f"{TERMS}.bands.measure=billed"])
    assert again.kinds["reseller"].terms.bands == Bands(measure="billed")


def test_false_takes_away_an_entry_of_a_table_by_name() -> None:
    scenario = toy(f"{TERMS}.lines.core=false", f"{STEP}=false")
    terms = scenario.kinds["reseller"].terms
    assert list(terms.lines) == ["extra"]
    assert terms.bands is not None
    assert list(terms.bands.steps) == ["first"]
    assert scenario.correlation.factors["lines"].paths == (f"{TERMS}.later.year_2",)


def test_false_takes_away_a_number_that_may_be_absent() -> None:
    scenario = toy(f"{TERMS}.later.year_2=false", f"{TERMS}.lines.extra.rate=false")
    assert scenario.kinds["reseller"].terms.later == {"year_3": 0.05}
    assert scenario.kinds["reseller"].terms.lines["extra"].rate is None
    assert f"{TERMS}.later.year_2" not in scenario.uncertainty
    assert "must be a number (got false)" in problems(f"{TERMS}.rate=false")


def test_nothing_is_taken_away_that_is_not_there(tmp_path: Path) -> None:
    assert f"unknown key 'cor'. Did you mean '{TERMS}.lines.core'?" in problems(f"{TERMS}.lines.cor=false")
    assert "unknown key 'third': there are first, second" in problems(f"{TERMS}.bands.steps.third=false")
    with pytest.raises(ScenarioError, match=r"lines\.cor: must be a table"):
        child(tmp_path, f"[{TERMS}.lines]\ncor = false")
    assert toy("trust=false") == toy()


# What is said about values


def test_a_later_value_is_certain_wherever_it_stands() -> None:
    scenario = toy(f"{STEP}.rate=0.2", f"{TERMS}.lines.core={{rate=0.1, share=0.5}}")
    assert set(scenario.uncertainty) == {f"{TERMS}.later.year_2", "kinds.reseller.win_probability"}
    assert scenario.correlation.pairs == ()
    assert scenario.correlation.factors["lines"].paths == (f"{TERMS}.later.year_2",)


def test_uncertainty_of_parts_is_stated_drawn_correlated_and_set() -> None:
    path = f"{TERMS}.clawback.share"
    scenario = toy(f"{TERMS}.clawback={{}}", f"uncertainty.{path}={{low=0.2, high=0.4}}")
    assert scenario.uncertainty[path] == Uniform(low=0.2, high=0.4)
    drawing, worlds = Drawing(scenario), Worlds(scenario, scenario.uncertainty)
    drawn = [drawing.draw(lambda name, world=world: random.Random(f"{world} {name}").random()) for world in range(800)]
    rates, wins = ([values[at] for values in drawn] for at in (f"{STEP}.rate", "kinds.reseller.win_probability"))
    assert all(rate == round(rate, 4) and 0.1 <= rate <= 0.2 for rate in rates)
    assert float(stats.spearmanr(rates, wins).statistic) == pytest.approx(0.9, abs=0.04)
    lines, later = ([values[f"{TERMS}.{at}"] for values in drawn] for at in ("lines.core.share", "later.year_2"))
    assert float(stats.spearmanr(lines, later).statistic) > 0.6
    world = worlds.scenario(drawn[0])
    terms = world.kinds["reseller"].terms
    assert terms.bands is not None
    assert terms.clawback is not None
    assert terms.bands.steps["second"].rate == drawn[0][f"{STEP}.rate"]
    assert terms.later["year_2"] == drawn[0][f"{TERMS}.later.year_2"]
    assert terms.clawback.share == drawn[0][path]
    assert terms.bands.steps["first"] is scenario.kinds["reseller"].terms.bands.steps["first"]  # type: ignore[union-attr]
    assert world.kinds["referral"] is scenario.kinds["referral"]
    assert Toy.model_validate(world.model_dump()) == world


def test_the_nearest_source_speaks_for_a_part() -> None:
    found = rows(toy())
    assert found[f"{STEP}.start"].grade == "C"
    assert found[f"{STEP}.rate"].grade == "B"
    assert found[f"{TERMS}.rate"].source == "R-70"
    assert found["kinds.reseller.win_probability"].is_assumption


def test_earlier_sources_do_not_speak_of_a_changed_value_or_of_a_part_that_was_absent(tmp_path: Path) -> None:
    found = rows(toy(f"{STEP}.rate=0.3", f"{TERMS}.clawback.days=30", f"{OTHER}.bands.measure=sold"))
    assert found[f"{STEP}.rate"].is_assumption
    assert not found[f"{STEP}.start"].is_assumption
    assert found[f"{TERMS}.clawback.days"].is_assumption
    text = f'[{TERMS}.clawback]\ndays = 30\n[sources]\n"{TERMS}.clawback" = "R-92"'
    assert rows(child(tmp_path, text))[f"{TERMS}.clawback.days"].source == "R-92"


# The whole scenario


def test_the_field_table_has_a_row_for_what_is_there_and_none_for_what_is_not() -> None:
    found = rows(toy())
    assert found[f"{STEP}.rate"].value == 0.15
    assert found[f"{STEP}.rate"].uncertainty == Uniform(low=0.1, high=0.2)
    assert found[f"{TERMS}.later.year_2"].rule == "R-70"
    assert found[f"{TERMS}.bands.mode"].kind == "choice"
    assert not [path for path in found if "clawback" in path or "trust" in path or path.startswith(f"{OTHER}.bands")]
    assert f"{TERMS}.lines.core.rate" not in found
    assert f"{TERMS}.lines.extra.rate" in found
    with_more = rows(toy("trust.start=3", f"{TERMS}.clawback.days=30"))
    assert set(with_more) - set(found) == {
        "trust.start",
        "trust.loss",
        f"{TERMS}.clawback.days",
        f"{TERMS}.clawback.share",
    }
    assert list(found) == [path for path in leaf_paths(toy(), Toy) if path in found]


def test_an_absent_part_is_in_no_form_and_in_no_digest(tmp_path: Path) -> None:
    scenario = toy()
    assert "trust" not in resolved_dict(scenario)
    terms = resolved_dict(scenario)["kinds"]["reseller"]["terms"]
    assert "clawback" not in terms
    assert "rate" not in terms["lines"]["core"]
    assert load(Toy, written(tmp_path, resolved_toml(scenario), "toy")) == scenario
    there = toy(f"{TERMS}.clawback.days=60")
    assert resolved_dict(there)["kinds"]["reseller"]["terms"]["clawback"] == {"days": 60, "share": 0.5}
    assert load(Toy, written(tmp_path, resolved_toml(there), "toy")) == there
    assert input_digest(there, 1, 1, 24) != input_digest(scenario, 1, 1, 24)
    gone = changed(there, [f"{TERMS}.clawback=false"])
    assert input_digest(gone, 1, 1, 24) == input_digest(scenario, 1, 1, 24)


def test_a_neutral_field_is_in_the_resolved_form_and_so_in_a_digest_only_where_it_acts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are those of a schema that does not have the field."""
    seen: list[Any] = []
    monkeypatch.setattr("sim.scenario.resolved.canonical_json", lambda value: str(seen.append(value)))
    scenario = toy(f"{TERMS}.least=5")
    input_digest(scenario, 1, 1, 24)
    (digested,) = (inputs["scenario"] for inputs in seen)
    assert digested == resolved_dict(scenario)
    assert digested["kinds"]["referral"]["terms"] == {"rate": 0.1, "later": {}}
    assert digested["kinds"]["reseller"]["terms"]["least"] == 5.0
    assert set(digested["kinds"]["reseller"]["terms"]["lines"]) == {"core", "extra"}


# Errors


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (f"{OTHER}.bands.mode=whole", f"--set {OTHER}.bands.mode: {OTHER}.bands.measure: is missing: add measure = …"),
        (f"{OTHER}.bands.mod=whole", f"unknown key 'mod'. Did you mean '{OTHER}.bands.mode'?"),
        (
            f"{OTHER}.clawback=30",
            f"--set {OTHER}.clawback: is a table: name one of its keys, or give a table in braces",
        ),
        (f"{OTHER}.clawback.days=0", f"--set {OTHER}.clawback.days: must be at least 1 (days) (got 0)"),
        (f"{OTHER}.clawback.days.x=1", f"{OTHER}.clawback.days is a value and has no keys of its own"),
        (f"{TERMS}.bands.steps.secnd.rate=0.2", f"unknown key 'secnd'. Did you mean '{STEP}.rate'?"),
        (f"{OTHER}.lines.core.share=0.2", f"a new one must be complete, as in --set {OTHER}.lines.core={{ … }}"),
        (
            f"{OTHER}.lines.core={{rate=0.2}}",
            f"--set {OTHER}.lines.core: {OTHER}.lines.core.share: is missing: add share",
        ),
        (f"{TERMS}.later.year_2=15", f"--set {TERMS}.later.year_2: is a fraction: write 0.15 for 15%"),
        (f"{TERMS}.lines.core.rate=15", f"--set {TERMS}.lines.core.rate: is a fraction: write 0.15 for 15%"),
        (f"{STEP}.rate=x", f"--set {STEP}.rate: must be a number, not text (got 'x')"),
        (f"{TERMS}.bands.measure=sol", "must be one of 'sold', 'billed'. Did you mean 'sold'?"),
        (f"{TERMS}=false", f"--set {TERMS}: is a table: name one of its keys"),
        ("kinds.reseller.score.score=[1]", "Did you mean 'kinds.reseller.score.scores'?"),
        ("kinds.reseller.score={months=[1]}", "kinds.reseller.score.scores: is missing"),
        ("kinds.reseller.score=2", "kinds.reseller.score: is a fraction: write 0.02 for 2%"),
        (f"uncertainty.{OTHER}.clawback.days={{low=30, high=90}}", f"{OTHER}.clawback is not stated: add a table"),
        (f"uncertainty.{OTHER}.bands.cap={{low=30, high=90}}", f"add a table [{OTHER}.bands] with measure"),
        (f"uncertainty.{OTHER}.lines.core.share={{low=0, high=0.5}}", f"{OTHER}.lines is empty: add a table"),
        (
            f"uncertainty.{TERMS}.lines.core.rate={{low=0, high=0.5}}",
            "core.rate is not stated: add rate = … (rate of the",
        ),
        (f"uncertainty.{TERMS}.lines.cor.share={{low=0, high=0.5}}", f"Did you mean '{TERMS}.lines.core.share'?"),
        (f"uncertainty.{STEP}.rate={{low=0, high=1.5}}", "high = 1.5 lies outside the field's bounds of 0 to 1"),
        ("uncertainty.months={low=3, high=5}", "'months' is the same in every world"),
        (f"sources.{OTHER}.clawback='R-92'", f"{OTHER}.clawback is not stated: add a table [{OTHER}.clawback]"),
        (f"sources.{TERMS}.band='R-92'", f"Did you mean '{TERMS}.bands'?"),
        (
            f"correlation.pairs=[['{OTHER}.clawback.share', 'kinds.reseller.win_probability', 0.5]]",
            f"'{OTHER}.clawback.share' is not in [uncertainty]",
        ),
    ],
)
def test_what_is_wrong_with_a_part_is_said_with_its_cure(override: str, words: str) -> None:
    assert words in problems(override)


def test_a_file_says_the_line_of_what_is_wrong_in_a_part(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        f'extends = "{TOY.as_posix()}"\n[{TERMS}.bands.steps.second]\nrate = 15\n[{OTHER}.bands]\ncap = 1\nmoed = 1\n'
        f"[{OTHER}.lines.core]\nrate = 0.1",
    )
    with pytest.raises(ScenarioError) as caught:
        load(Toy, file)
    assert [(int(one.place.rpartition(":")[2]), one.path) for one in caught.value.problems] == [
        (3, f"{STEP}.rate"),
        (4, f"{OTHER}.bands.measure"),
        (6, f"{OTHER}.bands.moed"),
        (7, f"{OTHER}.lines.core.share"),
    ]


# The commands


def invoke(monkeypatch: pytest.MonkeyPatch, module: Any, scenario: Toy, *arguments: str) -> Any:
    monkeypatch.setattr(module, "load", lambda *_: scenario)
    monkeypatch.setattr(module, "load_noted", lambda *_: Loaded(scenario, ()), raising=False)
    return CliRunner().invoke(module.command, ["toy", *arguments], standalone_mode=False)


def test_explain_says_one_value_a_part_and_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    one = invoke(monkeypatch, sim.cli.explain, toy(), f"{STEP}.rate").stdout
    assert f"{STEP}.rate = 0.15" in one
    assert "0 to 1" in one
    assert "once per world, { low = 0.1, high = 0.2 }" in one
    assert "(grade B)" in one
    part = invoke(monkeypatch, sim.cli.explain, toy(), f"{TERMS}.bands").stdout
    assert part.count("meaning") == 7
    index = invoke(monkeypatch, sim.cli.explain, toy()).stdout.splitlines()
    assert [line.partition(" = ")[0] for line in index] == [row.path for row in field_table(toy())]


@pytest.mark.parametrize(
    ("path", "words", "below"),
    [
        (f"{OTHER}.bands.cap", f"{OTHER}.bands is not stated: add a table [{OTHER}.bands] with measure", ".bands.cap"),
        ("trust", "trust is not stated: add a table [trust] with start", "trust.start"),
        (
            f"{OTHER}.lines.core",
            f"{OTHER}.lines is empty: add a table [{OTHER}.lines.<name>] with share",
            "<name>.share",
        ),
    ],
)
def test_explain_of_an_absent_part_says_how_to_add_it_and_what_it_has(
    path: str, words: str, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading, told, *listed = invoke(monkeypatch, sim.cli.explain, toy(), path).stdout.splitlines()
    assert words in heading
    assert told == "not stated here:"
    assert any(line.split(":")[0].endswith(below) for line in listed)


def test_explain_of_a_misspelt_part_says_which_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = invoke(monkeypatch, sim.cli.explain, toy(), f"{TERMS}.lines.cor.share").exception
    assert f"there is no such field. Did you mean '{TERMS}.lines.core.share'?" in str(refused)


def test_validate_lists_the_assumptions_of_parts_and_prints_all_that_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = toy(f"{TERMS}.clawback.days=30", f"{STEP}.rate=0.3")
    monkeypatch.setattr("sim.scenario.lint.red_flags", lambda _: [])
    monkeypatch.setattr("sim.scenario.unstated.unstated_inputs", lambda _: [])
    said = invoke(monkeypatch, sim.cli.validate, scenario).stdout
    assert f"{STEP}.rate" in said
    assert f"{TERMS}.clawback.days" in said
    assert f"{STEP}.start" not in said
    assert "trust" not in said
    printed = tomllib.loads(invoke(monkeypatch, sim.cli.validate, scenario, "--resolved").stdout)
    assert "least" not in printed["kinds"]["reseller"]["terms"], "at its neutral default"
    assert printed["kinds"]["reseller"]["terms"]["clawback"] == {"days": 30, "share": 0.5}
    assert "trust" not in printed
