"""What exports may not say: each problem with its file, line and column, all at once, and what helps."""

import ast
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.exports.derived import Told
from sim.exports.example import example_files
from sim.exports.export import Asked, read_export
from sim.exports.heads import Naming
from sim.exports.started import Started, started
from sim.scenario.problems import CurableProblem, ScenarioError
from sim.scenario.start.columns import TABLES

AS_OF = date(2026, 9, 30)
Edit = tuple[str, str, str]
"""Table, a text of its file, and the text in its place; an empty text is the end of the file."""

FAULTS: dict[str, tuple[Edit, str, str]] = {
    # name: edit, place and column, a part of what is said
    "a partner of an opportunity that is not there": (
        ("opportunities", "O-2001,Alder Consulting", "O-2001,Alder Consultants"), "opportunities.csv:2: partner",
        "'Alder Consultants' is not in {partners}: add the partner there. Did you mean 'Alder Consulting'?",
    ),
    "a partner of a customer in another case": (
        ("customers", "C-1003,Birch Resale", "C-1003,BIRCH RESALE"), "customers.csv:4: partner",
        "Did you mean 'Birch Resale'?",
    ),
    "a customer before the agreement": (
        ("customers", "24000.00,2025-10-15,2025-10-15", "24000.00,2025-03-09,2026-03-09"),
        "customers.csv:2: first_go_live",
        "2025-03-09 is before the agreement of 'Alder Consulting', 2025-03-10 (line 2 of {partners})",
    ),
    "an opportunity before the agreement": (
        ("opportunities", "2026-08-27", "2025-03-09"), "opportunities.csv:2: qualified_on",
        "2025-03-09 is before the agreement of 'Alder Consulting', 2025-03-10",
    ),
    "an opportunity of a partner that has left": (
        ("opportunities", "", "O-2009,Cedar Systems,2026-05-01,\n"), "opportunities.csv:5: qualified_on",
        "2026-05-01 is after 'Cedar Systems' has left, 2026-04-30",
    ),
    "an opportunity before the first": (
        ("opportunities", "O-2001,Alder Consulting,2026-08-27", "O-2001,Alder Consulting,2025-06-17"),
        "opportunities.csv:2: qualified_on", "before the first qualified opportunity of 'Alder Consulting', 2025-06-18",
    ),
    "an opportunity after the last": (
        ("opportunities", "O-2001,Alder Consulting,2026-08-27", "O-2001,Alder Consulting,2026-08-28"),
        "opportunities.csv:2: qualified_on", "after the last qualified opportunity of 'Alder Consulting', 2026-08-27",
    ),
    "onboarded before the agreement": (
        ("partners", "2025-03-10,2025-05-02", "2025-03-10,2025-03-09"), "partners.csv:2: onboarded",
        "2025-03-09 is before the agreement of 2025-03-10",
    ),
    "a date after the as-of date": (
        ("opportunities", "2026-09-22", "2026-10-01"), "opportunities.csv:3: won_on",
        "2026-10-01 is after the as-of date 2026-09-30",
    ),
    "a date of a database for none": (
        ("customers", "3000000.00,2021-01-20", "3000000.00,1900-01-01"), "customers.csv:8: first_go_live",
        "leave the cell empty if it stands for no date",
    ),
    "an id twice": (
        ("customers", "C-1002", "C-1001"), "customers.csv:3: id", "'C-1001' is on line 2 too",
    ),
    "a partner twice": (
        ("partners", "Elm Advisers", "Birch Resale"), "partners.csv:6: id", "'Birch Resale' is on line 3 too",
    ),
    "another currency by its sign": (
        ("customers", "36500.00", "€36500.00"), "customers.csv:4: arr",
        "is in another currency than the scenario, which is in USD: convert it (got '€36500.00')",
    ),
    "another currency by its code": (
        ("months", "688000.00", "688000.00 GBP"), "months.csv:12: direct_revenue", "another currency",
    ),
    "another currency in the heads": (
        ("customers", "arr,", "ARR (EUR),"), "customers.csv:1: ARR (EUR)", "another currency than the scenario",
    ),
    "an archetype that there is not": (
        ("partners", "Dogwood Tech,technology", "Dogwood Tech,technologie"), "partners.csv:5: archetype",
        "the scenario has no archetype 'technologie': write one that it has (alliance, referral, reseller, "
        "technology), or add it to a scenario of your own. Did you mean 'technology'?",
    ),
    "ARR below 0": (
        ("customers", "19500.00", "-19500.00"), "customers.csv:6: arr", "must not be below 0",
    ),
    "ARR below 0, as accountants write it": (
        ("customers", "19500.00", "(19500.00)"), "customers.csv:6: arr", "must not be below 0",
    ),
    "a won opportunity that is a customer": (
        ("opportunities", "O-2002", "C-1004"), "opportunities.csv:3: id",
        "'C-1004' is a customer already (line 5 of {customers}): a won deal counts once",
    ),
    "an open opportunity that is a customer": (
        ("opportunities", "O-2001", "C-1001"), "opportunities.csv:2: id", "what customers add is drawn at renewals",
    ),
    "an unknown column": (
        ("opportunities", "won_on", "won_on,Owner"), "opportunities.csv:1: Owner",
        "leave it out with --ignore 'opportunities.Owner'",
    ),
    "a column that is missing": (
        ("partners", "qualified_so_far", "Notes"), "partners.csv:1: qualified_so_far", "is missing",
    ),
    "a column twice": (
        ("opportunities", "won_on", "Date qualified"), "opportunities.csv:1: Date qualified",
        "is qualified_on, as 'qualified_on' is",
    ),
    "an unseen character in an id": (
        ("partners", "Elm Advisers", "Elm\u200b Advisers"), "partners.csv:6: id",
        "has a character that cannot be seen, U+200B (zero width space): remove it",
    ),
    "a control character in an id": (
        ("customers", "C-1005", "C-\x071005"), "customers.csv:6: id", "has a character that cannot be seen",
    ),
    "a formula in an id": (
        ("customers", "C-1005", "=C1005"), "customers.csv:6: id", "is a formula to a spreadsheet",
    ),
    "a formula in an amount": (
        ("customers", "19500.00", "=A1"), "customers.csv:6: arr", "is a formula to a spreadsheet",
    ),
    "a name that begins as a formula": (
        ("candidates", "Gum Group", "+Gum"), "candidates.csv:3: id", "is a formula to a spreadsheet",
    ),
    "an error of a spreadsheet": (
        ("customers", "19500.00", "#REF!"), "customers.csv:6: arr", "is an error of the spreadsheet",
    ),
    "an id that a spreadsheet shortened": (
        ("opportunities", "O-2001", "1.23E+11"), "opportunities.csv:2: id", "that a spreadsheet has shortened",
    ),
    "an amount that a spreadsheet shortened": (
        ("customers", "19500.00", "1.95E+04"), "customers.csv:6: arr", "that a spreadsheet has shortened",
    ),
    "an id longer than a screen": (
        ("opportunities", "O-2001", "O" * 121), "opportunities.csv:2: id", "is longer than 120 characters",
    ),
    "an empty cell that is needed": (
        ("customers", "C-1005,Cedar Systems,,19500.00", "C-1005,Cedar Systems,,n/a"), "customers.csv:6: arr",
        "is empty",
    ),
    "a customer of nobody": (
        ("customers", "C-1005,Cedar Systems,", "C-1005,,"), "customers.csv:6: partner",
        "has neither a partner nor a channel: name the partner that brought it, or direct, inbound or roster",
    ),
    "a channel that there is not": (
        ("customers", "D-0001,,direct", "D-0001,,web"), "customers.csv:7: channel",
        "is no channel: write direct, inbound, roster, or name the partner (got 'web')",
    ),
    "a partner and a channel": (
        ("customers", "C-1005,Cedar Systems,", "C-1005,Cedar Systems,inbound"), "customers.csv:6: channel",
        "is 'inbound', and the partner is 'Cedar Systems': keep one of the two",
    ),
    "a partner by the name of a channel": (
        ("partners", "Elm Advisers", "Inbound"), "partners.csv:6: id", "'Inbound' is the name of a channel",
    ),
    "no number": (("customers", "19500.00", "lots"), "customers.csv:6: arr", "is no number"),
    "a comma among points": (
        ("customers", "19500.00", '"19500,00"'), "customers.csv:6: arr",
        "has not a decimal point, which the other numbers of this file have (line 2)",
    ),
    "an amount out of bounds": (
        ("customers", "19500.00", "99999999999999.00"), "customers.csv:6: arr", "the most that an amount can be",
    ),
    "a size of 0": (("partners", "0.6", "0"), "partners.csv:4: size", "must lie between 0.001 and 1,000"),
    "half a partner's opportunity": (
        ("partners", "2026-07-15,9,", "2026-07-15,8.5,"), "partners.csv:2: qualified_so_far", "must be a whole number",
    ),
    "no yes and no no": (
        ("partners", ",,yes,2025-06-18", ",,perhaps,2025-06-18"), "partners.csv:2: committed",
        "is neither yes nor no: write one of them, or leave it empty (got 'perhaps')",
    ),
    "no date": (("partners", "2026-08-24", "soon"), "partners.csv:6: signed", "is no date: write one such as"),
    "a day that no calendar has": (
        ("partners", "2026-08-24", "31/06/2026"), "partners.csv:6: signed", "is no date",
    ),
    "a date by its number": (
        ("partners", "2026-08-24", "46258"), "partners.csv:6: signed", "is the number of a day in a spreadsheet",
    ),
    "a year of two digits": (
        ("partners", "2026-08-24", "24/08/26"), "partners.csv:6: signed", "has a year of two digits",
    ),
    "day or month first": (
        ("partners", "2026-08-24", "05/06/2026"), "partners.csv:6: signed",
        "can be 2026-06-05 or 2026-05-06: say which with --dates dmy or --dates mdy",
    ),
    "a term before the first go-live": (
        ("customers", "2025-12-08,2025-12-08", "2025-12-08,2025-12-07"), "customers.csv:4: term_begins",
        "2025-12-07 is before first_go_live 2025-12-08",
    ),
    "a term that is over": (
        ("customers", "2025-10-15,2025-10-15", "2025-09-29,2025-09-29"), "customers.csv:2: term_begins",
        "is more than a year before 2026-09-30",
    ),
    "a customer before any opportunity": (
        ("customers", "24000.00,2025-10-15,2025-10-15", "24000.00,2025-06-17,2026-06-17"),
        "customers.csv:2: first_go_live", "is before the first qualified opportunity of 'Alder Consulting', 2025-06-18",
    ),
    "a customer of a partner that never won": (
        ("partners", "2026-01-20,2026-02-27", "2026-01-20,"), "customers.csv:6: partner",
        "'Cedar Systems' has this customer and never won a deal (line 4 of {partners})",
    ),
    "a win after the last": (
        ("partners", "2026-09-22", "2026-09-21"), "opportunities.csv:3: won_on",
        "2026-09-22 is after the last won deal of 'Birch Resale', 2026-09-21",
    ),
    "won before it was qualified": (
        ("opportunities", "2026-06-10,2026-09-22", "2026-06-10,2026-06-09"), "opportunities.csv:3: won_on",
        "2026-06-09 is before qualified_on 2026-06-10",
    ),
    "the first opportunity after the last": (
        ("partners", "2025-10-09,2026-01-20", "2026-01-21,2026-01-20"), "partners.csv:4: last_qualified",
        "2026-01-20 is before first_qualified 2026-01-21",
    ),
    "opportunities without a date": (
        ("partners", "2026-02-17,2026-04-15,,,,,,0,", "2026-02-17,2026-04-15,,,,,,2,"),
        "partners.csv:5: first_qualified", "is empty, and qualified_so_far is 2",
    ),
    "a last opportunity and no first": (
        ("partners", "2026-02-17,2026-04-15,,,,,,0,", "2026-02-17,2026-04-15,,,,2026-06-01,,1,"),
        "partners.csv:5: first_qualified", "is empty, and last_qualified is not",
    ),
    "two dates of one opportunity": (
        ("partners", "2026-01-20,2026-02-27,3,", "2026-01-20,2026-02-27,1,"), "partners.csv:4: qualified_so_far",
        "must be at least 2, since first_qualified and last_qualified are two dates",
    ),
    "fewer qualified than there are": (
        ("partners", "2026-09-11,2026-09-22,14,", "2026-09-11,2026-09-22,3,"), "partners.csv:3: qualified_so_far",
        "is 3, and 'Birch Resale' has 4 customers and opportunities",
    ),
    "sells without people who sell": (
        ("partners", ",,yes,2025-06-18", ",,no,2025-06-18"), "partners.csv:2: committed",
        "is no, and the partner has 9",
    ),
    "a win and nothing qualified": (
        ("partners", "2026-02-17,2026-04-15,,,,,,0,", "2026-02-17,2026-04-15,,,,,2026-07-01,0,"),
        "partners.csv:5: last_won", "no opportunity was ever qualified",
    ),
    "a score out of bounds": (
        ("candidates", "24", "36"), "candidates.csv:2: score",
        "must lie between 7 and 35: take it to that scale, or leave it empty (got 36)",
    ),
    "a stage that there is not": (
        ("candidates", "pitch", "pich"), "candidates.csv:2: stage", "Did you mean 'pitch'?",
    ),
    "a stage and no contact": (
        ("candidates", "2026-08-18", ""), "candidates.csv:2: contacted", "is empty, and stage is not",
    ),
    "a candidate that is a partner": (
        ("candidates", "Gum Group", "Elm Advisers"), "candidates.csv:3: id", "is a partner (line 6 of {partners})",
    ),
    "a month twice": (("months", "2026-08,", "2026-07,"), "months.csv:12: month", "2026-07 is on line 11 too"),
    "a month after the as-of date": (
        ("months", "2026-09,", "2026-10,"), "months.csv:13: month", "2026-10 is after the as-of date 2026-09-30",
    ),
    "a month that is missing": (
        ("months", "2026-05,652000.00,207000.00,0.00,8200.00,0.00\n", ""), "months.csv:8: month",
        "the month after 2026-04 is missing",
    ),
    "the last month missing": (
        ("months", "2026-09,700000.00,225000.00,0.00,9900.00,3100.00\n", ""), "months.csv:12: month",
        "the last month is 2026-08, and the as-of date 2026-09-30",
    ),
    "revenue below 0": (
        ("months", "2026-04,640000.00", "2026-04,-640000.00"), "months.csv:8: direct_revenue", "must not be below 0",
    ),
    "a cell too many": (
        ("customers", "24000.00", "24,000.00"), "customers.csv:2",
        "has 8 cells below 7 heads: put quotes around a cell that has a delimiter",
    ),
    "a row that was cut": (
        ("opportunities", "O-2003,Birch Resale,2026-09-11,", "O-2003,Bir"), "opportunities.csv:4",
        "has 2 cells below 4 heads: complete it; was the file cut?",
    ),
    "a quote that is not closed": (
        ("opportunities", "O-2003", '"O-2003'), "opportunities.csv:4", "a quote is not closed, or text follows it",
    ),
    "a subtotal in the middle with a word": (
        ("customers", "D-0001,,direct", "Total partners,,,139000.00,,,all lines\nD-0001,,direct"), "customers.csv:7",
        "looks like a row of subtotals, which lacks what the other rows have: remove it, or complete it if it is a row",
    ),
    "sums in the middle without a label": (
        ("customers", "D-0001,,direct", ",,,139000.00,,,\nD-0001,,direct"), "customers.csv:7",
        "looks like a row of subtotals",
    ),
    "a partner by the name of a total that lacks a cell": (
        ("partners", "Birch Resale,reseller,2025-04-22", "Total Resale,reseller,"), "partners.csv:3",
        "remove it, or complete it if it is a row",
    ),
}  # fmt: skip


