"""``partnersim start`` as typed: what it writes, and that it writes nothing where it refuses."""

import errno
import json
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.cli.start import command
from sim.exports.cells import cell_text
from sim.exports.example import AS_OF, example_files
from sim.exports.export import Asked, read_export
from sim.scenario.load import load_scenario
from sim.scenario.start import StartState
from sim.scenario.start.columns import TABLES

from .conftest import Run, typed


def start(
    *more: str, folder: str = "start-example", scenario: str = "coach", tables: tuple[str, ...] = (*TABLES,)
) -> list[str]:
    files = [part for table in tables for part in (f"--{table}", f"{folder}/{table}.csv")]
    return ["start", *files, "--as-of", AS_OF, scenario, *more]


def read_start(path: Path) -> StartState:
    start = load_scenario(path).start
    assert start is not None
    return start.state


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_example_is_a_company_that_can_be_started(invoke: Run, tmp_path: Path) -> None:
    """20.5: the layouts, and the command that is offered for them."""
    shown = invoke("start", "--example")
    assert shown.exit_code == 0
    assert tree(tmp_path / "start-example") == {name: text.encode() for name, text in example_files().items()}
    for table, columns in TABLES.items():
        assert f"start-example/{table}.csv" in shown.stdout
        for column in columns:
            assert f"  {column.name} " in shown.stdout
            assert column.meaning in shown.stdout
    offered = shlex.split(shown.stderr.partition("'partnersim ")[2].rpartition("'")[0])
    result = invoke(*offered)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "mine/scenario.toml"
    state = read_start(tmp_path / "mine" / "scenario.toml")
    assert [one.id for one in state.partners if not one.is_in_force] == ["Cedar Systems"]


@pytest.mark.parametrize("out", ["mine", "a/b/mine", "./My Plan 2"])
def test_what_is_written(invoke: Run, tmp_path: Path, out: str) -> None:
    """A scenario that extends the one named, and the tables beside it."""
    invoke("start", "--example")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "own.toml").write_text('extends = "coach"\nmonths = 36\n', encoding="utf-8")
    for scenario in ("coach", "plans/own.toml"):
        target = f"{out} of {len(scenario)}"
        assert invoke(*start("-o", target, scenario=scenario)).exit_code == 0
        folder = tmp_path / target
        assert sorted(tree(folder)) == ["candidates.csv", "customers.csv", "months.csv", "opportunities.csv",
                                        "partners.csv", "scenario.toml"]  # fmt: skip
        stated = tomllib.loads((folder / "scenario.toml").read_text("utf-8"))
        parent = stated["extends"] if scenario == "coach" else folder / stated["extends"]
        assert load_scenario(parent) == load_scenario(scenario)
        assert stated["start_month"] == 10
        customers = (folder / "customers.csv").read_text("utf-8").splitlines()[1:]
        assert sorted(line[:6] for line in customers) == [f"C-100{number}" for number in range(1, 6)]
        assert stated["start"]["arr"] == {"direct": 8_400_000, "inbound": 2_700_000, "roster": 0}
        assert stated["start"]["digest"] == read_start(folder / "scenario.toml").digest
        stated.pop("start")
        (folder / "rest.toml").write_text(
            (folder / "scenario.toml").read_text("utf-8").partition("[start]")[0], "utf-8"
        )
        assert load_scenario(folder / "rest.toml").months == load_scenario(scenario).months


