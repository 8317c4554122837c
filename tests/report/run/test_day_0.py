"""20.5: what the page and the JSON say of partners that are there on day 0, against their tables and raw months."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.run.summary import summarise
from sim.engine.compiled import simulate as simulate_alone
from sim.experiment.ensemble import Ensemble
from sim.experiment.replication import WorldSource
from sim.experiment.run import simulate
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.report.run.page import Page
from sim.scenario.load import load_scenario

from ...scenario.started import SCENARIO, table_text
from .reading import NUMBER, agrees, joined, read_rows, value_of
from .truth import Truth, quantile

ROWS = {
    "partners": [
        "a,reseller,2026-01-30,2026-02-28,,yes,2026-03-31,2026-09-01,2026-05-01,9,0.75",
        "b,reseller,2025-01-31,2025-03-31,,yes,2025-05-02,2026-05-01,2026-07-31,12,1.5",
        "c,reseller,2025-01-31,2025-03-31,,yes,2025-05-02,2026-06-01,2026-06-30,12,1.5",
        "d,referral,2025-01-31,2025-03-31,,yes,2025-05-02,2026-08-12,2025-12-30,4,",
        "e,reseller,2025-01-31,2025-03-31,2026-08-31,yes,2025-05-02,2026-08-12,2026-08-12,4,",
        "f,reseller,2026-08-31,,,,,,,0,",
    ],
    "customers": [
        "C1,a,,12000.07,2026-05-31,2026-05-31,", "C2,b,,250000.01,2025-07-31,2026-07-31,",
        "C3,d,,90001.00,2026-01-31,2026-01-31,", "C4,e,,64000.50,2025-11-30,2025-11-30,",
    ],
    "opportunities": ["O1,a,2026-09-01,", "O2,b,2026-04-01,2026-07-31"],
}  # fmt: skip
SIZES = "[start.arr]\ndirect = 7500000.25\ninbound = 2500000\nroster = 240000\n"
ESTABLISHED = (
    "archetypes.reseller.established={partners=12,age_months=30,customers=2.0,arr_median=20000.0}",
    "archetypes.referral.established={partners=5,age_months=10,customers=1.0,arr_median=15000.0}",
)
CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "started": ("start", ()),
    "gross, unpaid": ("start", ("vendor.resale_booking='gross'", "departure.pay_after_departure=false")),
    "unpaid": ("start", ("departure.pay_after_departure=false", "currency='CHF'")),
    "credited": ("start", ("gate.measure='credited_share'", "months=30")),
    "established": ("coach", ESTABLISHED),
}
every_case = pytest.mark.parametrize("case", CASES)


@cache
def run_of(case: str) -> tuple[Ensemble, dict[str, Any]]:
    name, changes = CASES[case]
    if name != "start":
        return _simulated(name, changes)
    with TemporaryDirectory() as folder:
        for table, lines in ROWS.items():
            (Path(folder) / f"{table}.csv").write_text(table_text(table, lines), encoding="utf-8")
        path = Path(folder) / "scenario.toml"
        path.write_text(SCENARIO.partition("[start.arr]")[0] + SIZES, encoding="utf-8")
        return _simulated(path, changes)


def _simulated(scenario: str | Path, changes: tuple[str, ...]) -> tuple[Ensemble, dict[str, Any]]:
    ensemble = simulate(load_scenario(scenario, list(changes)), runs=60, futures=2, workers=1)
    return ensemble, summarise(ensemble)


@cache
def printed(case: str, width: int = 80, *, full: bool = False) -> str:
    ensemble, summary = run_of(case)
    console = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    console.print(Page(ensemble.scenario, summary, Path("reports/mine-686798ea-200"), full=full))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@dataclass
class Books:
    """Day 0 by hand."""

    arr: dict[str, float]
    booked: dict[str, float]
    partners: int
    active: int | None
    customers: float

    @property
    def share(self) -> float:
        return (self.booked["roster"] + self.booked["partners"]) / sum(self.booked.values())


@cache
def books_of(case: str) -> Books:
    """From the tables as text, or from the rows of day 0 of each future."""
    ensemble, _ = run_of(case)
    scenario = ensemble.scenario
    is_net = scenario.vendor.resale_booking == "net"
    kept = {name: 1 - (is_net and kind.terms.model == "resale") * kind.terms.rate
            for name, kind in scenario.archetypes.items()}  # fmt: skip
    arr = {name: getattr(scenario.vendor, name).starting_arr for name in ("direct", "inbound", "roster")}
    booked = dict(arr) | {"roster": arr["roster"] * (1 - is_net * scenario.vendor.roster.margin_rate)}
    if case == "established":
        listed, net, customers = _of_ledgers(ensemble, kept)
        return Books(arr | {"partners": listed}, booked | {"partners": net}, 17, None, customers)
    partners, customers_ = (list(csv.DictReader(io.StringIO(table_text(table, ROWS[table]))))
                            for table in ("partners", "customers"))  # fmt: skip
    by_id = {row["id"]: row for row in partners}
    listed = net = 0.0
    for row in customers_:
        partner = by_id[row["partner"]]
        is_paid = not partner["left"] or scenario.departure.pay_after_departure
        listed += float(row["arr"])
        net += float(row["arr"]) * (kept[partner["archetype"]] if is_paid else 1.0)
    there = [row for row in partners if not row["left"]]
    active = sum(any(row[name] >= date(2026, 7, 1).isoformat() for name in ("last_qualified", "last_won"))
                 for row in there)  # fmt: skip
    return Books(arr | {"partners": listed}, booked | {"partners": net}, len(there), active, len(customers_))


def _of_ledgers(ensemble: Ensemble, kept: dict[str, float]) -> tuple[float, float, float]:
    """Means over futures of list ARR, booked ARR and number of customers with which they begin."""
    found, source = [], WorldSource(ensemble.scenario)
    for world in range(ensemble.runs):
        for future in range(ensemble.futures):
            _, parameters = source.world(ensemble.seed, world)
            ledger = simulate_alone(parameters, chance_key(ensemble.seed, world, future)).array()
            begun = ledger[np.isin(ledger[:, 1], (Kind.STARTED, Kind.STARTED_CUSTOMER))].tolist()
            rows = [row for row in begun if row[1] == Kind.STARTED_CUSTOMER]
            ages = {row[2]: row[6] for row in begun if row[1] == Kind.STARTED}
            name = {30: "reseller", 10: "referral"}
            net = sum(row[4] * kept[name[ages[row[2]]]] for row in rows)
            found.append((sum(row[4] for row in rows) / 100, net / 100, len(rows)))
    listed, net, customers = np.mean(found, axis=0).tolist()
    return listed, net, customers


@every_case
def test_day_0_is_that_of_the_books(case: str) -> None:
    """ARR by channel and of partners, a twelfth of it as booked, partners in force, customers."""
    day_0, books = run_of(case)[1]["day_0"], books_of(case)
    near = (
        0.02 if case == "established" else 1e-6
    )  # half cents; of two kinds of partners the margin is that of expected ARR
    assert day_0["arr"] == pytest.approx(books.arr)
    assert day_0["revenue"] == pytest.approx({name: part / 12 for name, part in books.booked.items()}, rel=near)
    assert (day_0["partners"], day_0["active_partners"]) == (books.partners, books.active)
    assert day_0["customers"] == pytest.approx(books.customers)
    assert day_0["sourced_share"] == pytest.approx(books.share, rel=near)
    total = sum(books.booked.values())
    assert day_0["roster_share"] == pytest.approx(books.booked["roster"] / total, rel=near)
    assert day_0["established_share"] == pytest.approx(books.booked["partners"] / total, rel=near)
    assert day_0["is_mean"] == (case == "established")


@pytest.mark.parametrize("case", ["started", "established"])
def test_the_first_month_goes_on_from_day_0(case: str) -> None:
    """Customers of day 0 bring in month 1 what they bring on day 0, but for renewals; cents of months vary."""
    ensemble, summary = run_of(case)
    first = Truth(ensemble).raw("established_revenue")[:, 0].mean() / 100
    assert first == pytest.approx(summary["day_0"]["revenue"]["partners"], rel=0.04)


def test_a_new_program_has_no_day_0() -> None:
    ensemble = simulate(load_scenario("coach"), runs=2, futures=1, workers=1)
    assert not {"day_0", "start"} & set(summarise(ensemble))
    assert "established_revenue" not in summarise(ensemble)["years"][0]["money"]


@every_case
@pytest.mark.parametrize(("width", "full"), [(80, False), (100, False), (120, False), (80, True)])
def test_the_table_by_month_begins_with_day_0(case: str, width: int, full: bool) -> None:
    page, books = printed(case, width, full=full), books_of(case)
    table = read_rows(page, "Month ", r"(?:day )?\d+( gate)?\s")
    assert next(iter(table.rows)) == "day 0"
    cells = [cell.text for cell in table.rows["day 0"]]
    measure = "credited_share" if case == "credited" else "sourced_share"
    if measure == "sourced_share":
        assert abs(value_of(cells.pop(0))[0] - books.share) <= 0.0005 + 0.02 * (case == "established") * books.share
    if books.active is not None:
        assert cells.pop(0) == f"{books.active}"
    (revenue,) = cells
    assert agrees(revenue, sum(books.booked.values()) / 12) or case == "established"
    assert "; day 0: ARR / 12." in joined(page)


@every_case
def test_the_full_page_has_day_0_by_channel(case: str) -> None:
    page, books = printed(case, full=True), books_of(case)
    labels = {"Direct": "direct", "Inbound": "inbound", "Informal partners": "roster", "Program's partners": "partners"}
    for label, name in labels.items():
        match = re.search(rf"^{label} +({NUMBER}) +({NUMBER})$", page, re.MULTILINE)
        assert match is not None, label
        assert agrees(match[1], books.arr[name])
        assert agrees(match[2], books.booked[name] / 12) or case == "established"
    assert f"{books.partners} partners in force" in page
    assert (f", {books.active} of them active;" in page) == (books.active is not None)


@every_case
@pytest.mark.parametrize("width", [80, 120])
def test_revenue_of_customers_from_day_0_has_a_line(case: str, width: int) -> None:
    """Program revenue holds it: by span, in all with its interval, and as a share at the gate."""
    ensemble, _ = run_of(case)
    truth, page = Truth(ensemble), joined(printed(case, width))
    assert "ecruited revenue" not in page
    table = read_rows(printed(case, width), "Months +Program", r"(\d+-\d+|\d+|sum)\s")
    sentence = re.search(r"Customers there on day 0 bring (.*?) at month 24\.", page)
    assert sentence is not None
    numbers = re.findall(r"\d[\d.]*[kMB%]?", sentence[1])
    revenue = truth.raw("established_revenue") / 100
    spans = [tuple(map(int, label.split("-"))) for label in table.rows if "-" in label]
    exact = [revenue[:, first - 1 : last].sum(axis=1).mean() for first, last in spans]
    whole = revenue.sum(axis=1)
    interval = truth.mean_interval(whole)
    assert interval is not None
    share = truth.window("established_revenue", 24) / truth.window("total_revenue", 24)
    exact += [whole.mean(), *interval, *(quantile(share, level) for level in (0.5, 0.1, 0.9))]
    assert len(numbers) == len(exact)
    assert all(agrees(text, value) for text, value in zip(numbers, exact, strict=True)), (numbers, exact)


@every_case
@pytest.mark.parametrize("width", [80, 100, 120])
def test_a_page_with_day_0_is_at_most_forty_lines(case: str, width: int) -> None:
    """20.10."""
    lines = printed(case, width).splitlines()
    assert len(lines) <= 40, "\n".join(lines)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("changes", "own"),
    [
        ((), set()),
        (("vendor.direct.arr_growth_per_year=0.4",), {"vendor.direct.arr_growth_per_year"}),
        (('sources."phases.pilot.managers"="our people"',), {"phases.pilot.managers"}),
        (("uncertainty.\"vendor.inbound.arr_growth_per_year\"={p10=0.1,p50=0.25,p90=0.3}",),
         {"vendor.inbound.arr_growth_per_year"}),
        (("start.arr.inbound=0",), {"vendor.inbound.arr_growth_per_year"}),
        (("start.phase='scale'",), {f"phases.pilot.{name}" for name in ("managers", "staff", "contacts_per_month")}),
    ],
)  # fmt: skip
def test_what_a_running_program_has_from_elsewhere_is_said(
    changes: tuple[str, ...], own: set[str], tmp_path: Path
) -> None:
    """20.5: important inputs as in coach, by value, range and source, with their values and where to state them."""
    for table, lines in ROWS.items():
        (tmp_path / f"{table}.csv").write_text(table_text(table, lines), encoding="utf-8")
    (tmp_path / "scenario.toml").write_text(SCENARIO.partition("[start.arr]")[0] + SIZES, encoding="utf-8")
    ensemble = simulate(load_scenario(tmp_path / "scenario.toml", list(changes)), runs=3, futures=1, workers=1)
    summary, coach = summarise(ensemble), load_scenario("coach")
    phase = ensemble.scenario.phases[ensemble.scenario.start.phase]  # type: ignore[union-attr]
    name = ensemble.scenario.start.phase  # type: ignore[union-attr]
    expected = {
        "vendor.direct.arr_growth_per_year": 0.25, "vendor.inbound.arr_growth_per_year": 0.25,
        "vendor.team_hours_per_month": coach.vendor.team_hours_per_month, f"phases.{name}.managers": phase.managers,
        f"phases.{name}.staff": phase.staff, f"phases.{name}.contacts_per_month": phase.contacts_per_month,
        "program.manager_cost_per_year": coach.program.manager_cost_per_year,
    }  # fmt: skip
    inherited = summary["start"]["inherited"]
    assert inherited["from"] == "coach"
    assert {row["path"]: row["value"] for row in inherited["inputs"]} == {
        path: value for path, value in expected.items() if path not in own
    }
    console = Console(file=io.StringIO(), width=120, highlight=False)
    console.print(Page(ensemble.scenario, summary, None, full=True))
    page = joined(console.file.getvalue())  # type: ignore[attr-defined]
    sentence = re.search(r"As in coach, without a source of your own: (.*?)\. State them: 'partnersim validate'", page)
    assert sentence is not None
    both = "growth 25% (8% to 45%) a year" in sentence[1]
    assert both == (not any("growth" in path for path in own))
    last_year = dict(zip(("direct", "inbound"), ensemble.scenario.start.state.growth_last_year, strict=False))  # type: ignore[union-attr]
    for channel, growth in last_year.items():
        beside = f"{channel} {growth:.0%}" if growth is not None else f"(last year {channel}"
        assert (beside in sentence[1]) == (growth is not None and f"vendor.{channel}.arr_growth_per_year" not in own)
    assert (f"{phase.managers:g} managers" in sentence[1]) == (f"phases.{name}.managers" not in own)
    assert f"{coach.vendor.team_hours_per_month:,.0f} direct team hours a month" in sentence[1]
    assert "$140k a manager" in sentence[1]