def written(folder: Path, *edits: Edit) -> dict[str, Path]:
    """The example's files with edits, each of a text that occurs once."""
    files = {}
    texts = {name.removesuffix(".csv"): text for name, text in example_files().items()}
    for table, before, after in edits:
        if before:
            assert texts[table].count(before) == 1, (before, texts[table].count(before))
            texts[table] = texts[table].replace(before, after)
        else:
            texts[table] += after
    for table, text in texts.items():
        files[table] = folder / f"{table}.csv"
        files[table].write_text(text, encoding="utf-8", newline="")
    return files


def read(files: dict[str, Path], scenario: str = "coach", told: Told | None = None, **asked: object) -> Started:
    return started(scenario, files, Asked(**asked), told or Told(AS_OF))  # type: ignore[arg-type]


def problems(files: dict[str, Path], scenario: str = "coach", told: Told | None = None, **asked: object) -> list[str]:
    """What is said, without the folder of the files."""
    folder = next(iter(files.values())).parent
    with pytest.raises(ScenarioError) as error:
        read(files, scenario, told, **asked)
    return [str(problem).replace(f"{folder}/", "") for problem in error.value.problems]


def test_the_example_has_no_problem(tmp_path: Path) -> None:
    assert len(read(written(tmp_path)).tables["partners"].rows) == 5