def test_nothing_is_written_where_a_file_has_a_problem(invoke: Run, tmp_path: Path) -> None:
    """20.5: exit 2, all problems, no folder, not even those above it."""
    invoke("start", "--example")
    file = tmp_path / "start-example" / "customers.csv"
    file.write_text(file.read_text("utf-8").replace("19500.00", "-1").replace("C-1002", "C-1001"), encoding="utf-8")
    before = tree(tmp_path)
    result = invoke(*start("-o", "new/mine"))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [
        ["start-example/customers.csv:3", "id"], ["start-example/customers.csv:6", "arr"],
    ]  # fmt: skip
    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_nothing_of_others_is_replaced(invoke: Run, tmp_path: Path) -> None:
    """A folder with files is refused; with --force the files of an earlier start are replaced, and no others."""
    invoke("start", "--example")
    before = tree(tmp_path)
    for folder in (".", "start-example"):
        for force in ((), ("--force",)):
            result = invoke(*start("-o", folder, *force))
            assert result.exit_code == 2
            assert "already has files" in result.stderr
            assert tree(tmp_path) == before
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    assert invoke(*start("-o", "taken")).exit_code == 2
    (tmp_path / "empty").mkdir()
    assert invoke(*start("-o", "empty")).exit_code == 0
    (tmp_path / "empty" / "notes.txt").write_text("mine", encoding="utf-8")
    first = tree(tmp_path / "empty")
    assert invoke(*start("-o", "empty")).exit_code == 2
    file = tmp_path / "start-example" / "customers.csv"
    file.write_text(file.read_text("utf-8").replace("19500.00", "19600.00"), encoding="utf-8")
    assert invoke(*start("-o", "empty", "--force")).exit_code == 0
    second = tree(tmp_path / "empty")
    assert second["notes.txt"] == b"mine"
    assert {name for name in first if first[name] != second[name]} == {"scenario.toml", "customers.csv"}
    again = invoke(*start("-o", "empty", "--force", folder="empty"))
    assert again.exit_code == 2
    assert "is in the way and is not replaced" in again.stderr
    assert tree(tmp_path / "empty") == second


def test_lines_are_as_wide_as_the_terminal(invoke: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words, a line a table where nothing is known of a terminal."""
    invoke("start", "--example")
    whole = invoke(*start("-o", "mine")).stdout
    assert sum(line.startswith("start-example/") for line in whole.splitlines()) == len(TABLES)
    for width in (80, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        broken = invoke(*start("-o", "mine", "--force")).stdout
        assert broken.split() == whole.split()
        assert max(map(len, broken.splitlines())) <= width


def test_a_place_that_cannot_be_written(invoke: Run, tmp_path: Path) -> None:
    invoke("start", "--example")
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    before = tree(tmp_path)
    for out in ("taken", "taken/mine", "/"):
        result = invoke(*start("-o", out))
        assert (result.exit_code, result.stdout) == (2, "")
        assert tree(tmp_path) == before


def test_a_full_disk_leaves_nothing(invoke: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a folder of an earlier start, whose files stay as they are."""
    invoke("start", "--example")
    assert invoke(*start("-o", "mine")).exit_code == 0
    before = tree(tmp_path)
    write = Path.write_text

    def full(path: Path, text: str, **more: str) -> int:
        if path.name == "months.csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text, **more)

    monkeypatch.setattr(Path, "write_text", full)
    for out, force in (("mine", ("--force",)), ("a/b", ())):
        result = invoke(*start("-o", out, *force))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"{out}: cannot be written: No space left on device\n"
        assert tree(tmp_path) == before
        assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "start-example"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--map", "customers.arr=Annual value"), "--map names a column 'Annual value' that the file does not have"),
        (("--map", "customers.value=arr"), "--map customers.value=arr: customers has no column 'value' (it has id, "),
        (("--map", "deals.arr=x"), "--map deals.arr=x: must be TABLE.COLUMN=NAME"),
        (("--map", "customers.arr"), "--map customers.arr: must be TABLE.COLUMN=NAME"),
        (("--map", "customers.arr=a", "--map", "customers.arr=b"), "customers.arr is named twice"),
        (
            ("--ignore", "customers.Region"),
            "--ignore names a column 'Region' that the file does not have: name one that",
        ),
        (
            ("--ignore", "customers.Lime"),
            "(id, partner, channel, arr, first_go_live, term_begins, line). Did you mean 'l",
        ),
        (("--ignore", "customers.line,partner"), "of each: --ignore 'customers.line,customers.partner'"),
        (("--ignore", "customers.arr"), "customers.csv:1: arr: is needed, and --ignore leaves it out: keep it"),
        (("--ignore", "customers.line, Region"), "--ignore names a column 'line, Region' that the file does not have"),
        (("--ignore", "Region"), "--ignore Region: must be TABLE.NAME"),
        (
            ("--dates", "dmy", "--as-of", "05/06/2026"),
            "type --as-of 2026-04-30 or --as-of 2026-05-31 or --as-of 2026-06-30",
        ),
        (("--dates", "ymd"), "'ymd' is not one of"),
        (("--roster-shares", "4.1", "0.05"), "4.1 is not in the range 0<x<1"),
        (("--roster-shares", "0.01", "0.1"), "--roster-shares: from 0.01 to 0.1 is too large a change"),
        (("--phase", "maturty"), "Did you mean 'maturity'?"),
    ],
)
def test_options_that_are_wrong(invoke: Run, tmp_path: Path, more: tuple[str, ...], said: str) -> None:
    invoke("start", "--example")
    before = tree(tmp_path)
    result = invoke(*start("-o", "mine", *more))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert tree(tmp_path) == before


