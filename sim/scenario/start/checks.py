"""What cannot be true of the tables of a start state, or cannot be simulated: every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sim.scenario.problems import Problem, suggestion
from sim.scenario.start.columns import CANDIDATES, CHANNELS, CUSTOMERS, MONTHS, OPPORTUNITIES, PARTNERS, TABLES, Holds
from sim.scenario.start.customer_checks import customer_problems
from sim.scenario.start.month_checks import month_problems
from sim.scenario.start.opportunity_checks import deal_count_problems, opportunity_problems
from sim.scenario.start.partner_checks import candidate_problems, partner_problems
from sim.scenario.start.read_table import ReadTable, Row, Tables

OLDEST_YEARS = 50
"""Older dates are those that a spreadsheet or a database writes for none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the checks need of an archetype."""

    candidates: int | None
    """Names on its first list; None if they cannot be read."""
    stages: tuple[str, ...] | None
    """Of recruiting, in order; None if they cannot be read."""
    lines: tuple[str, ...]
    """Its product lines, sorted; empty if they cannot be read."""


def table_problems(tables: Tables, as_of: date | None, kinds: Mapping[str, Kind] | None) -> list[Problem]:
    """Every problem of tables that have been read; as-of date and the scenario's archetypes are None if not known."""
    found: list[Problem] = []
    for table in tables.values():
        found += _repeated_ids(table)
        if as_of is not None:
            found += table.each(lambda row, table=table: _dates(table, row, as_of))  # type: ignore[misc]
        if kinds is not None and table.table in (PARTNERS, CANDIDATES):
            found += _archetypes(table, kinds)
    if partners := tables.get(PARTNERS):
        found += partners.each(lambda row: partner_problems(partners, row))
    if kinds is not None:
        found += _too_many(tables, kinds)
    if customers := tables.get(CUSTOMERS):
        lines = None if kinds is None else {name: kind.lines for name, kind in kinds.items()}
        found += customer_problems(tables, customers, as_of, lines)
    if opportunities := tables.get(OPPORTUNITIES):
        found += opportunity_problems(tables, opportunities)
    found += deal_count_problems(tables)
    if candidates := tables.get(CANDIDATES):
        stages = None if kinds is None else {name: it.stages for name, it in kinds.items() if it.stages is not None}
        found += candidate_problems(tables, candidates, stages)
    if months := tables.get(MONTHS):
        found += month_problems(months, as_of)
    return found


def _repeated_ids(table: ReadTable) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row in table.rows:
        if (name := row["id"]) is None:
            continue
        if name in seen:
            yield table.problem(row, "id", f"'{name}' is on line {seen[name]} too", "give each row an id of its own")
        elif table.table == PARTNERS and name.casefold() in CHANNELS:
            yield table.problem(row, "id", f"'{name}' is the name of a channel", "give the partner another id")
        seen.setdefault(name, row.line)


def _dates(table: ReadTable, row: Row, as_of: date) -> Iterator[Problem]:
    for column in TABLES[table.table]:
        day = row[column.name]
        if column.holds is not Holds.DATE or day is None:
            continue
        if day > as_of:
            cure = "leave out what has happened since, or state a later --as-of"
            yield table.problem(row, column.name, f"{day} is after the as-of date {as_of}", cure)
        elif day.year < as_of.year - OLDEST_YEARS:
            cure = "leave the cell empty if it stands for no date"
            yield table.problem(row, column.name, f"{day} is more than {OLDEST_YEARS} years ago", cure)


def _archetypes(table: ReadTable, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    for row in table.rows:
        if (name := row["archetype"]) is not None and name not in kinds:
            what = f"the scenario has no archetype '{name}'"
            cure = f"write one that it has ({', '.join(sorted(kinds))}), or add it to a scenario of your own"
            yield table.problem(row, "archetype", what, cure, suggestion(name.lower(), sorted(kinds)))


def _too_many(tables: Tables, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    """Partners and candidates of an archetype that are more than the names on its list."""
    for name, kind in sorted(kinds.items()):
        rows = [
            (tables[table], row)
            for table in (PARTNERS, CANDIDATES)
            if table in tables
            for row in tables[table].rows
            if row["archetype"] == name
        ]
        if kind.candidates is not None and len(rows) > kind.candidates:
            table, row = rows[kind.candidates]
            what = (
                f"{len(rows):,} partners and candidates of '{name}' are more than the {kind.candidates:,} names on its "
                "list"
            )
            cure = f"state archetypes.{name}.candidates of at least {len(rows):,} in the scenario"
            yield table.problem(row, "archetype", what, cure)