@pytest.mark.parametrize("fault", FAULTS)
def test_each_problem_is_told_with_its_place(fault: str, tmp_path: Path) -> None:
    """20.5: file, line, column and cure."""
    edit, place, said = FAULTS[fault]
    found = problems(written(tmp_path, edit))
    said = said.format(partners="partners.csv", customers="customers.csv")
    assert any(line.startswith(f"{place}: ") and said in line for line in found), found


INDEPENDENT = (
    "a partner of an opportunity that is not there", "a customer before the agreement", "a date after the as-of date",
    "another currency by its sign", "an archetype that there is not", "ARR below 0", "a control character in an id",
    "onboarded before the agreement", "a year of two digits", "a score out of bounds", "a month that is missing",
    "no yes and no no",
)  # fmt: skip
"""Faults that can be made in one company."""


def test_all_problems_are_told_at_once_and_no_other(tmp_path: Path) -> None:
    """20.5: exactly the places of the faults, in the order of files and lines."""
    edits = [FAULTS[fault][0] for fault in INDEPENDENT if fault != "a control character in an id"]
    edits.append(("customers", "C-1002", "C-\x071002"))
    places = {FAULTS[fault][1] for fault in INDEPENDENT} - {"customers.csv:6: id"} | {"customers.csv:3: id"}
    found = problems(written(tmp_path, *edits))
    assert {": ".join(line.split(": ")[:2]) for line in found} == places
    order = ["partners.csv", "customers.csv", "opportunities.csv", "candidates.csv", "months.csv"]
    where = [(order.index(line.split(":")[0]), int(line.split(":")[1])) for line in found]
    assert where == sorted(where)