def test_what_is_needed_is_named(invoke: Run) -> None:
    for left_out in ("--partners", "--customers", "--opportunities", "--as-of", "-o", "coach"):
        arguments = start("-o", "mine", tables=("partners", "customers", "opportunities"))
        place = arguments.index(left_out)
        del arguments[place : place + (1 if left_out == "coach" else 2)]
        result = invoke(*arguments)
        assert result.exit_code == 2
        said = {"-o": "--out", "coach": "SCENARIO"}.get(left_out, left_out)
        assert f"also needed: {said} (" in " ".join(result.stderr.split())


def test_columns_by_other_names_and_columns_that_are_not_needed(invoke: Run, tmp_path: Path) -> None:
    """20.5: --map, --ignore."""
    invoke("start", "--example")
    assert invoke(*start("-o", "plain")).exit_code == 0
    file = tmp_path / "start-example" / "customers.csv"
    head, *rows = file.read_text("utf-8").splitlines()
    head = head.replace("arr", "Yearly value").replace("line", "Owner")
    file.write_text("\n".join([head, *(f"{row}Ann" for row in rows), ""]), encoding="utf-8")
    assert invoke(*start("-o", "mine")).exit_code == 2
    told = ("--map", "customers.arr=yearly VALUE", "--ignore", "customers.Owner")
    assert invoke(*start("-o", "mine", *told)).exit_code == 0
    digests = [read_start(tmp_path / folder / "scenario.toml").digest for folder in ("plain", "mine")]
    assert digests[0] == digests[1]


def test_a_scenario_that_cannot_be_read(invoke: Run, tmp_path: Path) -> None:
    invoke("start", "--example")
    result = invoke(*start("-o", "mine", scenario="coahc"))
    assert result.exit_code == 2
    assert "Did you mean 'coach'?" in result.stderr
    assert not (tmp_path / "mine").exists()


