"""What cannot be true of an opportunity, and of the opportunities and customers of a partner together."""

from collections import Counter
from collections.abc import Iterator

from sim.scenario.problems import Problem
from sim.scenario.start.columns import CUSTOMERS, MOST_DEALS, OPPORTUNITIES, PARTNERS
from sim.scenario.start.known_partners import known_partners
from sim.scenario.start.read_table import ReadTable, Row, Tables


def opportunity_problems(tables: Tables, table: ReadTable) -> Iterator[Problem]:
    """The problems of all opportunities."""
    partners, customers = known_partners(tables), tables.get(CUSTOMERS)
    live = {} if customers is None else customers.by_id()
    for row in table.rows:
        qualified, won = row["qualified_on"], row["won_on"]
        if qualified is not None and won is not None and won < qualified:
            head = table.heads.get("qualified_on", "qualified_on")
            yield table.problem(row, "won_on", f"{won} is before {head} {qualified}", "correct one of the two")
        if customers is not None and row["id"] in live:
            where = f"line {live[row['id']].line} of {customers.label}"
            why = "a won deal counts once" if won else "what customers add is drawn at renewals"
            what = f"'{row['id']}' is a customer already ({where})"
            yield table.problem(row, "id", what, f"{why}, so leave it out here")
        if partners is not None and row["partner"] is not None:
            if partner := partners.rows.get(row["partner"]):
                yield from _partner_problems(table, row, partners.table, partner)
            else:
                yield from partners.unknown(table, row)


def _partner_problems(table: ReadTable, row: Row, partners: ReadTable, partner: Row) -> Iterator[Problem]:
    """The problems of an opportunity with what is known of its partner."""
    where = f"line {partner.line} of {partners.label}"
    day, signed, left = row["qualified_on"], partner["signed"], partner["left"]
    first, last = partner["first_qualified"], partner["last_qualified"]
    if day is not None:
        said = ""
        if signed is not None and day < signed:
            said = f"before the agreement of '{row['partner']}', {signed}"
        elif left is not None and day > left:
            said = f"after '{row['partner']}' has left, {left}"
        elif first is not None and day < first:
            said = f"before the first qualified opportunity of '{row['partner']}', {first}"
        elif last is not None and day > last:
            said = f"after the last qualified opportunity of '{row['partner']}', {last}"
        if said:
            yield table.problem(row, "qualified_on", f"{day} is {said} ({where})", "correct one of the two")
    won, last_won = row["won_on"], partner["last_won"]
    if won is not None and partner.has_read("last_won") and (last_won is None or won > last_won):
        said = "none" if last_won is None else f"{last_won}"
        what = f"{won} is after the last won deal of '{row['partner']}', {said} ({where})"
        yield table.problem(row, "won_on", what, "correct one of the two")


def deal_count_problems(tables: Tables) -> Iterator[Problem]:
    """Partners with more deals than a run can tell apart, or than their qualified opportunities."""
    partners = tables.get(PARTNERS)
    if partners is None:
        return
    deals = Counter(
        row["partner"] for name in (CUSTOMERS, OPPORTUNITIES) if name in tables for row in tables[name].rows
    )
    for name, row in partners.by_id().items():
        if deals[name] > MOST_DEALS:
            what = f"'{name}' has {deals[name]:,} customers and opportunities, and {MOST_DEALS:,} can be told apart"
            yield partners.problem(row, "id", what, "split the partner, or sum up its smallest customers")
        counted = row.has_read("qualified_so_far", "first_qualified")
        if counted and deals[name] > (row["qualified_so_far"] or 0):
            what = f"is {row['qualified_so_far'] or 0:,}, and '{name}' has {deals[name]:,} customers and opportunities"
            cure = f"state at least {deals[name]:,}, since each of them was qualified once"
            yield partners.problem(row, "qualified_so_far", what, cure)