def test_an_empty_file_one_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    files = written(tmp_path)
    for content in (b"", b"\n\n ,, \n", b"\xef\xbb\xbf"):
        files["customers"].write_bytes(content)
        assert problems(files) == ["customers.csv: is empty: export it with its heads"]
    files["customers"].unlink()
    assert problems(files) == ["customers.csv: there is no such file: correct its name"]
    files["customers"].mkdir()
    assert problems(files) == ["customers.csv: is a folder: name a file"]


def test_a_table_of_heads_alone(tmp_path: Path) -> None:
    """No partner is nothing to start from; no open opportunity, and no customer, is a company."""
    files = written(tmp_path)
    for table in ("partners", "months"):
        whole = files[table].read_text("utf-8")
        files[table].write_text(whole.splitlines()[0], encoding="utf-8")
        assert f"{table}.csv:1: has no rows: export those below the heads too" in problems(files)
        files[table].write_text(whole, encoding="utf-8")
    for table in ("opportunities", "candidates"):
        files[table].write_text(files[table].read_text("utf-8").splitlines()[0], encoding="utf-8")
    found = read(files)
    assert found.tables["opportunities"].rows == found.tables["candidates"].rows == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "is a workbook: save its sheet as CSV"),
        (b"\xff\xfe\x00\x00i\x00\x00\x00", "is UTF-32 text: save it as UTF-8"),
        (b"id,partner\n\x81\x8d\x8f,x\n", "is neither UTF-8, UTF-16 nor Windows text: save it as UTF-8"),
        ("id,partner\nü,x\n".encode() + b"\xe4,y\n", "opportunities.csv:3: is UTF-8 text but for this line"),
        (
            b"name of the report\n",
            "opportunities.csv:1: has no column of opportunities (id, partner, qualified_on, won_on): "
            "begin with a line of heads, or name them with --map opportunities.COLUMN=NAME",
        ),
        (b"Open deals\n\nid,partner,qualified_on,won_on\n", "remove what is above line 3, where the heads seem to be"),
    ],
)
def test_a_file_that_is_no_table(content: bytes, said: str, tmp_path: Path) -> None:
    files = written(tmp_path)
    files["opportunities"].write_bytes(content)
    assert any(line.startswith("opportunities.csv") and said in line for line in problems(files))


