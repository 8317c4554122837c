"""What was read of a company's exports, and how the files agree, in lines of text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median

from sim.exports.assumed import assumptions
from sim.exports.reconciliation import OF_PARTNERS, Compared, Reconciliation
from sim.exports.started import Started
from sim.report.words.counting import counted, listed
from sim.report.words.rounding import exact_money, fixed, percent
from sim.scenario.start.columns import (
    CANDIDATES,
    CHANNELS,
    CUSTOMERS,
    MONTHS,
    OPPORTUNITIES,
    PARTNERS,
    TABLES,
)
from sim.scenario.start.read_table import ReadTable, Row
from sim.units import MONTHS_PER_YEAR


def start_lines(found: Started) -> Iterator[str]:
    """One line a table, its notes below; then the company as a whole."""
    for table in TABLES:
        if table in found.tables:
            read = found.tables[table]
            said = _SAID[table](found, read)
            yield f"{read.label}: {said}"
            yield from (f"  {note}" for note in found.notes[table])
    yield from _program(found)
    yield _arr(found)
    yield from (f"  assumed: {each.what} (else: {each.cure})" for each in assumptions(found))
    yield from _growth(found)
    yield from _roster(found)
    if found.reconciliation is not None:
        yield from _reconciled(found, found.reconciliation)


def _partners(_: Started, table: ReadTable) -> str:
    kinds = Counter(row["archetype"] for row in table.rows)
    left = _number(table, "left")
    waiting = sum(row["left"] is None and row["onboarded"] is None for row in table.rows)
    lacking = [
        f"{len(table.rows) - _number(table, column):,} without a known {word}"
        for column, word in (("size", "size"), ("committed", "commitment"))
        if _number(table, column) < len(table.rows)
    ]
    more = [f"{waiting:,} of those in force not onboarded yet"] if waiting else []
    by_kind = ", ".join(f"{number:,} {name}" for name, number in sorted(kinds.items()))
    whole = f"{counted(len(table.rows), 'partner')} ({by_kind}): {len(table.rows) - left:,} in force, {left:,} left"
    return "; ".join([whole, *more, *([listed(lacking)] if lacking else [])])


def _customers(found: Started, table: ReadTable) -> str:
    groups = {OF_PARTNERS: [row for row in table.rows if row["partner"] is not None]}
    groups |= {channel: [row for row in table.rows if row["channel"] == channel] for channel in CHANNELS}
    parts = [_with_arr(found, name, rows) for name, rows in groups.items() if rows or name == OF_PARTNERS]
    orphans = _orphans(found, groups[OF_PARTNERS])
    total = _money(found, sum(row["arr"] for row in table.rows))
    lacking = sum(row["term_begins"] is None for row in groups[OF_PARTNERS])
    more = [_with_arr(found, "of partners that left", orphans)] if orphans else []
    more += [f"{lacking:,} of partners without a term: from their last anniversary"] if lacking else []
    return "; ".join([f"{counted(len(table.rows), 'customer')} with ARR of {total}: {', '.join(parts)}", *more])


def _with_arr(found: Started, name: str, rows: Sequence[Row]) -> str:
    arr = sum(row["arr"] for row in rows)
    of = "of partners" if name == OF_PARTNERS else name
    return f"{len(rows):,} {of} with ARR of {_money(found, arr)}"


def _orphans(found: Started, rows: Sequence[Row]) -> list[Row]:
    gone = {row["id"] for row in found.tables[PARTNERS].rows if row["left"] is not None}
    return [row for row in rows if row["partner"] in gone]


def _opportunities(found: Started, table: ReadTable) -> str:
    won = [row["won_on"] for row in table.rows if row["won_on"] is not None]
    open_ = [row["qualified_on"] for row in table.rows if row["won_on"] is None]
    whole = f"{len(table.rows):,} {'opportunity' if len(table.rows) == 1 else 'opportunities'}"
    as_of = found.told.as_of
    return f"{whole}: {len(open_):,} open{_age(open_, as_of)}, {len(won):,} won and not live yet{_age(won, as_of)}"


def _age(days: Sequence[date], as_of: date) -> str:
    """For how many calendar days deals have been as they are."""
    ages = sorted((as_of - day).days for day in days)
    if not ages:
        return ""
    return (
        f" for {fixed(median(ages), 0)} days (median; {ages[0]:,} to {ages[-1]:,})"
        if len(ages) > 1
        else (f" for {counted(ages[0], 'day')}")
    )


def _candidates(_: Started, table: ReadTable) -> str:
    contacted = _number(table, "contacted")
    return f"{counted(len(table.rows), 'candidate')}: {contacted:,} contacted, {len(table.rows) - contacted:,} listed"


def _months(found: Started, table: ReadTable) -> str:
    rows = sorted(table.rows, key=lambda row: row["month"])
    last = rows[-MONTHS_PER_YEAR:]
    sums = {name: sum(row[f"{name}_revenue"] or 0 for row in last) for name in (*CHANNELS, "partner")}
    revenue = ", ".join(f"{name} {_money(found, cents)}" for name, cents in sums.items())
    owed = _money(found, rows[-1]["fees_owed"] or 0)
    return (
        f"{counted(len(rows), 'month')}, {rows[0]['month']:%Y-%m} to {rows[-1]['month']:%Y-%m}; revenue of the last "
        f"{len(last)}: {revenue}; fees owed at the end {owed}"
    )


def _program(found: Started) -> Iterator[str]:
    whole = found.derived
    began = f"first agreement {whole.first_agreement}" if whole.first_agreement else "as stated"
    if whole.older_agreements:
        began += f"; {counted(whole.older_agreements, 'agreement')} from before it"
    phase, age = (_stated(is_told=told) for told in (whole.phase_is_told, whole.age_is_told))
    yield (
        f"program: {counted(whole.month, 'month')} over ({began}); phase {whole.phase}{phase} for "
        f"{counted(whole.phase_age_months, 'month')}{age}"
    )


def _stated(*, is_told: bool) -> str:
    return " (as stated)" if is_told else " (assumed)"


def _arr(found: Started) -> str:
    arr = found.derived.arr
    return "ARR: " + ", ".join(
        f"{channel} {_money(found, arr[channel].cents)} ({_SOURCES[arr[channel].source]})" for channel in CHANNELS
    )


def _growth(found: Started) -> Iterator[str]:
    whole = found.derived
    if whole.growth:
        said = ", ".join(f"{channel} {percent(growth, 1)}" for channel, growth in whole.growth.items())
        months = sorted(row["month"] for row in found.tables[MONTHS].rows)
        apart = whole.growth_months
        how = "" if apart == MONTHS_PER_YEAR else f", of {apart} months, taken to a year"
        between = f"{months[-1]:%Y-%m} against {months[-1 - apart]:%Y-%m}"
        yield f"revenue growth of last year: {said} ({between}{how})"
    elif MONTHS in found.tables:
        yield "revenue growth of last year: not known, it needs 12 months (13 for a whole year)"


def _roster(found: Started) -> Iterator[str]:
    """What existing partners' growth was taken from."""
    roster, arr = found.derived.roster, found.derived.arr["roster"]
    if roster is None:
        if arr.cents:
            yield "roster: grows as the scenario says"
        return
    low, _, high = (percent(point, 1) for point in roster.points)
    before, last = (percent(share, 2) for share in roster.shares or (0.0, 0.0))
    change = (
        f"its share beside direct and inbound, {before} to {last} ({'told' if roster.is_told else 'of the months'})"
    )
    if not roster.is_usual:
        why = f"most of the last change of {change}"
    elif roster.shares:
        why = f"the usual change of a share of revenue; that of {change}, is too large to expect the next from it"
    else:
        why = "the usual change of a share of revenue (its own needs 24 months, or --roster-shares)"
    yield f"roster: grows by {low} to {high} a year more than direct and inbound (p10 to p90): {why}"


