"""[start] by every door: file, extends, overlay, --set, variant and Python; what it is when it is loaded again."""

import pickle
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sim.scenario.lint import red_flags
from sim.scenario.load import changed, input_digest, load_scenario, loaded, resolved_dict, resolved_toml, scenario_of
from sim.scenario.parameters import parameters_of
from sim.scenario.problems import ScenarioError
from sim.scenario.schema import Scenario

from .started import ROWS, SCENARIO, table_text, written

OTHER_CUSTOMER = ["C9,a,,99.99,2026-06-30,2026-06-30,"]
NUMBERS = {
    "start.month": ("14", lambda scenario: scenario.start.state.month, 14),
    "start.phase_age_months": ("3", lambda scenario: scenario.start.state.phase_age_months, 3),
    "start.arr.direct": ("123456.78", lambda scenario: scenario.vendor.direct.starting_arr, 123456.78),
    "start.arr.roster": ("5000", lambda scenario: scenario.vendor.roster.starting_arr, 5000.0),
    "start.growth_last_year.inbound": ("0.18", lambda scenario: scenario.start.state.growth_last_year[1], 0.18),
    "start.phase": ('"stabilise"', lambda scenario: scenario.start.state.phase, "stabilise"),
}
"""What is stated, how it is read from the loaded scenario, and what it then is."""


def _file(path: Path, stated: str, value: str) -> Scenario:
    *above, key = stated.split(".")
    text = re.sub(rf"(?m)^{key} = .*\n", "", SCENARIO) if above == ["start"] or key == "direct" else SCENARIO
    head = f"[{'.'.join(above)}]"
    line = f"{head}\n{key} = {value}\n"
    text = text.replace(f"{head}\n", line) if head in text else text + line
    return load_scenario(written(path.parent, text))


def _extends(path: Path, stated: str, value: str) -> Scenario:
    child = path.parent / "below" / "child.toml"
    child.parent.mkdir()
    child.write_text(f'extends = "../scenario.toml"\n{stated} = {value}\n', encoding="utf-8")
    return load_scenario(child)


def _overlay(path: Path, stated: str, value: str) -> Scenario:
    over = path.parent / "elsewhere" / "over.toml"
    over.parent.mkdir()
    over.write_text(f"{stated} = {value}\n", encoding="utf-8")
    return load_scenario(path, overlays=[over])


def _set(path: Path, stated: str, value: str) -> Scenario:
    return load_scenario(path, [f"{stated}={value}"])


def _variant(path: Path, stated: str, value: str) -> Scenario:
    return changed(load_scenario(path), [f"{stated}={value}"])


def _python(path: Path, stated: str, value: str) -> Scenario:
    return scenario_of(load_scenario(path), [f"{stated}={value}"])


