"""Exports of a simulated company, written in every way that exports are, are read as what the ledger says."""

import csv
from datetime import date
from pathlib import Path

import pytest

from sim.scenario.problems import ScenarioError
from sim.scenario.start import StartState, read_start

from .company import Company, Table, as_of_close, company_of, write_exports
from .conftest import odd_name, read_files, state_of
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
    assert state.arr_cents == tuple(company.arr_cents)
    assert (state.as_of, state.month) == (as_of, company.month)


@pytest.mark.parametrize("style", STYLES)
def test_every_way_of_writing_reads_back_as_the_ledger(
    style: str, tables: dict[str, Table], company: Company, as_of: date, tmp_path: Path
) -> None:
    """20.5: exports as they are."""
    found = read_files(written(STYLES[style], tables, tmp_path), as_of, dates=STYLES[style].order)
    state = state_of(found, tmp_path / "mine")
    assert_is(state, company, as_of, odd_name)
    plain = tmp_path / "plain"
    plain.mkdir()
    clean = read_files(written(Style(), tables, plain), as_of)
    assert state.digest == state_of(clean, plain / "mine").digest


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