def test_what_the_readme_says_is_true(tmp_path: Path) -> None:
    """Options that it names exist, and cells that it shows are read as it says."""
    text = (Path(sim.__file__).parents[1] / "README.md").read_text("utf-8")
    section = text.partition("## Your company as it is")[2].partition("\n## ")[0]
    options = set(re.findall(r"--[a-z][a-z-]*", section))
    assert len(options) >= 8
    assert options <= {option for parameter in command.params for option in parameter.opts}
    for head, amount, day in (
        ("First go-live", "$1,234.50", "2026-09-30"), ("FIRST_GO_LIVE", "1.234,50 USD", "30-Sep-2026"),
        ("FIRST_GO_LIVE", "1234.50", "30/9/2026"),
    ):  # fmt: skip
        assert all(shown in section for shown in (head, "$1,234.50", "1.234,50", "2026-09-30", "30-Sep-2026"))
        file = tmp_path / "customers.csv"
        file.write_text(f'id,partner,arr,{head}\nC,P,"{amount}",{day}\n', encoding="utf-8")
        export = read_export("customers", file, Asked(currency="USD"))
        assert export.problems == ()
        assert export.table is not None
        row = export.table.rows[0]
        assert (row["arr"], row["first_go_live"]) == (123450, date(2026, 9, 30))
    for unknown in re.findall(r"`([^`]*)`", section.partition("| empty, ")[2].partition(" | not known")[0]):
        assert cell_text(unknown) is None