def test_more_partners_than_the_list_of_their_archetype(tmp_path: Path) -> None:
    """20.5: candidates count as names of the list too; the row is the first that is too many."""
    more = "".join(f"Platform {n},alliance,2026-01-05,,,,,,,0,\n" for n in range(3))
    assert len(read(written(tmp_path, ("partners", "", more))).tables["partners"].rows) == 8
    files = written(tmp_path, ("partners", "", more), ("candidates", "", "Platform 9,alliance,,,\n"))
    assert problems(files) == [
        "candidates.csv:4: archetype: 4 partners and candidates of 'alliance' are more than the 3 names on its list: "
        "state archetypes.alliance.candidates of at least 4 in the scenario"
    ]


@pytest.mark.parametrize("number", [4096, 4097])
def test_deals_that_a_run_can_tell_apart(number: int, tmp_path: Path) -> None:
    """20.5: at most 4,096 customers and opportunities of a partner."""
    more = "".join(f"X-{n},Birch Resale,2026-01-07,\n" for n in range(number - 4))
    files = written(tmp_path, ("opportunities", "", more), ("partners", "2026-09-22,14,", f"2026-09-22,{number},"))
    if number == 4096:
        assert len(read(files).tables["opportunities"].rows) == 4095
    else:
        (line,) = problems(files)
        said = "'Birch Resale' has 4,097 customers and opportunities, and 4,096 can be told apart"
        assert line.startswith(f"partners.csv:3: id: {said}")


def test_problems_of_the_scenario_are_told_with_those_of_the_files(tmp_path: Path) -> None:
    scenario = tmp_path / "bad.toml"
    scenario.write_text('extends = "coach"\n[gate]\nthreshold = 10\n', encoding="utf-8")
    files = written(tmp_path, FAULTS["ARR below 0"][0])
    found = problems(files, str(scenario))
    assert len(found) == 2
    assert "gate.threshold" in found[0]
    assert found[1].startswith("customers.csv:6: arr")


def test_what_the_user_says_beside_the_files(tmp_path: Path) -> None:
    """Phase and beginnings that contradict the scenario, the partners or each other."""
    files = written(tmp_path)
    assert problems(files, told=Told(AS_OF, phase="scal")) == [
        "--phase: the scenario has no phase 'scal': state one of pilot, stabilise, scale, maturity. "
        "Did you mean 'scale'?"
    ]
    assert problems(files, told=Told(AS_OF, date(2026, 10, 1), phase_began=date(2026, 10, 1))) == [
        "--program-began: 2026-10-01 is after the as-of date 2026-09-30: state a day before it, or a later --as-of",
        "--phase-began: 2026-10-01 is after the as-of date 2026-09-30: state a day before it, or a later --as-of",
    ]
    assert problems(files, told=Told(AS_OF, phase_began=date(2025, 2, 28))) == [
        "--phase-began: 2025-02-28 is before the program began, 2025-03-10: correct one with --program-began"
    ]


def test_many_cells_of_one_cause_are_one_problem(tmp_path: Path) -> None:
    """Amounts that may have a decimal comma, in every row: told once, with their number."""
    files = written(tmp_path)
    text = files["customers"].read_text("utf-8").replace("000.00", ".000").replace("500.00", ".500")
    for before, after in (("5400.000", "5.400"), ("3000.000", "3.000"), ("2700.", "2.")):
        text = text.replace(before, after)
    files["customers"].write_text(text, encoding="utf-8")
    found = [line for line in problems(files) if line.startswith("customers.csv")]
    assert len([line for line in found if "can be" in line]) == 1
    assert found[0].startswith("customers.csv:2: arr: can be 24.000 or 24000, as ")
    for decimal, arr in (("point", 2400), ("comma", 2_400_000)):
        export = read_export("customers", files["customers"], Asked(decimal=decimal))
        assert export.problems == ()
        assert export.table is not None
        assert export.table.rows[0]["arr"] == arr


