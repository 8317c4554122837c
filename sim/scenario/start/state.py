"""The start state of a scenario: tables that have been read and checked become records."""

from collections.abc import Mapping, Sequence
from datetime import date

from sim.ledger import DEALS_A_MONTH, LAST_MONTH, deal_code
from sim.scenario.start.columns import (
    CANDIDATES,
    CHANNELS,
    CUSTOMERS,
    MONTHS,
    MOST_DEALS,
    MOST_MONTHS,
    OPPORTUNITIES,
    PARTNERS,
)
from sim.scenario.start.days import day_of, months_between
from sim.scenario.start.read_table import ReadTable, Row, Tables
from sim.scenario.start.records import (
    StartedCandidate,
    StartedCustomer,
    StartedMonth,
    StartedOpportunity,
    StartedPartner,
    StartState,
)
from sim.scenario.start.start_table import StartTable
from sim.units import DAYS_PER_YEAR, NEVER_YET

FIRST_LATER_MONTH = LAST_MONTH + 2 - MOST_DEALS // DEALS_A_MONTH
"""Months 0 and 241 to 255 of the names of deals are those of a start state: no run has a month beyond 240."""


def state_of(start: StartTable, tables: Tables) -> StartState:
    """The start state of tables without a problem (``checks``)."""
    partners = sorted(tables[PARTNERS].rows, key=lambda row: (row["archetype"], row["id"]))
    position = {row["id"]: place for place, row in enumerate(partners)}
    customers = [row for row in tables[CUSTOMERS].rows if row["partner"] is not None]
    opportunities = tables[OPPORTUNITIES].rows
    codes = _codes(partners, customers, opportunities)
    as_of = start.as_of
    return StartState(
        as_of=as_of,
        month=start.month,
        phase=start.phase,
        phase_age_months=start.phase_age_months,
        growth_last_year=start.growth_last_year,
        partners=tuple(_partner(row, as_of) for row in partners),
        customers=tuple(
            sorted(
                (_customer(row, as_of, position, codes) for row in customers),
                key=lambda customer: (customer.partner, customer.code),
            )
        ),
        opportunities=tuple(
            sorted(
                (_opportunity(row, as_of, position, codes) for row in opportunities),
                key=lambda opportunity: (opportunity.partner, opportunity.code),
            )
        ),
        candidates=_candidates(tables.get(CANDIDATES), as_of),
        months=_months(tables.get(MONTHS), as_of),
        digest=start.digest,
    )


def deal_codes(dated: Sequence[tuple[date, str]]) -> dict[tuple[date, str], int]:
    """The code of each deal of a partner, by first date and id: month 0, then from 241 on. ValueError past 4,096."""
    codes = {}
    for place, deal in enumerate(sorted(dated)):
        block, k = divmod(place, DEALS_A_MONTH)
        codes[deal] = deal_code(0 if block == 0 else FIRST_LATER_MONTH + block - 1, k)
    return codes


_Codes = Mapping[str, Mapping[tuple[date, str], int]]
"""Codes of the deals of each partner."""


def _codes(partners: Sequence[Row], customers: Sequence[Row], opportunities: Sequence[Row]) -> _Codes:
    dated: dict[str, list[tuple[date, str]]] = {row["id"]: [] for row in partners}
    for row in customers:
        dated[row["partner"]].append((row["first_go_live"], row["id"]))
    for row in opportunities:
        dated[row["partner"]].append((row["qualified_on"], row["id"]))
    return {partner: deal_codes(deals) for partner, deals in dated.items()}


def _day(day: date | None, as_of: date) -> int:
    return NEVER_YET if day is None else day_of(day, as_of)


def _partner(row: Row, as_of: date) -> StartedPartner:
    return StartedPartner(
        id=row["id"],
        archetype=row["archetype"],
        signed_day=_day(row["signed"], as_of),
        onboarded_day=_day(row["onboarded"], as_of),
        left_day=_day(row["left"], as_of),
        is_committed=row["committed"],
        first_qualified_day=_day(row["first_qualified"], as_of),
        last_qualified_day=_day(row["last_qualified"], as_of),
        last_won_day=_day(row["last_won"], as_of),
        qualified=row["qualified_so_far"] or 0,
        size_thousandths=row["size"],
    )


def _customer(row: Row, as_of: date, position: Mapping[str, int], codes: _Codes) -> StartedCustomer:
    return StartedCustomer(
        id=row["id"],
        partner=position[row["partner"]],
        code=codes[row["partner"]][row["first_go_live"], row["id"]],
        arr_cents=row["arr"],
        first_go_live_day=_day(row["first_go_live"], as_of),
        term_day=_term_day(row, as_of),
        line=row["line"] or "",
    )


def _term_day(row: Row, as_of: date) -> int:
    """Begin of the running contract year: as stated, else the last anniversary of the first go-live."""
    if row["term_begins"] is not None:
        return day_of(row["term_begins"], as_of)
    live = day_of(row["first_go_live"], as_of)
    return live + (-1 - live) // DAYS_PER_YEAR * DAYS_PER_YEAR


def _opportunity(row: Row, as_of: date, position: Mapping[str, int], codes: _Codes) -> StartedOpportunity:
    return StartedOpportunity(
        id=row["id"],
        partner=position[row["partner"]],
        code=codes[row["partner"]][row["qualified_on"], row["id"]],
        qualified_day=_day(row["qualified_on"], as_of),
        won_day=_day(row["won_on"], as_of),
    )


def _candidates(table: ReadTable | None, as_of: date) -> tuple[StartedCandidate, ...]:
    rows = () if table is None else sorted(table.rows, key=lambda row: (row["archetype"], row["id"]))
    return tuple(
        StartedCandidate(row["id"], row["archetype"], row["score"], _day(row["contacted"], as_of), row["stage"] or "")
        for row in rows
    )


def _months(table: ReadTable | None, as_of: date) -> tuple[StartedMonth, ...]:
    rows = () if table is None else sorted(table.rows, key=lambda row: row["month"])
    channels = [f"{channel}_revenue" for channel in CHANNELS]
    return tuple(
        StartedMonth(
            months_between(as_of, row["month"]),
            *(row[column] or 0 for column in (*channels, "partner_revenue", "fees_owed")),
        )
        for row in rows[-MOST_MONTHS:]
    )
