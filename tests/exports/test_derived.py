"""The company as a whole: month, phase, ARR, growth, and how customers and months agree, by other code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sim.exports.derived import ChannelArr, Told
from sim.exports.export import Asked
from sim.exports.started import Started, started
from sim.report.start.lines import start_lines
from sim.scenario.problems import ScenarioError

from .company import CHANNELS, Company, as_of_close, company_of, write_exports
from .conftest import state_of

MONTH = 24


@pytest.fixture(scope="module")
def exports(company: Company, as_of: date, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_exports(company, as_of, tmp_path_factory.mktemp("exports"))


def read(files: dict[str, Path], as_of: date, scenario: str = "coach_ready", **told: object) -> Started:
    return started(scenario, files, Asked(), Told(as_of, **told))  # type: ignore[arg-type]


def without(files: dict[str, Path], *tables: str) -> dict[str, Path]:
    return {table: file for table, file in files.items() if table not in tables}


def test_growth_is_that_of_the_same_month_a_year_ago(
    exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    found = read(exports, as_of)
    for place, channel in enumerate(CHANNELS):
        now, before = company.revenue_cents[MONTH][place], company.revenue_cents[MONTH - 12][place]
        assert found.derived.growth[channel] == pytest.approx(now / before - 1, abs=1e-6)
    assert found.derived.growth_months == 12
    direct, inbound, _ = found.derived.growth.values()
    assert state_of(found, tmp_path / "mine").growth_last_year == (direct, inbound, None), (
        "the roster's acts by its share"
    )


@pytest.mark.parametrize(("months", "apart"), [(13, 12), (12, 11), (11, 0), (1, 0)])
def test_growth_of_fewer_months(
    months: int, apart: int, exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    """Of twelve months it is taken to a year; of fewer it is not known, and the page says so."""
    head, *rows = exports["months"].read_text("utf-8").splitlines()
    few = tmp_path / "months.csv"
    few.write_text("\n".join([head, *rows[-months:]]), encoding="utf-8")
    found = read({**exports, "months": few}, as_of)
    said = [line for line in start_lines(found) if line.startswith("revenue growth")]
    if not apart:
        assert found.derived.growth == {}
        assert said == ["revenue growth of last year: not known, it needs 12 months (13 for a whole year)"]
        return
    now, before = company.revenue_cents[MONTH][0], company.revenue_cents[MONTH - apart][0]
    assert found.derived.growth["direct"] == pytest.approx((now / before) ** (12 / apart) - 1, abs=1e-6)
    assert (", of 11 months, taken to a year)" in said[0]) == (apart == 11)
    assert f"direct {100 * found.derived.growth['direct']:.1f}%" in said[0]


def test_arr_by_channel_and_where_it_is_from(
    exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    """Customers, else twelve times the last month's revenue (the roster's at list), else the scenario's."""
    head, *rows = exports["customers"].read_text("utf-8").splitlines()
    of_partners = tmp_path / "customers.csv"
    of_partners.write_text("\n".join([head, *(row for row in rows if not row.startswith("all "))]), encoding="utf-8")
    whole = read(exports, as_of).derived.arr
    assert [whole[channel].cents for channel in CHANNELS] == company.arr_cents
    assert {arr.source for arr in whole.values()} == {"customers"}
    by_months = read({**exports, "customers": of_partners}, as_of).derived.arr
    assert {arr.source for arr in by_months.values()} == {"months"}
    for place, channel in enumerate(CHANNELS):
        assert by_months[channel].cents == pytest.approx(company.arr_cents[place], abs=20)
    without_months = {**without(exports, "months"), "customers": of_partners}
    with pytest.raises(ScenarioError) as error:
        read(without_months, as_of)
    (problem,) = error.value.problems
    assert str(problem).startswith(f"{of_partners}: has no customers of direct or inbound, and without --months")
    own = tmp_path / "own.toml"
    own.write_text('extends = "coach_ready"\n', encoding="utf-8")
    by_scenario = read(without_months, as_of, str(own)).derived.arr
    vendor = company.scenario.vendor
    assert [by_scenario[channel].cents for channel in CHANNELS] == [
        round(100 * getattr(vendor, channel).starting_arr) for channel in CHANNELS
    ]
    assert {arr.source for arr in by_scenario.values()} == {"scenario"}
    of_partners.write_text("\n".join([head, *(row for row in rows if "inbound" not in row)]), encoding="utf-8")
    found = read(without_months, as_of)
    assert found.derived.arr["inbound"] == ChannelArr(0, "nothing")
    assert found.derived.arr["direct"].cents == company.arr_cents[0]
    assert any("inbound $0.00 (no customers)" in line for line in start_lines(found))


