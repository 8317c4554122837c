"""The start state of a scenario file: 30/360 days, names of deals, its tables and their digest."""

import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.load import load_scenario
from sim.scenario.problems import ScenarioError
from sim.scenario.start import StartState
from sim.scenario.start.days import day_of
from sim.scenario.start.records import StartedCustomer
from sim.scenario.start.state import deal_codes
from sim.units import NEVER_YET, month_of

from .started import ROWS, SCENARIO, written

MONTH_ENDS = st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(
    lambda day: day.replace(day=monthrange(day.year, day.month)[1])
)


def counted_days(day: date, as_of: date) -> int:
    """Days from a date to the end of the as-of date, counted among 30 days of each month in between."""
    months = [(year, month) for year in range(day.year, as_of.year + 1) for month in range(1, 13)]
    days = [(year, month, number) for year, month in months for number in range(1, 31)]
    is_last = (day + timedelta(days=1)).month != day.month
    first = days.index((day.year, day.month, 30 if is_last else day.day))
    return first - days.index((as_of.year, as_of.month, 30)) - 1


@given(as_of=MONTH_ENDS, back=st.integers(0, 1500))
def test_days_are_those_of_a_30_360_calendar(as_of: date, back: int) -> None:
    """20.5: against days that are counted one by one."""
    day = as_of - timedelta(days=back)
    assert day_of(day, as_of) == counted_days(day, as_of)


@given(as_of=MONTH_ENDS, back=st.integers(0, 10_000))
def test_a_month_of_a_run_is_a_calendar_month(as_of: date, back: int) -> None:
    """Month 0 is that of the as-of date, so that revenue is recognised in the month in which it was."""
    day = as_of - timedelta(days=back)
    months = 12 * (day.year - as_of.year) + day.month - as_of.month
    assert month_of(day_of(day, as_of)) == months


def test_days_by_hand() -> None:
    as_of = date(2026, 9, 30)
    known = {
        date(2026, 9, 30): -1, date(2026, 9, 1): -30, date(2026, 8, 31): -31, date(2026, 8, 30): -31,
        date(2026, 8, 1): -60, date(2026, 2, 28): -211, date(2026, 2, 27): -214, date(2024, 2, 28): -933,
        date(2024, 2, 29): -931, date(2025, 9, 30): -361, date(2025, 10, 1): -360,
    }  # fmt: skip
    assert {day: day_of(day, as_of) for day in known} == known