def test_as_typed_in_a_shell(tmp_path: Path) -> None:
    assert typed(tmp_path, "start", "--example").returncode == 0
    done = typed(tmp_path, *start("-o", "mine"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "mine/scenario.toml")
    assert "partnersim run mine/scenario.toml" in done.stderr


@pytest.mark.parametrize(
    ("typed_day", "said"),
    [
        ("2026-09-29", "must be the last day of a month: type --as-of 2026-08-31 or --as-of 2026-09-30"),
        ("2028-02-28", "must be the last day of a month: type --as-of 2028-01-31 or --as-of 2028-02-29"),
        ("0001-01-02", "must be the last day of a month: type --as-of 0001-01-31"),
        ("31/12/2025", "is a date in another form: type --as-of 2025-12-31"),
        ("12/31/2025", "is a date in another form: type --as-of 2025-12-31"),
        ("30.9.2026", "is a date in another form: type --as-of 2026-09-30"),
        ("15 Sep 2026", "is a date in another form: type --as-of 2026-08-31 or --as-of 2026-09-30"),
        ("2025-12", "is a date in another form: type --as-of 2025-12-31"),
        ("Dec 2025", "is a date in another form: type --as-of 2025-12-31"),
        ("2026-9-30", "is a date in another form: type --as-of 2026-09-30"),
        ("31/12/25", "has a year of two digits: type --as-of 2026-09-30"),
        ("46295", "is the number of a day in a spreadsheet: type --as-of 2026-09-30"),
        ("2026-02-30", "is no date: type --as-of 2026-09-30"),
        ("today", "is no date: type --as-of 2026-09-30"),
    ],
)
def test_a_date_that_is_typed_in_another_form(typed_day: str, said: str, invoke: Run, tmp_path: Path) -> None:
    """What to type is said, with the option; each of these is accepted or told what it lacks."""
    invoke("start", "--example")
    before = tree(tmp_path)
    result = invoke(*start("-o", "mine", "--as-of", typed_day))
    assert (result.exit_code, result.stderr) == (2, f"--as-of {typed_day}: {said}\n")
    assert tree(tmp_path) == before
    for offered in re.findall(r"--as-of (\S+)", said):
        again = invoke(*start("-o", "mine", "--as-of", offered)).stderr
        assert not again.startswith("--as-of")


def test_what_is_wrong_with_several_options_is_told_at_once(invoke: Run) -> None:
    invoke("start", "--example")
    options = (
        "--as-of",
        "2026-09-15",
        "--program-began",
        "1/1/2025",
        "--phase-began",
        "soon",
        "--map",
        "x",
        "--ignore",
        "y",
    )
    said = invoke(*start("-o", "mine", *options)).stderr.splitlines()
    assert [line.split(":")[0] for line in said] == [
        "--program-began 1/1/2025", "--phase-began soon", "--as-of 2026-09-15", "--map x", "--ignore y",
    ]  # fmt: skip
    assert said[0].endswith("is a date in another form: type --program-began 2025-01-01")


@pytest.mark.parametrize(
    "typed_options",
    [
        ("--ignore", "customers.Region", "--ignore", "customers.Owner, name", "--ignore", "partners.Tier"),
        ("--ignore", "customers.Region,customers.Owner, name,partners.Tier"),
        ("--ignore", "partners.*,customers.*"),
        ("--ignore", "partners.*", "--ignore", "customers.Region", "--ignore", "customers.*"),
        None,
    ],
)
def test_several_columns_are_left_out_at_once(
    typed_options: tuple[str, ...] | None, invoke: Run, tmp_path: Path
) -> None:
    """In one option or several, by name or all that are not known; last, as the message says it."""
    invoke("start", "--example")
    assert invoke(*start("-o", "plain")).exit_code == 0
    for table, heads in (("customers", 'Region,"Owner, name"'), ("partners", "Tier")):
        file = tmp_path / "start-example" / f"{table}.csv"
        first, *rows = file.read_text("utf-8").splitlines()
        more = ",x,y" if table == "customers" else ",z"
        file.write_text("\n".join([f"{first},{heads}", *(row + more for row in rows)]), encoding="utf-8")
    if typed_options is None:
        said = invoke(*start("-o", "mine")).stderr.splitlines()[-1]
        typed_options = tuple(shlex.split(said.partition("not needed with ")[2].partition(" (or")[0]))
    result = invoke(*start("-o", "mine", *typed_options))
    assert result.exit_code == 0, result.stderr
    digests = [read_start(tmp_path / folder / "scenario.toml").digest for folder in ("plain", "mine")]
    assert digests[0] == digests[1]
    left_out = [line.strip() for line in result.stdout.splitlines() if line.startswith("  left out: ")]
    assert left_out == ["left out: column Tier", "left out: 2 columns Region, Owner, name"]


def test_a_folder_in_the_way_is_told_with_the_problems_of_the_files(invoke: Run, tmp_path: Path) -> None:
    invoke("start", "--example")
    file = tmp_path / "start-example" / "customers.csv"
    file.write_text(file.read_text("utf-8").replace("19500.00", "-1"), encoding="utf-8")
    said = invoke(*start("-o", "start-example")).stderr.splitlines()
    assert [line.split(": ")[:2] for line in said] == [
        ["start-example/customers.csv:6", "arr"],
        ["start-example", "already has files (candidates.csv, customers.csv, months.csv …)"],
    ]


def test_json_has_the_figures_of_the_lines(invoke: Run, tmp_path: Path) -> None:
    """Counted from the example's rows by hand; nothing else is on stdout."""
    invoke("start", "--example")
    result = invoke(*start("-o", "mine"), "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert {name: found[name] for name in found if name.startswith(("partners_", "customer", "open", "won"))} == {
        "partners_in_force": 4, "partners_left": 1, "partners_onboarding": 1, "customers": 5,
        "customer_arr": 24000 + 31000 + 36500 + 28000 + 19500, "open_opportunities": 2, "won_not_live": 1,
    }  # fmt: skip
    assert (found["candidates_contacted"], found["candidates_listed"], found["fees_owed"]) == (1, 1, 3100.0)
    assert found["arr"]["direct"] == {"amount": 8_400_000.0, "source": "customers"}
    assert found["program"] == {"month": 19, "first_agreement": "2025-03-10", "phase": "pilot", "phase_age_months": 19}
    assert [(table, found["tables"][table]["rows"]) for table in found["tables"]] == [
        ("partners", 5), ("customers", 8), ("opportunities", 3), ("candidates", 2), ("months", 12)
    ]  # fmt: skip
    assert (tmp_path / found["scenario"]).is_file()
    assert {"--program-began DATE", "--phase NAME"} <= {each["cure"] for each in found["assumed"]}
    partners = next(each for each in found["reconciled"] if each["what"] == "partners")
    assert partners["months"] == 12 * 9900.0
    refused = invoke("start", "--example", "--json")
    assert refused.exit_code == 2