def _reconciled(found: Started, reconciliation: Reconciliation) -> Iterator[str]:
    for each in reconciliation.compared:
        if each.customers_cents or each.months_cents:
            yield f"{each.what}: {_difference(found, each)}"
    customers, months = reconciliation.share_of_customers, reconciliation.share_of_months
    if customers is not None and months is not None:
        yield f"partner share: {percent(customers, 1)} by customers, {percent(months, 1)} by the last month's revenue"


def _difference(found: Started, each: Compared) -> str:
    by_customers, by_months = _money(found, each.customers_cents), _money(found, each.months_cents)
    net = " net of margin" if each.what not in CHANNELS[:2] and found.scenario.vendor.resale_booking == "net" else ""
    said = f"{by_customers} ARR of customers{net}, {by_months} twelve times the last month's revenue"
    if each.customers_cents == each.months_cents:
        return f"{said}: equal"
    if each.agrees:
        return f"{said}: equal but for the cents by which months are rounded"
    apart = _money(found, abs(each.customers_cents - each.months_cents))
    size = f" ({percent(abs(each.customers_cents / each.months_cents - 1), 1)})" if each.months_cents else ""
    return f"{said}: {apart}{size} {'more' if each.customers_cents > each.months_cents else 'less'}"


def _number(table: ReadTable, column: str) -> int:
    """Rows that have a value in a column."""
    return sum(row[column] is not None for row in table.rows)


def _money(found: Started, cents: int) -> str:
    return exact_money(cents, found.scenario.currency)


_SAID = {
    PARTNERS: _partners,
    CUSTOMERS: _customers,
    OPPORTUNITIES: _opportunities,
    CANDIDATES: _candidates,
    MONTHS: _months,
}
_SOURCES = {
    "customers": "of customers", "months": "of last month's revenue", "scenario": "of the scenario",
    "nothing": "no customers",
}  # fmt: skip