Door = Callable[[Path, str, str], Scenario]
DOORS: Mapping[str, Door] = {
    "file": _file, "extends": _extends, "overlay": _overlay, "set": _set, "variant": _variant, "python": _python,
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("stated", NUMBERS)
def test_what_is_stated_of_a_start_is_in_the_scenario(stated: str, door: str, tmp_path: Path) -> None:
    """20.5: and nothing else of it changes."""
    path = written(tmp_path)
    before = load_scenario(path)
    value, read, expected = NUMBERS[stated]
    scenario = DOORS[door](path, stated, value)
    assert read(scenario) == expected != read(before)
    assert scenario.start is not None
    assert before.start is not None
    assert scenario.start.state.partners == before.start.state.partners
    assert input_digest(scenario, 1, 1, 24) != input_digest(before, 1, 1, 24)


def _names(path: Path, folder: Path) -> dict[str, tuple[Path, str]]:
    """Where a file with another table of customers is, and how each door names it."""
    return {
        "extends": (folder / "below" / "own.csv", "own.csv"),
        "overlay": (folder / "elsewhere" / "own.csv", "own.csv"),
        "set": (folder / "own.csv", str(folder / "own.csv")),
        "variant": (folder / "own.csv", str(folder / "own.csv")),
        "python": (folder / "own.csv", str(folder / "own.csv")),
        "file": (path.parent / "own.csv", "own.csv"),
    }


@pytest.mark.parametrize("door", DOORS)
def test_a_table_is_found_beside_the_file_that_names_it(door: str, tmp_path: Path) -> None:
    """20.5: the other tables stay those beside the file below, whose digest is not asked of the new one."""
    first = load_scenario(written(tmp_path))
    assert first.start is not None
    path = written(tmp_path, SCENARIO.replace("[start.arr]", f'digest = "{first.start.digest}"\n[start.arr]'))
    place, name = _names(path, tmp_path)[door]
    text = table_text("customers", OTHER_CUSTOMER)
    if door in ("extends", "overlay"):
        with pytest.raises(ScenarioError, match=r"own\.csv cannot be read"):
            DOORS[door](path, "start.customers", f'"{name}"')
        place.write_text(text, encoding="utf-8")
        target = next(place.parent.glob("*.toml"))
        scenario = load_scenario(target) if door == "extends" else load_scenario(path, overlays=[target])
    else:
        place.write_text(text, encoding="utf-8")
        if door == "file":
            path = written(tmp_path)
        scenario = DOORS[door](path, "start.customers", f'"{name}"')
    assert scenario.start is not None
    assert [customer.arr_cents for customer in scenario.start.state.customers] == [9_999]
    assert [partner.id for partner in scenario.start.state.partners] == ["a", "b"]
    assert scenario.start.digest != first.start.digest


@pytest.mark.parametrize("door", [door for door in DOORS if door != "file"])
def test_a_start_is_taken_away(door: str, tmp_path: Path) -> None:
    """20.5: the program then begins with the run, in the company of today."""
    scenario = DOORS[door](written(tmp_path), "start", "false")
    assert scenario.start is None
    assert parameters_of(scenario).start == ()
    assert scenario.vendor.direct.starting_arr == 7500000.25


def test_a_scenario_without_a_start_is_what_it_was() -> None:
    scenario = load_scenario("coach")
    assert scenario.start is None
    assert "start" not in resolved_dict(scenario)
    with pytest.raises(ScenarioError, match="start: lacks 6 keys: add as_of, phase, phase_age_months, partners"):
        load_scenario("coach", ["start.month=3"])


# What the digest is of


@pytest.mark.parametrize(
    ("table", "row", "same"),
    [
        ("customers", "C1,a,,1200,2026-05-31,2026-05-31,", True),
        ("customers", '"C1","a",,1200.0,2026-05-31,2026-05-31,""', True),
        ("customers", "C1,a,,1200.01,2026-05-31,2026-05-31,", False),
        ("customers", "C2,a,,1200.00,2026-05-31,2026-05-31,", False),
        ("customers", "C1,a,,1200.00,2026-05-30,2026-05-31,", False),
        ("customers", "C1,a,,1200.00,2026-05-31,2026-06-30,", False),
        ("customers", "C1,a,,1200.00,2026-05-31,2026-05-31,x", False),
        ("opportunities", "O2,a,2026-05-01,", False),
        ("opportunities", "O1,a,2026-04-30,", False),
    ],
)
def test_the_digest_changes_if_and_only_if_a_value_does(table: str, row: str, same: bool, tmp_path: Path) -> None:
    """20.5: of the tables, and so of the run; names of files and folders, quotes and order of rows do not count."""
    first, other = written(tmp_path / "one"), written(tmp_path / "two", **{table: [row]})
    before, after = load_scenario(first), load_scenario(other)
    assert before.start is not None
    assert after.start is not None
    assert (before.start.digest == after.start.digest) is same
    assert (input_digest(before, 1, 1, 48) == input_digest(after, 1, 1, 48)) is same


def test_names_of_files_and_order_of_rows_change_no_digest(tmp_path: Path) -> None:
    before = load_scenario(written(tmp_path / "one"))
    path = written(tmp_path / "two", SCENARIO.replace("partners.csv", "our own.csv"), partners=ROWS["partners"][::-1])
    (tmp_path / "two" / "partners.csv").rename(tmp_path / "two" / "our own.csv")
    assert input_digest(load_scenario(path), 1, 1, 48) == input_digest(before, 1, 1, 48)


def test_a_digest_that_is_stated_is_checked(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path))
    assert scenario.start is not None
    stated = SCENARIO.replace("[start.arr]", f'digest = "{scenario.start.digest}"\n[start.arr]')
    assert load_scenario(written(tmp_path, stated)) == scenario
    with pytest.raises(ScenarioError, match=r"scenario\.toml:11: start\.digest: is not that of the tables"):
        load_scenario(written(tmp_path, stated, customers=OTHER_CUSTOMER))


# Loaded again


def test_the_resolved_form_loads_again_anywhere(tmp_path: Path) -> None:
    """20.5: with no table beside it, in another folder; the same scenario, records, parameters and digest."""
    scenario = load_scenario(written(tmp_path / "one"))
    place = tmp_path / "other" / "scenario.toml"
    place.parent.mkdir()
    place.write_text(resolved_toml(scenario), encoding="utf-8")
    for file in (tmp_path / "one").iterdir():
        file.unlink()
    again = load_scenario(place)
    assert again == scenario
    assert again.start is not None
    assert scenario.start is not None
    assert again.start.state == scenario.start.state
    assert parameters_of(again) == parameters_of(scenario)
    assert resolved_toml(again) == resolved_toml(scenario)
    assert input_digest(again, 1, 1, 48) == input_digest(scenario, 1, 1, 48)


