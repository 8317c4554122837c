"""The columns of an export: its heads as people name them, and the columns of a start state that they are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.exports.numbers import currencies_of
from sim.exports.records import Record
from sim.scenario.currencies import SIGNS, UNITS_PER_USD
from sim.scenario.problems import Problem, suggestion
from sim.scenario.start.columns import CANDIDATES, CUSTOMERS, MONTHS, NOTHING, OPPORTUNITIES, PARTNERS, TABLES, Holds

_ALSO: dict[str, dict[str, str]] = {
    PARTNERS: {
        "id": "partner, partner id, partner name, name, account, account id, account name",
        "archetype": "type, partner type, kind, partner kind",
        "signed": "agreement, agreement signed, signature, contract signed",
        "onboarded": "onboarding ended, onboarding completed, onboarding complete",
        "left": "terminated, termination, agreement ended, ended",
        "committed": "committed reps, has reps",
        "first_qualified": "first qualified opportunity, first opportunity",
        "last_qualified": "last qualified opportunity, last opportunity",
        "last_won": "last win, last won deal, last won opportunity",
        "qualified_so_far": "qualified, qualified opportunities, opportunities qualified",
        "size": "partner size, relative size",
    },
    CUSTOMERS: {
        "id": "customer, customer id, customer name, name, account, account id, account name",
        "partner": "partner or channel, partner id, partner name",
        "channel": "source",
        "arr": "annual recurring revenue, customer arr, current arr",
        "first_go_live": "go live, live since, customer since",
        "term_begins": "term began, term start, term begin, current term start, current term began",
        "line": "product line, product",
    },
    OPPORTUNITIES: {
        "id": "opportunity, opportunity id, opportunity name, deal, deal id, deal name, name",
        "partner": "partner id, partner name",
        "qualified_on": "qualification",
        "won_on": "closed won, signed",
    },
    CANDIDATES: {
        "id": "candidate, candidate id, candidate name, name, account, account id, account name",
        "archetype": "type, partner type, kind, partner kind",
        "score": "selection score",
        "contacted": "first contact, first contacted",
        "stage": "recruiting stage, funnel stage",
    },
    MONTHS: {
        "month": "period, month end",
        "direct_revenue": "direct, revenue direct",
        "inbound_revenue": "inbound, revenue inbound",
        "roster_revenue": "roster, revenue roster, informal partners",
        "partner_revenue": "partners, partner, revenue partners, revenue partner",
        "fees_owed": "partner fees owed, fees payable",
    },
}
"""Other names of columns, apart by commas; case, spaces and signs between words do not matter."""
_CODES = {*UNITS_PER_USD, *SIGNS.values()}


def head_key(text: str) -> str:
    """A head without what people write in different ways: case, spaces and signs, 'date', 'on', a currency."""
    words = [word for word in _words(text) if word not in _CODES and word.upper() not in UNITS_PER_USD]
    plain = unicodedata.normalize("NFKC", " ".join(words)).casefold()
    key = "_".join(re.findall(r"\w+", plain.replace("_", " ")))
    key = re.sub(r"^date_(of_)?", "", key) or key
    return re.sub(r"_(date|on|day|at|in)$", "", key)


def currency_of(text: str) -> frozenset[str] | None:
    """The currencies that a head names; None if it names none."""
    named = [word if word in _CODES else word.upper() for word in _words(text)]
    return next((currencies_of(word) for word in named if word in _CODES), None)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s()\[\],;:/_-]+", text)


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns that a file has."""

    places: Mapping[str, int] = field(default_factory=dict)
    """Position of each column."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Head of each column, as the file has it."""
    left_out: frozenset[int] = frozenset()
    """Positions that are not read."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the user says the columns of a table are named."""

    heads: Mapping[str, str] = field(default_factory=dict)
    """Head of a column, by the column."""
    ignored: frozenset[str] = frozenset()
    """Heads that are not read."""


def column_named(table: str, head: str, naming: Naming) -> str:
    """The column that a head is; an empty string if it is none."""
    plain = head.strip()
    for column, named in naming.heads.items():
        if named.strip().casefold() == plain.casefold():
            return column
    found = _known(table).get(head_key(plain), "")
    return "" if found in naming.heads else found


def heads_of(table: str, record: Record, naming: Naming, label: str) -> tuple[Heads, list[Problem]]:
    """The columns of a file's first record, and what is wrong with them."""
    problems: list[Problem] = []
    places: dict[str, int] = {}
    left_out = set()
    ignored = {name.strip().casefold() for name in naming.ignored}
    where = f"{label}:{record.line}"
    for place, cell in enumerate(record.cells):
        head = cell.strip()
        if not head or head.casefold() in ignored:
            left_out.add(place)
            continue
        column = column_named(table, head, naming)
        if not column:
            problems.append(Problem(where, head, _unknown(table, head), _near(table, head)))
        elif column in places:
            what = f"is {column}, as '{record.cells[places[column]].strip()}' is: leave one of the two out with"
            problems.append(Problem(where, head, f"{what} --ignore '{table}.{head}'"))
        else:
            places[column] = place
    problems += _missing(table, places, where)
    there = {cell.strip().casefold() for cell in record.cells}
    for column, named in naming.heads.items():
        if named.strip().casefold() not in there:
            problems.append(Problem(where, column, f"--map names a column '{named}' that the file does not have"))
    problems += [
        Problem(where, name, "--ignore names a column that the file does not have")
        for name in sorted(naming.ignored)
        if name.strip().casefold() not in there
    ]
    names = {column: record.cells[place].strip() for column, place in places.items()}
    return Heads(places, names, frozenset(left_out)), problems


def known_heads(table: str, record: Record, naming: Naming) -> int:
    """How many cells of a record are heads of the table."""
    return sum(bool(column_named(table, cell, naming)) for cell in record.cells)


def money_columns(table: str) -> Sequence[str]:
    """The columns that hold money."""
    return [column.name for column in TABLES[table] if column.holds is Holds.AMOUNT]


def _known(table: str) -> dict[str, str]:
    """Columns by the keys of their heads."""
    known = {}
    for column in TABLES[table]:
        for name in (column.name, *_ALSO[table].get(column.name, "").split(",")):
            known[head_key(name)] = column.name
    return known


def _unknown(table: str, head: str) -> str:
    columns = ", ".join(column.name for column in TABLES[table])
    cure = f"say which it is with --map '{table}.COLUMN={head}', or leave it out with --ignore '{table}.{head}'"
    return f"is no column of {table} ({columns}): {cure}"


def _near(table: str, head: str) -> str:
    known = _known(table)
    near = suggestion(head_key(head), list(known))
    return known.get(near, "")


def _missing(table: str, places: Mapping[str, int], where: str) -> list[Problem]:
    """Columns that the file must have and has not."""
    missing = [column for column in TABLES[table] if column.needed is not NOTHING and column.name not in places]
    problems = [
        Problem(where, column.name, f"is missing ({column.meaning}): add the column, or name it with --map {table}."
                f"{column.name}=NAME")
        for column in missing
    ]  # fmt: skip
    if table == CUSTOMERS and not {"partner", "channel"} & set(places):
        what = "is missing (partner that brought a customer, or direct, inbound, roster): add the column, or name it"
        problems.append(Problem(where, "partner", f"{what} with --map {table}.partner=NAME"))
    return problems