def test_customers_and_months_agree_to_the_cents_of_rounding(
    exports: dict[str, Path], company: Company, as_of: date
) -> None:
    """Twelve months of a contract are its ARR: of the last month, each customer is off by less than 12 cents."""
    found = read(exports, as_of)
    reconciliation = found.reconciliation
    assert reconciliation is not None
    by_name = {each.what: each for each in reconciliation.compared}
    assert list(by_name) == [*CHANNELS, "partners"]
    for place, name in enumerate(by_name):
        assert by_name[name].months_cents == 12 * company.revenue_cents[MONTH][place]
        customers = len(company.customers) if name == "partners" else 1
        assert abs(by_name[name].customers_cents - by_name[name].months_cents) <= 12 * customers
    revenue = company.revenue_cents[MONTH]
    assert reconciliation.share_of_months == pytest.approx((revenue[2] + revenue[3]) / sum(revenue))
    assert reconciliation.share_of_customers == pytest.approx(reconciliation.share_of_months, abs=1e-6)


def test_differences_are_said(exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path) -> None:
    """Direct ARR that is 3% too high in the customers, and a total that is not the sum."""
    arr = company.arr_cents[0]
    more = round(1.03 * arr)
    text = exports["customers"].read_text("utf-8")
    spoilt = tmp_path / "customers.csv"
    text = text.replace(f"direct,{arr // 100}.{arr % 100:02}", f"direct,{more // 100}.{more % 100:02}")
    spoilt.write_text(text + f"Total,,{arr / 100:.2f},,,\n", encoding="utf-8")
    lines = list(start_lines(read({**exports, "customers": spoilt}, as_of)))
    assert any(line.startswith("direct: ") and line.endswith("(3.0%) more") for line in lines), lines
    assert any(line.startswith("inbound: ") and ": equal" in line for line in lines), lines
    (total,) = (line for line in lines if "row of totals" in line)
    rows = sum(deal.arr_cents for deal in company.customers) + more + sum(company.arr_cents[1:])
    number = len(text.splitlines()) + 1
    assert total == (
        f"  line {number} is a row of totals and was left out; its arr of {arr / 100:,.2f} is not the sum of the rows, "
        f"{rows / 100:,.2f}"
    )


def test_one_line_a_table(exports: dict[str, Path], company: Company, as_of: date) -> None:
    """20.5: what was read, counted in the ledger."""
    lines = list(start_lines(read(exports, as_of)))
    said = {table: next(line for line in lines if line.startswith(f"{file}: ")) for table, file in exports.items()}
    left = sum(one.left is not None for one in company.partners.values())
    unknown = sum(one.committed is None for one in company.partners.values())
    whole = len(company.partners)
    assert f": {whole} partners (" in said["partners"]
    waiting = sum(one.left is None and one.onboarded is None for one in company.partners.values())
    not_onboarded = f"; {waiting} of those in force not onboarded yet" if waiting else ""
    assert f"): {whole - left} in force, {left} left{not_onboarded}; {unknown} without a known" in said["partners"]
    gone = {one.name for one in company.partners.values() if one.left is not None}
    orphans = [deal.arr_cents for deal in company.customers if deal.partner in gone]
    of_partners = f"{len(company.customers)} of partners with ARR of"
    assert f": {len(company.customers) + 3} customers with ARR of " in said["customers"]
    assert f": {of_partners} ${sum(deal.arr_cents for deal in company.customers) / 100:,.2f}, " in said["customers"]
    assert said["customers"].endswith(f"; {len(orphans)} of partners that left with ARR of ${sum(orphans) / 100:,.2f}")
    won = sum(deal.won is not None for deal in company.opportunities)
    count = len(company.opportunities)
    assert f": {count} opportunities: {count - won} open for " in said["opportunities"]
    assert f"), {won} won and not live yet for " in said["opportunities"]
    assert ": 24 months, 2026-01 to 2027-12; " in said["months"]
    assert said["candidates"].endswith(
        f": {len(company.recruits)} candidates: {len(company.recruits)} contacted, 0 listed"
    )


