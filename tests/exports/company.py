"""A simulated company at a month close as the tables that its systems would export, and as the records they stand for.

``python -m tests.exports.company SCENARIO MONTH FOLDER [SEED WORLD FUTURE]`` writes the tables. Nothing here uses the
product's reader, columns or calendar: tests compare the two.
"""

import csv
import io
import sys
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import LEAVING_KINDS, Kind, Row, Trait
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

MONTH, YEAR = 30, 360
CHANNELS = ("direct", "inbound", "roster")
Table = list[dict[str, str]]

HEADS = {
    "partners": (
        "id", "archetype", "signed", "onboarded", "left", "committed", "first_qualified", "last_qualified", "last_won",
        "qualified_so_far", "size",
    ),
    "customers": ("id", "partner", "arr", "first_go_live", "term_begins", "line"),
    "opportunities": ("id", "partner", "qualified_on", "won_on"),
    "candidates": ("id", "archetype", "score", "contacted", "stage"),
    "months": ("month", "direct_revenue", "inbound_revenue", "roster_revenue", "partner_revenue", "fees_owed"),
}  # fmt: skip


@dataclass
class Partner:
    """A partner as its rows tell; days are those of the run."""

    name: str
    signed: int
    size_thousandths: int
    onboarded: int | None = None
    left: int | None = None
    committed: bool | None = None
    qualified: list[int] = field(default_factory=list)
    won: list[int] = field(default_factory=list)

    @property
    def archetype(self) -> str:
        return self.name.split("/")[0]


@dataclass
class Deal:
    """An opportunity, and the customer that it may have become."""

    name: str
    partner: str
    qualified: int
    won: int | None = None
    live: int | None = None
    term: int | None = None
    arr_cents: int = 0
    is_over: bool = False


@dataclass
class Candidate:
    """A candidate that is being recruited."""

    name: str
    score: int
    contacted: int
    stage: int = 0
    is_over: bool = False


@dataclass
class Company:
    """A company when ``month`` months of a run are over."""

    scenario: Scenario
    month: int
    partners: dict[str, Partner] = field(default_factory=dict)
    deals: dict[tuple[str, int], Deal] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    arr_cents: list[int] = field(default_factory=list)
    """By channel."""
    revenue_cents: dict[int, list[int]] = field(default_factory=dict)
    """By month of the run: of each channel, then of the program's partners."""
    owed_cents: dict[int, int] = field(default_factory=dict)
    phases: list[tuple[int, str]] = field(default_factory=list)
    """Day and name of each phase that began."""

    @property
    def customers(self) -> list[Deal]:
        return [deal for deal in self.deals.values() if deal.live is not None and not deal.is_over]

    @property
    def opportunities(self) -> list[Deal]:
        return [deal for deal in self.deals.values() if deal.live is None and not deal.is_over]

    @property
    def recruits(self) -> list[Candidate]:
        return [one for one in self.candidates.values() if not one.is_over]


def company_of(
    scenario: str | Scenario, month: int, seed: int = 1, world: int = 0, future: int = 0, engine: str = "compiled"
) -> Company:
    """A future of a scenario when ``month`` months are over: what has happened before day 30 * month, and its close."""
    loaded = load_scenario(scenario) if isinstance(scenario, str) else scenario
    run, _, parameters = ledger_of(loaded, seed, world, future, engine)
    roll = roll_of(parameters)
    company = Company(loaded, month)
    company.arr_cents = [channel.starting_arr_cents for channel in parameters.vendor.channels]
    company.revenue_cents = {each: [0, 0, 0, 0] for each in range(1, month + 1)}
    company.owed_cents = dict.fromkeys(range(1, month + 1), 0)
    for row in run.rows:
        kind = Kind(row[1])
        is_close = Trait.CLOSE in kind.traits
        if row[0] < MONTH * month or (row[0] == MONTH * month and is_close):
            day = row[0] - 1 if is_close else row[0]
            name = roll.name(row[2]) if row[2] >= 0 else ""
            _happen(company, kind, day, name, row)
    for each in range(2, month + 1):
        company.owed_cents[each] += company.owed_cents[each - 1]
    return company


def _happen(company: Company, kind: Kind, day: int, name: str, row: Row) -> None:
    """One row of the ledger; a close of day 30 m belongs to the last day of month m."""
    _, _, _, code, amount, _, detail = row
    month = day // MONTH + 1
    if kind in (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION):
        company.arr_cents[detail] += amount
    elif kind in (Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR):
        company.arr_cents[0] += amount
    elif kind == Kind.CHANNEL_REVENUE:
        company.revenue_cents[month][detail] += amount
    elif kind == Kind.REVENUE:
        company.revenue_cents[month][3] += amount
    elif kind in (Kind.FEE_ACCRUED, Kind.FEE_PAID):
        company.owed_cents[month] += amount if kind == Kind.FEE_ACCRUED else -amount
    elif kind == Kind.PHASE_ENTERED:
        company.phases.append((day, company.scenario.phase_order[detail]))
    elif kind in (Kind.CONTACTED, Kind.STAGE_PASSED, Kind.REFUSED, Kind.POSTPONED, Kind.SIGNED):
        _recruit(company, kind, day, name, detail)
    elif kind in (Kind.ONBOARDING_ENDED, *LEAVING_KINDS):
        partner = company.partners[name]
        if kind == Kind.ONBOARDING_ENDED:
            partner.onboarded, partner.committed = day, bool(detail)
        else:
            partner.left = day
    elif code >= 0:
        _deal(company, kind, day, name, code, amount)


