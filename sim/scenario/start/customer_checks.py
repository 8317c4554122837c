"""What cannot be true of a customer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sim.scenario.problems import Problem, suggestion
from sim.scenario.start.days import day_of
from sim.scenario.start.known_partners import KnownPartners, known_partners
from sim.scenario.start.read_table import ReadTable, Row, Tables
from sim.units import DAYS_PER_YEAR


def customer_problems(
    tables: Tables, table: ReadTable, as_of: date | None, lines: Mapping[str, Sequence[str]] | None
) -> Iterator[Problem]:
    """The problems of all customers; ``lines`` are the product lines by archetype, if the scenario is known."""
    partners = known_partners(tables)
    for row in table.rows:
        if row["arr"] is not None and row["arr"] < 0:
            yield table.problem(row, "arr", "must not be below 0", "leave out what was credited or cancelled")
        if row.has_read("partner", "channel") and row["partner"] is None and row["channel"] is None:
            cure = "name the partner that brought it, or direct, inbound or roster"
            yield table.problem(row, "partner", "has neither a partner nor a channel", cure)
        if as_of is not None:
            yield from _term_problems(table, row, as_of)
        if partners is not None and row["partner"] is not None:
            yield from _partner_problems(table, row, partners)
            if lines is not None:
                yield from _line_problems(table, row, partners, lines)


def _term_problems(table: ReadTable, row: Row, as_of: date) -> Iterator[Problem]:
    live, term = row["first_go_live"], row["term_begins"]
    if live is None or term is None or term > as_of:
        return
    if term < live:
        head = table.heads.get("first_go_live", "first_go_live")
        yield table.problem(row, "term_begins", f"{term} is before {head} {live}", "correct one of the two")
    elif row["partner"] is not None and day_of(term, as_of) < -DAYS_PER_YEAR:
        cure = "state the year that runs, or leave out a customer that left"
        yield table.problem(row, "term_begins", f"{term} is more than a year before {as_of}", cure)


def _partner_problems(table: ReadTable, row: Row, partners: KnownPartners) -> Iterator[Problem]:
    """The problems of a customer with what is known of its partner."""
    partner = partners.rows.get(row["partner"])
    if partner is None:
        yield from partners.unknown(table, row)
        return
    live, signed, first = row["first_go_live"], partner["signed"], partner["first_qualified"]
    where = f"line {partner.line} of {partners.table.label}"
    if live is not None and signed is not None and live < signed:
        what = f"{live} is before the agreement of '{row['partner']}', {signed} ({where})"
        yield table.problem(row, "first_go_live", what, "correct one of the two")
    elif live is not None and first is not None and live < first:
        what = f"{live} is before the first qualified opportunity of '{row['partner']}', {first} ({where})"
        yield table.problem(row, "first_go_live", what, "correct one of the two")
    if partner.has_read("last_won") and partner["last_won"] is None:
        what = f"'{row['partner']}' has this customer and never won a deal ({where})"
        yield table.problem(row, "partner", what, "state its last won deal")


def _line_problems(
    table: ReadTable, row: Row, partners: KnownPartners, lines: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """A product line that the partner's kind does not have; a kind without any takes every name, as none acts."""
    line, partner = row["line"], partners.rows.get(row["partner"])
    if line is None or partner is None:
        return
    known = lines.get(partner["archetype"] or "", ())
    if known and line not in known:
        what = f"'{line}' is no product line of {partner['archetype']}"
        cure = f"write one that it has ({', '.join(known)}), or leave the cell empty: it is drawn then"
        yield table.problem(row, "line", what, cure, suggestion(line.lower(), known))