@pytest.mark.parametrize(("rows", "told"), [(10, 10), (11, 11), (12, 11), (900, 11)])
def test_many_problems_of_one_column_do_not_hide_those_of_others(rows: int, told: int, tmp_path: Path) -> None:
    """Of each column the first ten, and how many more; the only one of the last file is told too."""
    more = "".join(f"X-{n},Nobody,2026-01-07,\n" for n in range(rows))
    found = problems(written(tmp_path, ("opportunities", "", more), ("months", "2026-08,", "2026-07,")))
    of_partner = [line for line in found if line.startswith("opportunities.csv:")]
    assert len(of_partner) == told
    assert [int(line.split(":")[1]) for line in of_partner[:10]] == list(range(5, 15))
    if rows > 11:
        more = f"and {rows - 10} more cells of this column from here on"
        assert of_partner[10] == f"opportunities.csv:15: partner: {more}: mend them as those above"
    assert any(line.startswith("months.csv:12: month: ") for line in found)


@pytest.mark.parametrize(
    ("table", "title"),
    [("partners", "Account"), ("months", "Partners"), ("opportunities", "Open deals"), ("customers", "Source;;;;;;")],
)
def test_a_title_above_the_heads_hides_no_other_problem(table: str, title: str, tmp_path: Path) -> None:
    """Also a title that is a head by itself, and in a file with other delimiters than commas."""
    files = written(tmp_path)
    lines = files[table].read_text("utf-8").replace(",", ";").splitlines()
    heads = [f"{lines[0]};Owner", f"{lines[1]};x", *(f"{line};" for line in lines[2:])]
    files[table].write_text("\n".join([title, ";;;", *heads]), encoding="utf-8")
    columns = ", ".join(column.name for column in TABLES[table])
    first, second = problems(files)
    assert first == (
        f"{table}.csv:1: has no column of {table} ({columns}): remove what is above line 3, where the heads seem to be"
    )
    assert second.startswith(f"{table}.csv:3: Owner: is no column of {table}")


@pytest.mark.parametrize("order", ["Customer name,Customer ID", "Customer ID,Customer name", "id,name"])
def test_all_that_is_not_known_leaves_out_a_second_name(order: str, tmp_path: Path) -> None:
    """'customers.*' keeps the id of an id and a name; two dates of one column stay a problem."""
    files = written(tmp_path)
    lines = files["customers"].read_text("utf-8").splitlines()
    is_first = order.split(",")[0].lower().endswith("id")
    rows = [f"{row},{n}" if is_first else f"{n},{row}" for n, row in enumerate(lines[1:])]
    head = lines[0].partition(",")[2]
    heads = f"{order.split(',')[0]},{head},{order.split(',')[1]}" if is_first else f"{order},{head}"
    files["customers"].write_text("\n".join([heads, *rows]), encoding="utf-8")
    assert len(problems(files)) > 0
    naming = {"customers": Naming(ignored=frozenset({"*"}))}
    found = read(files, naming=naming)
    assert [row["id"] for row in found.tables["customers"].rows] == [line.split(",")[0] for line in lines[1:]]
    name = next(each for each in order.split(",") if "name" in each)
    assert found.notes["customers"] == (f"left out: column {name}",)
    files["customers"].write_text("\n".join([f"{heads},Live since", *(f"{row}," for row in rows)]), encoding="utf-8")
    (said,) = problems(files, naming=naming)
    assert "Live since: is first_go_live, as 'first_go_live' is" in said


def test_the_option_to_paste_leaves_out_names_beside_ids(tmp_path: Path) -> None:
    """As offered, it leaves no problem: the name goes, whichever of the two stands first."""
    files = written(tmp_path)
    for table, before, after in (("customers", "Customer name,", "Customer ID,"), ("opportunities", "", "Deal name,")):
        lines = files[table].read_text("utf-8").splitlines()
        rows = [f"{n},{row}" if table == "customers" else f"{row},{n}" for n, row in enumerate(lines[1:])]
        rest = lines[0].partition(",")[2]
        head = f"{before}{after}{rest}" if table == "customers" else f"{lines[0]},{after.strip(',')}"
        files[table].write_text("\n".join([head, *rows]), encoding="utf-8")
    *_, last = problems(files)
    assert last.startswith("--ignore: 2 columns are not known or name again what an id names (2): ")
    assert "with --ignore 'customers.Customer name, opportunities.Deal name' (or" in last
    naming = {
        "customers": Naming(ignored=frozenset({"Customer name"})),
        "opportunities": Naming(ignored=frozenset({"Deal name"})),
    }
    assert len(read(files, naming=naming).tables["customers"].rows) == 8