def _recruit(company: Company, kind: Kind, day: int, name: str, detail: int) -> None:
    if kind == Kind.CONTACTED:
        company.candidates[name] = Candidate(name, detail, day)
    elif kind == Kind.STAGE_PASSED:
        company.candidates[name].stage = detail + 1
    else:
        company.candidates[name].is_over = True
    if kind == Kind.SIGNED:
        company.partners[name] = Partner(name, day, detail)


def _deal(company: Company, kind: Kind, day: int, name: str, code: int, amount: int) -> None:
    partner, place = company.partners[name], (name, code)
    if kind == Kind.QUALIFIED:
        partner.qualified.append(day)
        company.deals[place] = Deal(f"{name}/{code}", name, day)
    elif kind == Kind.WON:
        partner.won.append(day)
        company.deals[place].won = day
    elif kind in (Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER, Kind.CANCELLED, Kind.CHURNED):
        company.deals[place].is_over = True
    elif kind == Kind.GO_LIVE:
        deal = company.deals[place]
        deal.live, deal.term, deal.arr_cents = day, day, amount
    elif kind == Kind.RENEWED:
        company.deals[place].term = day
    elif kind == Kind.EXPANDED:
        company.deals[place].arr_cents += amount


def last_day(year: int, month: int) -> int:
    """Of a calendar month; months may run past 12 or below 1."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return monthrange(year, month)[1]


def calendar_date(day: int, month: int, as_of: date) -> date:
    """The date of a day of a run whose first ``month`` months end with ``as_of``: 30 is the last of a month."""
    back = month - 1 - day // MONTH
    total = 12 * as_of.year + as_of.month - 1 - back
    year, calendar_month = divmod(total, 12)
    last = last_day(year, calendar_month + 1)
    in_month = day % MONTH + 1
    return date(year, calendar_month + 1, last if in_month == MONTH else min(in_month, last))


def day_30_360(day: date, as_of: date) -> int:
    """Days from the end of ``as_of`` by 30/360: the last day of a month is the 30th. Written apart from the product."""
    number = 30 if (day.day == last_day(day.year, day.month) or day.day == 31) else day.day
    months = (day.year * 12 + day.month) - (as_of.year * 12 + as_of.month)
    return months * 30 + number - 31


def tables_of(company: Company, as_of: date) -> dict[str, Table]:
    """The tables of a company, cells as plain text: ISO dates, numbers with a point, empty where nothing happened."""

    def said(day: int | None) -> str:
        return "" if day is None else calendar_date(day, company.month, as_of).isoformat()

    def money(cents: int) -> str:
        return f"{cents // 100}.{cents % 100:02}"

    channels: Table = [
        {
            "id": f"all {channel}", "partner": channel, "arr": money(arr), "first_go_live": said(0),
            "term_begins": said(MONTH * (company.month - 1) // YEAR * YEAR), "line": "",
        }
        for channel, arr in zip(CHANNELS, company.arr_cents, strict=True)
    ]  # fmt: skip
    return {
        "partners": [
            {
                "id": one.name, "archetype": one.archetype, "signed": said(one.signed),
                "onboarded": said(one.onboarded),
                "left": said(one.left), "committed": {None: "", True: "yes", False: "no"}[one.committed],
                "first_qualified": said(min(one.qualified, default=None)),
                "last_qualified": said(max(one.qualified, default=None)), "last_won": said(max(one.won, default=None)),
                "qualified_so_far": str(len(one.qualified)),
                "size": f"{one.size_thousandths // 1000}.{one.size_thousandths % 1000:03}",
            }
            for one in company.partners.values()
        ],
        "customers": [
            {
                "id": deal.name, "partner": deal.partner, "arr": money(deal.arr_cents),
                "first_go_live": said(deal.live),
                "term_begins": said(deal.term), "line": "",
            }
            for deal in company.customers
        ] + channels,
        "opportunities": [
            {
                "id": deal.name, "partner": deal.partner, "qualified_on": said(deal.qualified),
                "won_on": said(deal.won),
            }
            for deal in company.opportunities
        ],
        "candidates": list(_candidates(company, said)),
        "months": [
            {
                "month": said(MONTH * month - 1)[:7],
                **dict(zip(HEADS["months"][1:5], map(money, revenue), strict=True)),
                "fees_owed": money(company.owed_cents[month]),
            }
            for month, revenue in company.revenue_cents.items()
        ],
    }  # fmt: skip


def _candidates(company: Company, said) -> Iterator[dict[str, str]]:  # type: ignore[no-untyped-def]
    for one in company.recruits:
        archetype = one.name.split("/")[0]
        stage = company.scenario.archetypes[archetype].funnel_order[one.stage]
        yield {
            "id": one.name, "archetype": archetype, "score": str(one.score), "contacted": said(one.contacted),
            "stage": stage,
        }  # fmt: skip


def csv_text(table: str, rows: Table, delimiter: str = ",") -> str:
    """A table as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADS[table], delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_exports(company: Company, as_of: date, folder: Path) -> dict[str, Path]:
    """Writes the tables; the files by table."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for table, rows in tables_of(company, as_of).items():
        files[table] = folder / f"{table}.csv"
        files[table].write_text(csv_text(table, rows), encoding="utf-8", newline="")
    return files


def as_of_close(scenario: Scenario, month: int, year: int = 2026) -> date:
    """The last day of a month of a run whose first month lies in ``year``."""
    first = scenario.start_month - 1 + month - 1
    return date(year + first // 12, first % 12 + 1, last_day(year, first + 1))


def main(arguments: list[str]) -> None:
    name, month, folder, *rest = arguments
    company = company_of(name, int(month), *map(int, rest))
    as_of = as_of_close(company.scenario, company.month)
    write_exports(company, as_of, Path(folder))
    print(f"--as-of {as_of}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
