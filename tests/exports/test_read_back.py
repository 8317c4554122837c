"""Exports of a simulated company, written in every way that exports are, are read as what the ledger says."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from sim.exports.derived import Told
from sim.exports.example import example_files
from sim.exports.export import Asked
from sim.exports.started import started
from sim.scenario.problems import ScenarioError
from sim.scenario.start import StartState
from sim.scenario.start.columns import CHANNELS
from sim.units import to_cents

from .company import Company, Table, as_of_close, company_of, write_exports
from .conftest import odd_name, read_files, read_start, scenario_of, state_in, state_of
from .expected import records_of
from .spoilt import STYLES, Style


def written(style: Style, tables: dict[str, Table], folder: Path) -> dict[str, Path]:
    files = {}
    for table, rows in tables.items():
        files[table] = folder / f"{table}.csv"
        files[table].write_bytes(style.content(table, rows))
    return files


def assert_is(state: StartState, company: Company, as_of: date, named: object = str) -> None:
    for table, records in records_of(company, as_of, named).items():  # type: ignore[arg-type]
        assert list(getattr(state, table)) == records, table
    assert (state.as_of, state.month) == (as_of, company.month)


@pytest.fixture(scope="module")
def plain_digest(tables: dict[str, Table], as_of: date, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the state, written in the plainest way."""
    plain = tmp_path_factory.mktemp("plain")
    return state_of(read_files(written(Style(), tables, plain), as_of), plain / "mine").digest


@pytest.mark.parametrize("style", STYLES)
def test_every_way_of_writing_reads_back_as_the_ledger(
    style: str, tables: dict[str, Table], company: Company, as_of: date, plain_digest: str, tmp_path: Path
) -> None:
    """20.5: exports as they are."""
    found = read_files(written(STYLES[style], tables, tmp_path), as_of, dates=STYLES[style].order)
    scenario = scenario_of(found, tmp_path / "mine")
    state = state_in(scenario)
    assert_is(state, company, as_of, odd_name)
    arr = [to_cents(getattr(scenario.vendor, channel).starting_arr) for channel in CHANNELS]
    assert arr == company.arr_cents
    assert state.digest == plain_digest


@pytest.mark.parametrize("style", [name for name, style in STYLES.items() if style.order])
def test_other_dates_of_a_column_decide(
    style: str, tables: dict[str, Table], company: Company, as_of: date, tmp_path: Path
) -> None:
    """Without --dates; candidates alone are all contacted on the first of a month, so that nothing decides."""
    files = written(STYLES[style], tables, tmp_path)
    with pytest.raises(ScenarioError) as error:
        read_files(files, as_of)
    cells = len(tables["candidates"])
    said = [str(problem) for problem in error.value.problems]
    first_line = int(said[0].split(":")[1])
    assert len(said) == 1
    assert first_line >= 2
    assert f", as {cells - 1} more cells: say which with --dates dmy or --dates mdy" in said[0]
    del files["candidates"]
    found = read_files(files, as_of)
    state = state_of(found, tmp_path / "mine")
    assert list(state.partners) == records_of(company, as_of, odd_name)["partners"]
    assert list(state.customers) == records_of(company, as_of, odd_name)["customers"]


@pytest.mark.parametrize(("scenario", "month", "world"), [("coach", 9, 0), ("coach", 9, 4), ("coach_unready", 18, 1)])
def test_other_companies_and_months(scenario: str, month: int, world: int, tmp_path: Path) -> None:
    """A young program has partners in onboarding and candidates; one that fails has partners that left."""
    company = company_of(scenario, month, seed=11, world=world)
    as_of = as_of_close(company.scenario, month)
    found = read_files(write_exports(company, as_of, tmp_path), as_of, scenario)
    assert_is(state_of(found, tmp_path / "mine"), company, as_of)


def test_what_is_not_known_is_not_made_up(tables: dict[str, Table], as_of: date, tmp_path: Path) -> None:
    """Without the columns that may be absent: sizes and commitments are None, terms begin at the last anniversary."""
    bare = tmp_path / "bare"
    bare.mkdir()
    absent = {"partners": {"size", "committed"}, "customers": {"term_begins", "line"}, "opportunities": set()}
    files = {}
    for table, without in absent.items():
        heads = [head for head in tables[table][0] if head not in without]
        files[table] = bare / f"{table}.csv"
        with files[table].open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, heads, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(tables[table])
    state = state_of(read_files(files, as_of), bare / "mine")
    whole = state_of(read_files(written(Style(), tables, tmp_path), as_of), tmp_path / "mine")
    assert {(one.size_thousandths, one.is_committed) for one in state.partners} == {(None, None)}
    assert [one.signed_day for one in state.partners] == [one.signed_day for one in whole.partners]
    assert state.months == state.candidates == ()
    assert state.growth_last_year == (None, None, None)
    for bare_one, one in zip(state.customers, whole.customers, strict=True):
        assert -360 <= bare_one.term_day < 0
        assert (bare_one.term_day - bare_one.first_go_live_day) % 360 == 0
        assert abs(bare_one.term_day - one.term_day) <= 2  # of a February
        assert bare_one.contract_year == one.contract_year