def test_stages_of_another_system_are_one_problem(tmp_path: Path) -> None:
    """Each word with its lines, once for all archetypes with the same stages."""
    stages = ["SQL", "pich", "SQL", "Pitch", "SQL", "SQL", "SQL", "SQL"]
    rows = [f"N{n},{('reseller', 'referral')[n % 2]},,2026-08-18,{stage}" for n, stage in enumerate(stages)]
    files = written(tmp_path, ("candidates", "", "\n".join([*rows, ""])))
    (said,) = problems(files)
    assert said == (
        "candidates.csv:4: stage: 'referral', 'reseller' have no recruiting stage 'SQL' (lines 4, 6, 8, 9, 10 and 1 "
        "more), 'pich' (line 5): write one of outreach, discovery, pitch, agreement"
    )


@pytest.mark.parametrize("column", [(column.name) for column in TABLES["customers"]])
def test_a_fault_of_the_heads_hides_no_fault_of_the_cells(column: str, tmp_path: Path) -> None:
    """20.5: heads that are not known or missing, and faults of cells of all files, in one round, and no others."""
    cells = [FAULTS[fault][:2] for fault in INDEPENDENT if fault != "a control character in an id"]
    head = ",".join(each.name for each in TABLES["customers"])
    renamed = ("customers", head, head.replace(column, "Zeta", 1))
    found = problems(written(tmp_path, renamed, *(edit for edit, _ in cells)))
    places = {": ".join(line.split(": ")[:2]) for line in found}
    hidden = {"arr": ("arr",), "partner": ("partner", "first_go_live"), "first_go_live": ("first_go_live",)}
    needed = {f"customers.csv:1: {column}"} if column in ("id", "arr", "first_go_live") else set()
    expected = {
        place
        for _, place in cells
        if not place.startswith("customers.csv") or place.split(": ")[1] not in hidden.get(column, ())
    }
    assert places == expected | needed | {"customers.csv:1: Zeta"}


def test_a_row_that_cannot_be_split_hides_nothing_and_accuses_nobody(tmp_path: Path) -> None:
    """A partner whose row has a cell too many is there: its customers and opportunities are no faults."""
    files = written(tmp_path, ("partners", "Birch Resale,reseller", "Birch, Resale,reseller"), FAULTS["ARR below 0"][0])
    assert [line.split(": ")[0] for line in problems(files)] == ["partners.csv:3", "customers.csv:6"]


SURPLUS = {"customers": ("Region", "Owner"), "partners": ("Tier, now",), "opportunities": ("won_onn",)}
"""Columns that are not known; the last is like one that is."""


def with_surplus(folder: Path, tables: dict[str, tuple[str, ...]] = SURPLUS) -> dict[str, Path]:
    files = written(folder)
    for table, heads in tables.items():
        first, *rows = files[table].read_text("utf-8").splitlines()
        more = ",".join(f'"{head}"' for head in heads)
        lines = [f"{first},{more}", *(row + ",x" * len(heads) for row in rows)]
        files[table].write_text("\n".join(lines), encoding="utf-8")
    return files


def test_the_option_that_leaves_out_all_surplus_columns_is_printed(tmp_path: Path) -> None:
    """It can be pasted; a column that is probably one of the table is not in it."""
    found = problems(with_surplus(tmp_path))
    assert [line.partition(": is no column")[0] for line in found[:-1]] == [
        "partners.csv:1: Tier, now", "customers.csv:1: Region", "customers.csv:1: Owner",
        "opportunities.csv:1: won_onn",
    ]  # fmt: skip
    assert [line for line in found if "Did you mean" in line] == [found[3]]
    assert found[3].endswith("with --map 'opportunities.won_on=won_onn'. Did you mean 'won_on'?")
    assert found[-1] == (
        "--ignore: 3 columns are not known: leave out those that are not needed with --ignore 'partners.Tier, now, "
        "customers.Region, customers.Owner' (or --ignore 'partners.*,customers.*', all that are not known)"
    )


def test_the_option_to_paste_names_the_columns_that_are_not_found(tmp_path: Path) -> None:
    """Surplus columns may hold them: who pastes the option would lose them."""
    files = with_surplus(tmp_path)
    for table, head in (("customers", "arr"), ("partners", "size")):
        text = files[table].read_text("utf-8")
        first, rest = text.split("\n", 1)
        files[table].write_text(f"{first.replace(head, 'Figures of the year')}\n{rest}", encoding="utf-8")
    (last,) = (line for line in problems(files) if line.startswith("--ignore: "))
    assert last.startswith(
        "--ignore: 5 columns are not known: if they hold partners.size or customers.arr, name those with "
        "--map TABLE.COLUMN=NAME first; leave out those that are not needed with --ignore '"
    )