@pytest.mark.parametrize("month", [6, 12, 18, 24, 30])
def test_the_phase_is_that_of_the_run_unless_it_is_told(month: int, tmp_path: Path) -> None:
    """Where conditions hold that held once: the program of the run is in the phase that is found, or a later one."""
    company = company_of("coach_ready", month, seed=5)
    as_of = as_of_close(company.scenario, month)
    files = write_exports(company, as_of, tmp_path)
    found = read(files, as_of, program_began=date(2026, 1, 1)).derived
    order = company.scenario.phase_order
    assert found.month == month
    assert order.index(found.phase) <= order.index(company.phases[-1][1]) + 1
    if month == 6:
        assert found.phase == "pilot"
    if month == 30:
        assert found.phase != "pilot"
    earliest = company.scenario.phases[found.phase].earliest_month
    assert found.phase_age_months == month - earliest + 1
    day, name = company.phases[-1]
    began = date(2026 + day // 360, day % 360 // 30 + 1, 1)
    told = read(files, as_of, phase=name, phase_began=began, program_began=date(2026, 1, 1)).derived
    assert (told.phase, told.phase_age_months) == (name, month - day // 30)


def test_the_month_of_the_program_is_that_of_the_first_agreement_or_as_told(
    exports: dict[str, Path], company: Company, as_of: date, tmp_path: Path
) -> None:
    first = min(one.signed for one in company.partners.values())
    assert read(exports, as_of).derived.month == MONTH - first // 30
    found = read(exports, as_of, program_began=date(2025, 11, 17))
    assert found.derived.month == 26
    assert state_of(found, tmp_path / "mine").month == 26
    later = read(exports, as_of, program_began=date(2026, 4, 1))
    older = sum(one.signed < 90 for one in company.partners.values())
    assert later.derived.month == MONTH - 3
    (line,) = (line for line in start_lines(later) if line.startswith("program: "))
    assert f"program: 21 months over (as stated; {older} agreements from before it); phase " in line
    assert older > 1


@pytest.mark.parametrize(
    ("condition", "now", "more"),
    [
        ("earliest_month", lambda _: MONTH, 1),
        ("entry_partners_won", lambda company: sum(bool(one.won) for one in company.partners.values()), 1),
        ("entry_active_partners", lambda company: active_partners(company), 1),
        ("entry_sourced_share", lambda company: sourced_share(company), 0.0001),
    ],
)
def test_the_phase_follows_from_its_conditions(
    condition: str, now: Callable[[Company], float], more: float, exports: dict[str, Path], company: Company,
    as_of: date, tmp_path: Path,
) -> None:  # fmt: skip
    """The second phase, entered with exactly what its condition asks for and not with less, as the ledger counts it."""
    free = {"earliest_month": 1, "entry_partners_won": 0, "entry_active_partners": 0, "entry_sourced_share": 0.0}
    for asked, phase in ((now(company), "stabilise"), (now(company) + more, "pilot")):
        stated = {**free, condition: asked}
        lines = ["[phases.stabilise]", *(f"{key} = {value}" for key, value in stated.items())]
        scenario = tmp_path / f"{phase}.toml"
        later = "[phases.scale]\nearliest_month = 100\n[phases.maturity]\nearliest_month = 100\n"
        scenario.write_text("\n".join(['extends = "coach_ready"', *lines, later]), encoding="utf-8")
        found = read(exports, as_of, str(scenario), program_began=date(2026, 1, 1))
        assert found.derived.phase == phase


def active_partners(company: Company) -> int:
    """In force, with a qualified opportunity or a win in the last 90 days of the run."""
    oldest = 30 * MONTH - 90
    last = [(one, max([*one.qualified, *one.won], default=-1)) for one in company.partners.values()]
    return sum(one.left is None and day >= oldest for one, day in last)


def sourced_share(company: Company) -> float:
    """Of the last three months, rounded down to a basis point."""
    months = [company.revenue_cents[month] for month in range(MONTH - 2, MONTH + 1)]
    part, whole = sum(revenue[2] + revenue[3] for revenue in months), sum(map(sum, months))
    return part * 10_000 // whole / 10_000