def test_a_file_of_the_command_is_read_by_the_loader(tables: dict[str, Table], as_of: date, tmp_path: Path) -> None:
    found = read_files(written(Style(), tables, tmp_path), as_of)
    first = state_of(found, tmp_path / "mine")
    assert read_start(str(tmp_path / "mine" / "scenario.toml")) == first


def example(folder: Path, **tables: str) -> dict[str, Path]:
    """The example's files, some of them with another text."""
    files = {}
    for name, text in example_files().items():
        files[name.removesuffix(".csv")] = folder / name
        (folder / name).write_text(tables.get(name.removesuffix(".csv"), text), encoding="utf-8", newline="")
    return files


def test_an_anniversary_on_day_0_is_to_come(tmp_path: Path) -> None:
    """Live on the first of a month: the year that began then ends with the as-of date, and the renewal is to come."""
    text = example_files()["customers.csv"].replace("24000.00,2025-10-15,2025-10-15", "24000.00,2025-10-01,")
    found = started("coach", example(tmp_path, customers=text), Asked(), Told(date(2026, 9, 30)))
    (customer,) = (one for one in state_of(found, tmp_path / "mine").customers if one.id == "C-1001")
    assert (customer.first_go_live_day, customer.term_day, customer.contract_year) == (-360, -360, 1)
    assert customer.term_month == -11


def test_a_partner_by_the_name_of_a_total_is_a_partner(tmp_path: Path) -> None:
    """A row that has all that it needs is a row, whatever its name."""
    more = "Total Energy,reseller,2026-03-01,,,,,,,0,\n"
    files = example(tmp_path, partners=example_files()["partners.csv"] + more)
    found = started("coach", files, Asked(), Told(date(2026, 9, 30)))
    assert found.tables["partners"].rows[-1]["id"] == "Total Energy"
    assert found.notes["partners"] == ()
    files = example(tmp_path, partners=example_files()["partners.csv"] + "Total,,,,,,,,,26,\n")
    found = started("coach", files, Asked(), Told(date(2026, 9, 30)))
    assert len(found.tables["partners"].rows) == 5
    assert found.notes["partners"] == ("line 7 is a row of totals and was left out",)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """A cell of several lines, and blank lines, before the cell with a problem."""
    text = example_files()["opportunities.csv"].replace("O-2001,Alder", '"O-\n2001\n",Alder')
    text = "\n\n" + text.replace("O-2002", "\n\nO-2002").replace("2026-09-11", "soon")
    with pytest.raises(ScenarioError) as error:
        started("coach", example(tmp_path, opportunities=text), Asked(), Told(date(2026, 9, 30)))
    places = [(int(problem.place.rpartition(":")[2]), problem.path) for problem in error.value.problems]
    assert places == [(4, "id"), (10, "qualified_on")]


def test_how_a_file_was_read_is_said(tmp_path: Path) -> None:
    """Another encoding, order of dates and decimal mark than plain ones are noted with the line that decides."""
    text = example_files()["customers.csv"].replace("Alder", "Älder").replace(",", ";").replace(".00;", ",00;")
    for day in re.findall(r"\d{4}-\d\d-\d\d", text):
        text = text.replace(day, ".".join(day.split("-")[::-1]), 1)
    partners = example_files()["partners.csv"].replace("Alder", "Älder")
    opportunities = example_files()["opportunities.csv"].replace("Alder", "Älder")
    files = example(tmp_path, partners=partners, opportunities=opportunities)
    files["customers"].write_bytes(text.encode("cp1252"))
    found = started("coach", files, Asked(), Told(date(2026, 9, 30)))
    assert found.notes["customers"] == (
        "read as Windows text (cp1252), since it is not UTF-8",
        "dates have the day first: first_go_live as on line 2, term_begins as on line 2",
        "numbers have a decimal comma, as on line 2",
    )
    assert found.notes["partners"] == ()