def test_every_problem_has_its_cure() -> None:
    """A problem of a company's files cannot be made without one, and no file of theirs makes another kind."""
    with pytest.raises(TypeError):
        CurableProblem("a.csv:1", "arr", "is wrong")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="without a cure: is wrong"):
        CurableProblem("a.csv:1", "arr", "is wrong", cure=" ")
    root = Path(sim.__file__).parent
    files = [*root.glob("exports/*.py"), *root.glob("scenario/start/*.py"), root / "scenario" / "start_tables.py"]
    made = {
        (file.name, call.func.id)
        for file in files
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.endswith("Problem")
    }
    assert {name for _, name in made} == {"CurableProblem"}
    assert len(made) >= 6


def test_many_columns_with_many_problems_are_all_told(tmp_path: Path) -> None:
    """More than fit a screen ten by ten: fewer of each, none of the columns left out."""
    ids = "".join(f"X-{n},Nobody {n},2026-13-07,2026-13-0{n % 9}\n" for n in range(60))
    customers = "".join(f"Y-{n},,web,lots,soon,never,\n" for n in range(60))
    files = written(tmp_path, ("opportunities", "", ids), ("customers", "", customers), FAULTS["a month twice"][0])
    with pytest.raises(ScenarioError) as error:
        read(files)
    lines = str(error.value).replace(f"{tmp_path}/", "").splitlines()
    assert len(lines) <= 50
    columns = {(line.split(":")[0], line.split(": ")[1]) for line in lines}
    assert columns == {
        *(("opportunities.csv", head) for head in ("partner", "qualified_on", "won_on")),
        *(("customers.csv", head) for head in ("channel", "arr", "first_go_live", "term_begins")),
        ("months.csv", "month"),
    }  # fmt: skip
    assert [line for line in lines if "months.csv" in line] == lines[-2:]


def test_a_doubtful_row_is_told_once_and_accuses_nobody(tmp_path: Path) -> None:
    """It may be the partner that customers and opportunities name."""
    edit = ("partners", "Birch Resale,reseller,2025-04-22", "Total Resale,reseller,")
    (line,) = problems(written(tmp_path, edit))
    assert line.startswith("partners.csv:3: looks like a row of subtotals")


SUBTOTALS = (
    "Subtotal partners", "Sub-total", "Zwischensumme", "Sous-total Europe", "EMEA Total", "APAC subtotal:",
)  # fmt: skip


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("label", SUBTOTALS)
def test_rows_of_subtotals_are_left_out_and_said(label: str, place: int, tmp_path: Path) -> None:
    """Wherever they stand and whatever column has the label; sums of rows above them are checked, by other code."""
    plain = read(written(tmp_path)).tables
    files = written(tmp_path)
    head, *rows = files["customers"].read_text("utf-8").splitlines()
    amounts = [round(100 * float(row.split(",")[3])) for row in rows]

    def total(name: str, cents: int) -> str:
        cells = [""] * 7
        cells[place], cells[3] = (name, f"{cents / 100:.2f}") if place != 3 else (name, name)
        return ",".join(cells)

    lines = [
        head, *rows[:5], total(label, sum(amounts[:5])), *rows[5:7], total(label, sum(amounts[5:7]) + 100), *rows[7:],
        total("Grand total", sum(amounts)),
    ]  # fmt: skip
    files["customers"].write_text("\n".join(lines), encoding="utf-8")
    found = read(files)
    values = [[row.values for row in table["customers"].rows] for table in (plain, found.tables)]
    assert values[0] == values[1]
    notes = [note.partition("; its arr") for note in found.notes["customers"]]
    assert [note[0] for note in notes] == [
        "line 7 is a row of subtotals and was left out", "line 10 is a row of subtotals and was left out",
        "line 12 is a row of totals and was left out",
    ]  # fmt: skip
    wrong = f" of {(sum(amounts[5:7]) + 100) / 100:,.2f} is not the sum of the rows, {sum(amounts[5:7]) / 100:,.2f}"
    assert [note[2] for note in notes] == ["", wrong if place != 3 else "", ""]


@pytest.mark.parametrize(("name", "is_told"), [("Route", False), ("Region", True)])
def test_a_customer_of_nobody_beside_a_column_that_is_not_known(name: str, is_told: bool, tmp_path: Path) -> None:
    """It is told in the same round, unless that column has the names of channels."""
    files = written(tmp_path, ("customers", "C-1005,Cedar Systems,", "C-1005,,"))
    head, *rows = files["customers"].read_text("utf-8").splitlines()
    cells = [row.split(",") for row in rows]
    lines = [[*row[:2], "Inbound" if name == "Route" and not row[1] else "EMEA", *row[3:]] for row in cells]
    for row in lines[5:]:
        row[1] = row[1] or ("" if name == "Route" else "direct")
    files["customers"].write_text("\n".join([head.replace("channel", name), *map(",".join, lines)]), encoding="utf-8")
    places = [line.split(": ")[0] + ": " + line.split(": ")[1] for line in problems(files)]
    assert places == [f"customers.csv:1: {name}", *(["customers.csv:6: partner"] if is_told else [])]