def test_a_scenario_is_whole_in_another_process(tmp_path: Path) -> None:
    """Workers get it pickled; worlds are copies of it."""
    scenario = load_scenario(written(tmp_path))
    for file in tmp_path.iterdir():
        file.unlink()
    for copy in (pickle.loads(pickle.dumps(scenario)), scenario.model_copy(update={"months": 12})):
        assert copy.start.state == scenario.start.state  # type: ignore[union-attr]
        assert parameters_of(copy).start == parameters_of(scenario).start


def test_problems_of_tables_in_a_resolved_file_have_their_line(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(resolved_toml(load_scenario(written(tmp_path / "one"))).replace("1200.00", "12OO"), "utf-8")
    line = path.read_text("utf-8").splitlines().index('customers = """') + 1
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    (said,) = error.value.problems
    what = f"scenario.toml:{line} customers:2: arr: must be a number such as 1234.50"
    cure = "correct it there, or make the tables again with 'partnersim start'"
    assert str(said).endswith(f"{what}: {cure} (got '12OO')")


# ARR


def test_arr_of_a_start_ends_the_range_of_starting_arr(tmp_path: Path) -> None:
    """20.5: it takes the place of vendor.*.starting_arr."""
    parent = tmp_path / "parent.toml"
    ranges = 'extends = "coach"\n[uncertainty]\n"vendor.direct.starting_arr" = { p10 = 6e6, p50 = 7e6, p90 = 9e6 }\n'
    parent.write_text(ranges, encoding="utf-8")
    assert "vendor.direct.starting_arr" in load_scenario(parent).uncertainty
    found = loaded(Scenario, written(tmp_path, SCENARIO.replace('"coach"', '"parent.toml"')))
    assert "vendor.direct.starting_arr" not in found.scenario.uncertainty
    (ended,) = [note for note in found.notes if note.kind == "ended" and note.path == "vendor.direct.starting_arr"]
    assert ended.place.endswith("scenario.toml:12")
    again = changed(found.scenario, ['uncertainty."start.arr.direct"={p10=6e6,p50=7e6,p90=9e6}'])
    assert "vendor.direct.starting_arr" in again.uncertainty


@pytest.mark.parametrize("arr", ["7e6", "7500000.25"])
def test_arr_stated_under_both_names_in_one_file_is_refused(arr: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(written(tmp_path, f"{SCENARIO}[vendor.direct]\nstarting_arr = {arr}\n"))
    (said,) = error.value.problems
    what = "start.arr.direct: is given twice, also as vendor.direct.starting_arr: keep one"
    assert str(said).endswith(f"scenario.toml:12: {what}")


@pytest.mark.parametrize(
    ("override", "arr"),
    [
        ("start.arr.direct*=2", (15000000.5, 2500000.0)),
        ("start.arr={inbound=3.5}", (7500000.25, 3.5)),
        ("start.arr.*=1000", (1000.0, 1000.0)),
        ("vendor.direct.starting_arr=9", (9.0, 2500000.0)),
    ],
)
def test_arr_is_one_number_with_two_names(override: str, arr: tuple[float, float], tmp_path: Path) -> None:
    vendor = load_scenario(written(tmp_path), [override]).vendor
    assert (vendor.direct.starting_arr, vendor.inbound.starting_arr) == arr
    channels = parameters_of(load_scenario(written(tmp_path), [override])).vendor.channels
    assert [channel.starting_arr_cents for channel in channels[:2]] == [round(100 * one) for one in arr]


# What does not fit


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("start.phase=\"pilots\"", "start.phase: there is no phase 'pilots'"),
        ("start_month=1", "start_month: month 1 is the one after start.as_of, 2026-09-30: state start_month = 10"),
        ("start.month=11", "start.phase_age_months: the phase cannot be older than the program: at most"),
        (
            "archetypes.reseller.established={partners=3,age_months=4,customers=1,arr_median=20000}",
            "archetypes.reseller.established: start.partners has partners of 'reseller': remove one of the two",
        ),
        ("archetypes.reseller.candidates=1", "partners.csv:3: archetype: 2 partners and candidates of 'reseller'"),
        ("archetypes.reseller=false", "partners.csv:2: archetype: the scenario has no archetype 'reseller'"),
        ("start=5", "start: is a table"),
        ("start.arr=5", "start.arr: is a table"),
        ("start.arr.foo=5", "start.arr.foo: unknown key"),
        ("start.partners=5", "start.partners: must be text"),
        ("start.partners=\"nowhere.csv\"", "start.partners: nowhere.csv cannot be read: No such file"),
        ('uncertainty."start.month"={low=1,high=9}', "'start.month' is the same in every world"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("door", ["set", "variant"])
def test_what_does_not_fit_is_refused(override: str, said: str, door: str, tmp_path: Path) -> None:
    """20.5."""
    path, _, value = override.partition("=")
    with pytest.raises(ScenarioError) as error:
        DOORS[door](written(tmp_path), path, value)
    place = said.replace("partners.csv:3", "start.partners").replace("partners.csv:2", "start.partners")
    lines = [str(problem) for problem in error.value.problems]
    assert any(said in line or (door == "variant" and _without_place(place, line)) for line in lines), lines


def test_a_line_that_the_kind_does_not_have_is_refused(tmp_path: Path) -> None:
    """20.5: and with its file, line and cure; a kind without lines takes every name."""
    path = written(tmp_path, customers=[ROWS["customers"][0] + "gold"])
    assert load_scenario(path).start is not None
    with pytest.raises(ScenarioError) as error:
        load_scenario(path, ["archetypes.reseller.segments={ core=0.5, plus=0.5 }"])
    assert [str(one).partition("customers.csv:")[2] for one in error.value.problems] == [
        "2: line: 'gold' is no product line of reseller: write one that it has (core, plus), or leave the cell empty: "
        "it is drawn then"
    ]


def _without_place(said: str, line: str) -> bool:
    return said.partition("archetype: ")[2] in line if "archetype: " in said else said in line


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """20.5: of the tables, of [start] and of the rest of the scenario."""
    text = SCENARIO.replace("month = 12\np", "month = 1\np") + "[gate]\nthreshold = 7\n"
    customers = ["C1,z,,1.00,2026-05-31,,", "C1,a,direct,-1.00,2026-05-31,,"]
    with pytest.raises(ScenarioError) as error:
        load_scenario(written(tmp_path, text, customers=customers))
    said = "\n".join(map(str, error.value.problems))
    for one in (
        "customers.csv:2: partner: 'z' is not in", "customers.csv:3: id: 'C1' is on line 2 too",
        "customers.csv:3: arr: must not be below 0", "customers.csv:3: channel: a start has the customers of partners",
        "scenario.toml:7: start.phase_age_months: the phase cannot be older", "gate.threshold: ",
    ):  # fmt: skip
        assert one in said, said


def test_cells_that_cannot_be_seen_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"partners\.csv:2: id: its character 2 is U\+200B"):
        load_scenario(written(tmp_path, partners=["b\u200b,reseller,2026-01-31,,,,,,,,", ROWS["partners"][1]]))


# What is read and does not act


def test_what_does_not_act_is_told(tmp_path: Path) -> None:
    """20.5: nothing that is accepted is ignored in silence."""
    more = SCENARIO.replace(
        'partners = "', 'candidates = "candidates.csv"\nmonths = "months.csv"\npartners = "'
    ) + "[start.growth_last_year]\ndirect = 0.2\n"  # fmt: skip
    rows = {
        "candidates": ["F,referral,24,,", "G,referral,,,"],
        "months": ["2026-09-30,1.00,2.00,0.00,3.00,45.00"],
        "customers": [ROWS["customers"][0] + "gold"],
    }
    scenario = load_scenario(written(tmp_path, more, **rows), ["vendor.growth=false"])
    said = [flag.message for flag in red_flags(scenario) if flag.message.startswith("start.")]
    assert [text.partition(":")[0] for text in said] == [
        "start.customers", "start.growth_last_year",
    ]  # fmt: skip
    assert said[0] == "start.customers: the column line does not act for reseller: no terms.lines are stated there"
    over = [
        "archetypes.reseller.segments={ gold=0.5, plus=0.5 }", "archetypes.reseller.terms.lines={ plus={ rate=0.1 } }",
    ]  # fmt: skip
    acts = load_scenario(written(tmp_path / "acts", more, **rows), ["vendor.growth=false", *over])
    assert not [flag for flag in red_flags(acts) if "column line" in flag.message]
    plain = load_scenario(written(tmp_path / "plain"))
    assert not [flag for flag in red_flags(plain) if flag.message.startswith("start.")]


def test_a_resolved_file_may_be_as_large_as_its_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """20.5: 4 MB are the most of a scenario file, but not of one with tables in it."""
    files = {name: tmp_path / f"{name}.toml" for name in ("with_tables", "without")}
    files["with_tables"].write_text(resolved_toml(load_scenario(written(tmp_path / "one"))), encoding="utf-8")
    files["without"].write_text(resolved_toml(load_scenario("coach")), encoding="utf-8")
    monkeypatch.setattr("sim.scenario.files.MOST_BYTES", 5000)
    assert load_scenario(files["with_tables"]).start is not None
    with pytest.raises(ScenarioError, match="no scenario file"):
        load_scenario(files["without"])
