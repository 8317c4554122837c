"""Inputs as people type them, and whatever a file can hold: place, key and cure at every door (19.19, .20, .30, .34).

A fault is stated at each door at which a user can state it. The answer is status 2 and one line for it; no test here
has a time limit, but every text is long enough that work beyond one pass over it would not end.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.levers import levers_of
from sim.engine.order import MAX_PARTNERS
from sim.scenario.distributions import JQPD
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.paths import leaf_paths, spec_of, value_at
from sim.scenario.problems import LONGEST_WORD, MOST_PRINTED
from sim.scenario.schema.scenario import MOST_CANDIDATES
from sim.scenario.typed import cure_of

from .conftest import Run

Answer = tuple[str, str]
"""The place that a message must begin with, and the whole message."""

COACH = 'extends = "coach"\n'


def stated(path: str, value: str) -> str:
    *tables, key = path.split(".")
    return f"[{'.'.join(tables)}]\n{key} = {value}\n" if tables else f"{key} = {value}\n"


def by_file(invoke: Run, path: str, value: str) -> Answer:
    Path("mine.toml").write_text(COACH + stated(path, value), "utf-8")
    line = 3 if "." in path else 2
    return f"mine.toml:{line}: {path}: ", answered(invoke, "validate", "mine.toml")


def by_overlay(invoke: Run, path: str, value: str) -> Answer:
    Path("over.toml").write_text(stated(path, value), "utf-8")
    line = 2 if "." in path else 1
    return f"over.toml:{line}: {path}: ", answered(invoke, "run", "coach", "--with", "over.toml")


def by_set(invoke: Run, path: str, value: str) -> Answer:
    return f"--set {path}: ", answered(invoke, "run", "coach", "--set", f"{path}={value}")


def by_variant(invoke: Run, path: str, value: str) -> Answer:
    return f"coach:{path}={value}: ", answered(invoke, "compare", "coach", f"coach:{path}={value}")


def by_python(_: Run, path: str, value: str) -> Answer:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("coach", [f"{path}={value}"])
    return f"--set {path}: ", str(caught.value)


def by_over(invoke: Run, path: str, value: str) -> Answer:
    return f"--over {path}: ", answered(invoke, "sweep", "coach", "--over", f"{path}={value}:{value}:2")


def by_sweep_in_python(_: Run, path: str, value: str) -> Answer:
    with pytest.raises(SweepError) as caught:
        levers_of([f"{path}={value}:{value}:2"], load_scenario("coach"))
    return f"--over {path}: ", str(caught.value)


def answered(invoke: Run, *arguments: str) -> str:
    """What a command that is refused says; it has done nothing before."""
    before = sorted(os.listdir())
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sorted(os.listdir()) == before
    lines = [line for line in result.stderr.splitlines() if not line.startswith("preparing ")]
    assert not [line for line in lines if line.startswith(("sweeping", "simulating"))]
    return "\n".join(lines)


SCENARIO_DOORS: dict[str, Callable[[Run, str, str], Answer]] = {
    "file": by_file,
    "overlay": by_overlay,
    "--set": by_set,
    "variant": by_variant,
    "python": by_python,
}
DOORS = {**SCENARIO_DOORS, "--over": by_over, "sweep in python": by_sweep_in_python}

TYPED = {
    "decimal comma": ("gate.threshold", "0,25", "write 0.25 with a point"),
    "percent": ("gate.threshold", "25%", "write 0.25 for 25%"),
    "percent with a comma": ("archetypes.reseller.terms.rate", "12,5 %", "write 0.125 for 12,5 %"),
    "thousands": ("vendor.direct.starting_arr", "7,500,000", "write 7500000 without separators"),
    "thousands with points": ("vendor.direct.starting_arr", "7.500.000", "write 7500000 without separators"),
    "thousands and cents": ("vendor.direct.starting_arr", "7,500,000.50", "write 7500000.5 without separators"),
    "a sign and a scale": ("vendor.direct.starting_arr", "$7.5M", "write 7500000 for $7.5M"),
    "a code and a scale": ("vendor.direct.starting_arr", "EUR 750k", "write 750000 for EUR 750k"),
    "either": ("program.onboarding_cost", "7,500", "write 7500 without separators or 7.5 with a point"),
    "full width": ("gate.threshold", "２５％", "write 0.25 for 25%"),
}  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("door", DOORS)
def test_a_number_as_people_type_it(door: str, typed: str, invoke: Run) -> None:
    """19.19: place, key and cure; nothing is converted in silence."""
    path, value, cure = TYPED[typed]
    place, said = DOORS[door](invoke, path, value)
    assert said.startswith(place)
    assert cure in said
    assert value in said


@pytest.mark.parametrize("typed", [one for one in TYPED if one not in ("full width",)])
@pytest.mark.parametrize("door", ["file", "overlay"])
def test_a_number_in_quotes(door: str, typed: str, invoke: Run) -> None:
    """19.19: text that is meant as a number."""
    path, value, cure = TYPED[typed]
    place, said = DOORS[door](invoke, path, f'"{value}"')
    assert said.startswith(f"{place}must be a number, not text: {cure}")


@pytest.mark.parametrize("operator", ["+", "-", "*"])
@pytest.mark.parametrize("door", ["--set", "variant", "python", "--over"])
def test_a_relative_change_as_people_type_it(door: str, operator: str, invoke: Run) -> None:
    """19.19: behind +=, -= and *=."""
    place, said = DOORS[door](invoke, f"gate.threshold{operator}", "0,5")
    assert "write 0.5 with a point" in said
    assert said.startswith(
        place.replace(f"threshold{operator}:", "threshold:") if door in ("--set", "python") else place
    )


def test_numbers_in_a_table_of_one_line(invoke: Run) -> None:
    """19.19: each wrong one, in a file and behind --set."""
    Path("mine.toml").write_text(f'{COACH}[uncertainty]\n"gate.x" = {{ low = 0,1, high = 30% }}\n', "utf-8")
    assert answered(invoke, "validate", "mine.toml").splitlines() == [
        "mine.toml:3: uncertainty.gate.x.low: must be a number: write 0.1 with a point (got 0,1)",
        "mine.toml:3: uncertainty.gate.x.high: must be a number: write 0.3 for 30% (got 30%)",
    ]
    said = answered(invoke, "validate", "coach", "--set", "vendor.direct={arr_growth_per_year=25%}")
    assert said.startswith("--set vendor.direct: vendor.direct.arr_growth_per_year: ")
    assert "write 0.25 for 25%" in said


@pytest.mark.parametrize(
    ("text", "path", "cure"),
    [
        ("25%", "vendor.direct.starting_arr", ""),
        ("$7.5M", "gate.threshold", ""),
        ("24,5", "gate.month", ""),
        ("2,000", "archetypes.reseller.candidates", "write 2000 without separators"),
        ("many", "gate.threshold", ""),
        ("7,50", "program.onboarding_cost", "write 7.5 with a point"),
        ("1,2,3", "gate.threshold", ""),
        ("9" * 100_000, "gate.threshold", ""),
        ("-5%", "vendor.direct.arr_growth_per_year", "write -0.05 for -5%"),
        ("1.234.567,5", "vendor.direct.starting_arr", "write 1234567.5 without separators"),
    ],
)
def test_a_cure_is_a_value_that_the_field_can_have(text: str, path: str, cure: str) -> None:
    """19.19: no cure that would be refused in turn, or that means something else."""
    assert cure_of(text, spec_of(path)) == cure
    if cure:
        load_scenario("coach", [f"{path}={cure.split()[1]}"])


@pytest.mark.parametrize(
    ("arguments", "place", "what"),
    [
        (("--over", "archetypes.reseller.terms.rate=5:50:10"), "", "is a fraction: write 0.05 for 5%"),
        (("--over", "gate.month=12:60:3"), "", "60 lies past the horizon"),
        (("--over", "phases.*.managers=-2:5:8"), "phases.pilot.managers: ", "must be at least 0"),
        (("--over", "gate.threshold=0.00001:0.1:3"), None, "is counted in whole basis points"),
    ],
)
def test_a_value_of_a_lever_is_named_as_it_was_typed(
    arguments: tuple[str, str], place: str | None, what: str, invoke: Run
) -> None:
    """19.20: before anything is said to begin."""
    said = answered(invoke, "sweep", "coach", *arguments, "--runs", "1")
    typed = " ".join(arguments) if place is not None else " ".join(arguments).split("=")[0]
    assert said.startswith(f"{typed}: {place or ''}")
    assert what in said


def test_a_horizon_and_a_variant_are_named_as_they_were_typed(invoke: Run) -> None:
    """19.20: --months is no --set; each variant is named with its scenario."""
    said = answered(
        invoke, "compare", "coach:gate.month=50", "coach+growth-half:phases.*.managers=-1", "--months", "40"
    )
    assert said.startswith("coach:gate.month=50: 50 lies past the horizon of 40 months")
    said = answered(invoke, "compare", "coach", "coach+growth-half:phases.*.managers=-1")
    assert said.splitlines()[0].startswith("coach+growth-half:phases.*.managers=-1: phases.pilot.managers: must be")


# Whatever a file can hold

LONG = 100_000
DEEP = 60_000


def chain(count: int, step: str = "a") -> str:
    return ".".join([step] * count)


HELD = {
    "nan for a whole number": (COACH + "months = nan\n", "2: months: must be a whole number (got nan)"),
    "inf for a whole number": (COACH + "[gate]\nmonth = -inf\n", "3: gate.month: must be a whole number (got -inf)"),
    "a whole number of 300 digits": (COACH + "months = 1e300\n", "2: months: must be a whole number (got 1e+300)"),
    "a deep key": (COACH + chain(DEEP) + " = 1\n", "2: the key a.a.a"),
    "a deep header": (COACH + f"[{chain(DEEP)}]\nb = 1\n", "2: the key a.a.a"),
    "a deep header about values": (COACH + f"[uncertainty.{chain(DEEP)}]\nlow = 1\n", "2: the key uncertainty.a.a"),
    "a deep list": (COACH + f"[gate]\nmonth = {'[' * DEEP}{']' * DEEP}\n", "3: gate.month: is nested too deeply"),
    "a deep table": (COACH + f"gate = {'{a = ' * DEEP}1{'}' * DEEP}\n", "2: gate: is nested too deeply"),
    "a deep key in quotes": (COACH + f'"{chain(DEEP)}" = 1\n', "2: a.a.a"),
    "a deep path with a source": (COACH + f'[sources]\n"{chain(DEEP)}" = "x"\n', "3: sources.a.a"),
    "a number of digits": (COACH + f"[gate]\nmonth = {'9' * LONG}\n", "3: gate.month: has a number of 100,000 digits"),
    "a fraction of digits": (
        COACH + f"[gate]\nthreshold = 0.{'1' * LONG}\n",
        "3: gate.threshold: has a number of 100,",
    ),
    "digits in quotes": (
        COACH + f'[gate]\nthreshold = "{"9" * LONG}"\n',
        "3: gate.threshold: must be a number, not text",
    ),
    "a long key": (COACH + f"{'k' * LONG} = 1\n", "2: the key kkk"),
    "a long key in quotes": (COACH + f'[gate]\n"{"k" * LONG}" = 1\n', "3: gate.kkk"),
    "a long word": (COACH + f'[gate]\nmeasure = "{"k" * LONG}"\n', "3: gate.measure: must be one of"),
    "a share that is 0": (
        COACH + "[gate]\nthreshold = 0.00001\n",
        "3: gate.threshold: is counted in whole basis points",
    ),
    "money that is 0": (
        COACH + "[vendor]\nhour_cost = 0.004\n",
        "3: vendor.hour_cost: is counted in whole cents (0.01)",
    ),
    "percentiles an ulp apart": (
        COACH + "[uncertainty]\nvendor.direct.churn_per_year = "
        "{ p10 = 0.1, p50 = 0.10000000000000002, p90 = 0.10000000000000003 }\n",
        "3: uncertainty.vendor.direct.churn_per_year: p10 = 0.1, p50 = 0.10000000000000002",
    ),
    "a pair without a number": (
        COACH + '[correlation]\npairs = [["a", "b"]]\n',
        '3: correlation.pairs: entry 1 must be two paths and their rank correlation, such as ["a.b", "c.d", 0.5]',
    ),
    "a list for a table by name": (COACH + "benchmarks = [1]\n", "2: benchmarks: must be a table (got [1])"),
    "text for all archetypes": (COACH + 'archetypes = "x"\n', "2: archetypes: must be a table (got 'x')"),
    "a list for all ranges": (COACH + "uncertainty = [1]\n", "2: uncertainty: must be a table (got [1])"),
    "a table twice": (
        COACH + "[[gate]]\nmonth = 1\n",
        "2: gate: must be a table: write [gate] or its keys, not [[gate]]",
    ),
    "a long description": (COACH + f'description = "{"#" * 5_000_000}"\n', " is larger than 4 MB"),
}


@pytest.mark.parametrize("door", ["file", "overlay", "extended"])
@pytest.mark.parametrize("held", HELD)
def test_whatever_a_file_can_hold(held: str, door: str, invoke: Run) -> None:
    """19.30, 19.34: one line with file, line and cure, and nothing that nobody can read."""
    text, expected = HELD[held]
    Path("held.toml").write_text(text.replace(COACH, "\n") if door == "overlay" else text, "utf-8")
    Path("child.toml").write_text('extends = "./held.toml"\n', "utf-8")
    arguments = {"file": ("held.toml",), "overlay": ("coach", "--with", "held.toml"), "extended": ("child.toml",)}
    said = answered(invoke, "validate", *arguments[door])
    assert len(said.splitlines()) == 1
    assert said.startswith(f"held.toml:{expected}")
    assert max(len(word) for word in re.split(r"\s", said)) <= LONGEST_WORD + len("held.toml:9:")


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        (f"{chain(DEEP)}=1", "is nested too deeply: a path has at most 20 steps"),
        (f"gate.month={'[' * DEEP}{']' * DEEP}", "gate.month: is nested too deeply: at most 20"),
        (f"gate={'{a=' * DEEP}1{'}' * DEEP}", "gate: is nested too deeply: at most 20"),
        (f"gate.threshold={'9' * LONG}", "gate.threshold: has a number of 100,000 digits"),
        ("mix={}", "mix: an empty table sets nothing: name a key and its value"),
        ("archetypes.reseller={}", "archetypes.reseller: an empty table sets nothing"),
        ("gate.threshold*=0.0001", "is 1e-05, which is counted in whole basis points"),
        ("months=nan", "months: must be a whole number (got nan)"),
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("door", ["--set", "variant", "python"])
def test_whatever_an_option_can_hold(door: str, override: str, expected: str, invoke: Run) -> None:
    """19.30, 19.34: as in a file."""
    path, _, value = override.partition("=")
    _, said = DOORS[door](invoke, path, value)
    what = expected.partition(": ")[2] if door == "variant" and expected.partition(": ")[2] else expected
    assert what in said
    assert len(said) < 1000


@pytest.mark.parametrize("values", [f"0.1:0.5:{'9' * 5000}", f"{'9' * 5000}:0.5:3", "1e-4000000:0.1:3", "0.1:1e400:3"])
def test_numbers_of_any_length_in_a_sweep(values: str, invoke: Run) -> None:
    """19.30: no number that becomes another one, or takes long."""
    said = answered(invoke, "sweep", "coach", "--over", f"gate.threshold={values}", "--runs", "1")
    assert said.startswith("--over gate.threshold: ")
    assert len(said) < 500


def test_many_wrong_keys_are_counted(invoke: Run) -> None:
    """19.34: the first fifty, and how many more there are."""
    Path("mine.toml").write_text(COACH + "[gate]\n" + "".join(f"k{n} = 1\n" for n in range(5000)), "utf-8")
    lines = answered(invoke, "validate", "mine.toml").splitlines()
    assert len(lines) == MOST_PRINTED + 1
    assert all(line.startswith(f"mine.toml:{3 + n}: gate.k{n}: unknown key") for n, line in enumerate(lines[:-1]))
    assert lines[-1] == "and 4,950 more problems"


def test_hints_are_found_for_printed_problems_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """19.34: a word like each of many wrong ones would take minutes."""
    asked: list[str] = []
    monkeypatch.setattr("sim.scenario.validation.suggestion", lambda wrong, _: asked.append(wrong) or "")
    file = tmp_path / "mine.toml"
    file.write_text(COACH + "[gate]\n" + "".join(f"k{n} = 1\n" for n in range(500)), "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert len(caught.value.problems) == 500
    assert len(asked) == MOST_PRINTED


def amounts_times(factor: float) -> list[str]:
    coach = load_scenario("coach")
    paths = [path for path in leaf_paths(coach) if (spec := spec_of(path)) and spec.engine == "cents"]
    return [f"{path}*={factor}" for path in paths if value_at(coach, path)]


def test_amounts_of_a_currency_of_small_units_fit(tmp_path: Path) -> None:
    """19.11: coach in JPY; every amount, as it would be stated there."""
    scenario = load_scenario("coach", ["currency=JPY", *amounts_times(150)])
    assert scenario.program.manager_cost_per_year == 150 * load_scenario("coach").program.manager_cost_per_year
    assert scenario.vendor.direct.starting_arr > 1e9
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("path", "amount"),
    [
        ("program.manager_cost_per_year", "1e13"),
        ("program.staff_cost_per_year", "1e13"),
        ("program.onboarding_cost", "1e13"),
        ("vendor.hour_cost", "1e13"),
        ("phases.scale.support_cost_per_month", "1e11"),
        ("phases.pilot.fixed_cost_per_month", "1e13"),
    ],
)
def test_costs_that_cannot_be_counted_are_refused(path: str, amount: str, invoke: Run) -> None:
    """19.11: bounds are wide, and what adds up past the limit is named."""
    said = answered(invoke, "validate", "coach", "--set", f"{path}={amount}")
    assert said.startswith(f"--set {path}: costs of 48 months can add up to more than 90,071,992,547,410")


def test_a_bound_of_money_is_in_words(invoke: Run) -> None:
    """19.11: no exponent and no name of a unit."""
    said = answered(invoke, "validate", "coach", "--set", "program.manager_cost_per_year=1e14")
    assert said.startswith("--set program.manager_cost_per_year: must be at most 10,000,000,000,000 a year (360 days)")


def test_links_in_a_ring(invoke: Run) -> None:
    """19.30: as a file, and behind extends."""
    Path("one.toml").symlink_to("two.toml")
    Path("two.toml").symlink_to("one.toml")
    Path("mine.toml").write_text('extends = "./one.toml"\n', "utf-8")
    assert answered(invoke, "validate", "one.toml").startswith("one.toml: cannot be read: ")
    said = answered(invoke, "validate", "mine.toml")
    assert said.startswith("mine.toml:1: extends: cannot be read: its links lead in a ring")


def test_more_candidates_than_a_run_can_tell_apart(tmp_path: Path) -> None:
    """19.30: what is valid runs."""
    assert MOST_CANDIDATES == MAX_PARTNERS
    coach = load_scenario("coach")
    kind = coach.archetypes["reseller"].model_copy(update={"candidates": 50_000, "candidates_per_month": 5000})
    many = {f"kind{n}": kind for n in range(14)}
    shares = dict.fromkeys(many, 1 / 14)
    stated = {**coach.model_dump(), "archetypes": {n: k.model_dump() for n, k in many.items()}, "mix": shares}
    said = "17,500,000 candidates and partners on day 0 within 240 months, and 16,777,216 can be told apart"
    with pytest.raises(ValueError, match=said):
        type(coach).model_validate({**stated, "uncertainty": {}, "correlation": {}, "sources": {}, "months": 240})
    type(coach).model_validate({**stated, "uncertainty": {}, "correlation": {}, "sources": {}, "months": 120})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("gap", [1e-17, 1e-13, 1e-11, 1e-7, 1e-3])
@pytest.mark.parametrize("low", [0.0, float("-inf")])
@pytest.mark.parametrize("middle", [1e-6, 0.1, 0.5, 0.999])
def test_percentiles_that_are_valid_are_drawn(gap: float, low: float, middle: float) -> None:
    """19.30: a curve goes through the points that are accepted, and stays finite."""
    points = {"p10": middle * (1 - gap), "p50": middle, "p90": middle + gap * (1 - middle) / 2}
    if not points["p10"] < points["p50"] < points["p90"]:
        return
    curve = JQPD(**points)
    if curve.bounds_problem(low, 1.0):
        assert gap < 1e-6
        return
    drawn = curve.between(low, 1.0)
    for u, point in zip((0.1, 0.5, 0.9), points.values(), strict=True):
        assert drawn(u) == pytest.approx(point, rel=1e-9)
    assert drawn(0.0) <= points["p10"]
    assert points["p90"] <= drawn(1.0) <= 1.0