def test_names_of_deals_are_in_month_0_and_from_241_on() -> None:
    """20.5: by first date and id; a later deal renames none of the others."""
    deals = [(date(2020, 1, 1) + timedelta(days=place // 3), f"D{place:05}") for place in range(4096)]
    codes = deal_codes(deals[::-1])
    assert [codes[deal] for deal in deals[:256]] == list(range(256))
    assert codes[deals[256]] == 241 * 256
    assert codes[deals[4095]] == 255 * 256 + 255
    assert len(set(codes.values())) == 4096
    assert deal_codes(deals[:100]) == {deal: codes[deal] for deal in deals[:100]}
    with pytest.raises(ValueError):
        deal_codes([*deals, (date(2030, 1, 1), "more")])


@pytest.mark.parametrize(("live", "term", "year"), [(-10, -10, 1), (-400, -40, 2), (-1081, -1, 4), (-365, -2, 2)])
def test_the_contract_year_of_a_customer(live: int, term: int, year: int) -> None:
    customer = StartedCustomer("C", 0, 0, 100, live, term, "")
    assert customer.contract_year == year
    assert customer.term_month == (term // 30 + 1)


def read_start(path: Path) -> StartState:
    start = load_scenario(path).start
    assert start is not None
    return start.state


def problems(path: Path) -> list[str]:
    """The problems of a scenario file, without folders, and without the lines of the file itself."""
    with pytest.raises(ScenarioError) as error:
        load_scenario(path)
    said = [str(problem).replace(f"{path.parent}/", "") for problem in error.value.problems]
    return [re.sub(r"^scenario\.toml:\d+:", "scenario.toml:", line) for line in said]


def test_a_start_state_by_hand(tmp_path: Path) -> None:
    state = read_start(written(tmp_path))
    assert [one.id for one in state.partners] == ["a", "b"]
    first, second = state.partners
    assert (first.name, first.signed_day, first.onboarded_day, first.size_thousandths) == (
        "reseller/a",
        -241,
        -211,
        750,
    )
    assert (first.first_qualified_day, first.last_qualified_day, first.last_won_day) == (-181, -150, -150)
    assert (first.qualified, first.is_committed, first.is_in_force) == (2, True, True)
    assert (second.signed_day, second.onboarded_day, second.is_committed, second.qualified) == (
        -241,
        NEVER_YET,
        None,
        0,
    )
    (customer,) = state.customers
    assert (customer.partner, customer.code, customer.arr_cents, customer.line) == (0, 1, 120_000, "")
    assert (customer.first_go_live_day, customer.term_day, customer.term_month) == (-121, -121, -4)
    (opportunity,) = state.opportunities
    assert (opportunity.code, opportunity.qualified_day, opportunity.won_day) == (0, -150, NEVER_YET)


def test_the_digest_is_that_of_the_values(tmp_path: Path) -> None:
    """Rows in another order are the same company; another cent is not, and is refused where the digest is stated."""
    state = read_start(written(tmp_path))
    assert read_start(written(tmp_path, partners=ROWS["partners"][::-1])) == state
    stated = SCENARIO.replace("[start.arr]", f'digest = "{state.digest}"\n[start.arr]')
    assert read_start(written(tmp_path, stated)) == state
    other = [ROWS["customers"][0].replace("1200.00", "1200.01")]
    (line,) = problems(written(tmp_path, stated, customers=other))
    assert line.startswith("scenario.toml: start.digest: is not that of the tables, which were changed")
    assert read_start(written(tmp_path, customers=other)).digest != state.digest


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("customers", "C1,a,,1200.00,31.5.2026,,", "customers.csv:2: first_go_live: must be a date such as 2026-09-30"),
        ("customers", "C1,a,,1e5,2026-05-31,,", "customers.csv:2: arr: must be a number such as 1234.50"),
        ("customers", "C1,a,,,2026-05-31,,", "customers.csv:2: arr: is empty"),
        ("customers", "C1,z,,1.00,2026-05-31,,", "customers.csv:2: partner: 'z' is not in partners.csv"),
        ("customers", "C1,a,,1.00,2026-10-31,,", "customers.csv:2: first_go_live: 2026-10-31 is after the as-of date"),
        ("customers", "C1,a,1.00", "customers.csv:2: has 3 cells, and there are 7 columns"),
        ("opportunities", "O1,b,2026-05-01,", "partners.csv:2: qualified_so_far: is 0, and 'b' has 1 customers"),
    ],
)
def test_tables_by_hand_are_checked_as_exports_are(table: str, row: str, said: str, tmp_path: Path) -> None:
    found = problems(written(tmp_path, **{table: [row]}))
    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('as_of = "2026-09-30"', 'as_of = "2026-09-29"', "start.as_of: must be the last day of a month"),
        ('as_of = "2026-09-30"', "as_of = 5", "start.as_of: must be a date such as 2026-09-30 (got 5)"),
        ('as_of = "2026-09-30"', 'as_of = "2026-10-31"', "start_month: month 1 is the one after start.as_of"),
        ("month = 12\np", "month = -1\np", "start.month: must be at least 0 (months)"),
        ("month = 12\np", "month = 601\np", "start.month: must be at most 600 (months)"),
        ("month = 12\np", "month = true\np", "start.month: must be a whole number"),
        ("month = 12\np", "month = 11\np", "start.phase_age_months: the phase cannot be older"),
        ('phase = "pilot"', "phase = 3", "start.phase: must be text"),
        ('phase = "pilot"', 'phase = "pilots"', "start.phase: there is no phase 'pilots' (there are pilot, stabilise"),
        ('partners = "partners.csv"\n', "", "start.partners: is missing: add partners = … (table of partners"),
        ('partners = "partners.csv"', 'partners = ""', "start.partners: the file cannot be read: Is a directory"),
        ('partners = "partners.csv"', 'partners = "none.csv"', "start.partners: none.csv cannot be read: No such file"),
        ("direct = 7500000.25", "direct = -1", "vendor.direct.starting_arr: must be at least 0"),
        ("direct = 7500000.25", "direkt = 1", "start.arr.direkt: unknown key. Did you mean 'direct'?"),
        ("inbound = 2500000", "inbound = 1\n[start.growth_last_year]\ndirect = -1.5", "start.growth_last_year.direct:"),
        ("month = 12\np", "month = 12\nmonths_old = 3\np", "start.months_old: unknown key"),
    ],
)
def test_problems_of_the_table_itself(before: str, after: str, said: str, tmp_path: Path) -> None:
    assert SCENARIO.count(before) == 1
    found = problems(written(tmp_path, SCENARIO.replace(before, after)))
    assert any(line.startswith(f"scenario.toml: {said}") for line in found), found


def test_records_cannot_be_changed(tmp_path: Path) -> None:
    state: StartState = read_start(written(tmp_path))
    with pytest.raises(AttributeError):
        state.partners[0].qualified = 3  # type: ignore[misc]
