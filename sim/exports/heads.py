"""The columns of an export: its heads as people name them, and the columns of a start state that they are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sim.exports.columns import COLUMNS
from sim.exports.numbers import currencies_of
from sim.exports.records import Record
from sim.scenario.currencies import SIGNS, UNITS_PER_USD
from sim.scenario.problems import CurableProblem, Problem, suggestion
from sim.scenario.start.columns import CANDIDATES, CUSTOMERS, MONTHS, NOTHING, OPPORTUNITIES, PARTNERS, Holds

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
        "lost_on": "closed lost",
        "status": "stage, sales stage, deal stage, deal status, opportunity stage, opportunity status",
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
ALL = "*"
NAMED = ("id", "partner")
"""Columns that exports often have twice, as an id and as a name."""
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
    ignored: tuple[str, ...] = ()
    """Heads that are left out as the user asks."""
    surplus: tuple[str, ...] = ()
    """Heads that are no columns, and not like one."""
    doubled: tuple[str, ...] = ()
    """Heads of names beside an id."""
    absent: tuple[str, ...] = ()
    """Columns that the file has not, under the heads that are known."""
    unread: frozenset[str] = frozenset()
    """Columns that the file has under another head or ought to have: nothing is known of their cells."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How the user says the columns of a table are named."""

    heads: Mapping[str, str] = field(default_factory=dict)
    """Head of a column, by the column."""
    ignored: frozenset[str] = frozenset()
    """Heads that are not read; ALL for each that is no column, and for a second name of what has an id."""


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
    found = _Found(table, record, naming, f"{label}:{record.line}")
    for place, cell in enumerate(record.cells):
        found.add(place, cell.strip())
    return found.heads(), found.problems


class _Found:
    """The heads of a record so far: each is a column, left out, or a problem."""

    def __init__(self, table: str, record: Record, naming: Naming, where: str) -> None:
        self._table, self._record, self._naming, self._where = table, record, naming, where
        self._places: dict[str, int] = {}
        self._left_out: set[int] = set()
        self._ignored: list[str] = []
        self._unknown: list[str] = []
        self._surplus: list[str] = []
        self._doubled: list[str] = []
        self._twice: set[str] = set()
        self._names = {name.strip().casefold() for name in naming.ignored}
        self.problems: list[Problem] = []

    def add(self, place: int, head: str) -> None:
        """The head at a place."""
        column = column_named(self._table, head, self._naming) if head else ""
        if not head:
            self._left_out.add(place)
        elif head.casefold() in self._names or (not column and ALL in self._names):
            self._left_out.add(place)
            self._ignored.append(head)
        elif not column:
            self._add_unknown(head)
        elif column in self._places and column in NAMED and ALL in self._names:
            self._keep_one(column, place)
        elif column in self._places:
            if column in NAMED:
                self._doubled.append(self._record.cells[self._kept_and_other(column, place)[1]].strip())
            self._twice.add(column)
            what = f"is {column}, as '{self._record.cells[self._places[column]].strip()}' is"
            self._tell(head, what, f"leave one of the two out with --ignore '{self._table}.{head}'")
        else:
            self._places[column] = place

    def _keep_one(self, column: str, place: int) -> None:
        """Of two heads that name the same thing, an id and a name, the id: it is unique, and files agree on it."""
        self._places[column], other = self._kept_and_other(column, place)
        self._left_out.add(other)
        self._ignored.append(self._record.cells[other].strip())

    def _kept_and_other(self, column: str, place: int) -> tuple[int, int]:
        first = self._places[column]
        is_id = ["id" in _words(self._record.cells[each].casefold()) for each in (first, place)]
        return (place, first) if is_id == [False, True] else (first, place)

    def heads(self) -> Heads:
        """The heads of the record, with the problems of what it lacks."""
        missing = self._missing()
        self._check_options()
        read = {column: place for column, place in self._places.items() if column not in self._twice}
        absent = {column.name for column in COLUMNS[self._table]} - set(self._places)
        may_be_there = absent if self._unknown or self._naming.heads.keys() & absent else set(missing)
        return Heads(
            read,
            {column: self._record.cells[place].strip() for column, place in self._places.items()},
            frozenset(self._left_out),
            tuple(self._ignored),
            tuple(self._surplus),
            tuple(self._doubled),
            tuple(column.name for column in COLUMNS[self._table] if column.name in absent),
            frozenset({*missing, *may_be_there, *self._twice}),
        )

    def _tell(self, head: str, what: str, cure: str, hint: str = "") -> None:
        self.problems.append(CurableProblem(self._where, head, what, hint, cure=cure))

    def _add_unknown(self, head: str) -> None:
        near = _near(self._table, head)
        columns = "" if self._unknown else f" ({', '.join(column.name for column in COLUMNS[self._table])})"
        self._unknown.append(head)
        if not near:
            self._surplus.append(head)
        cure = f"leave it out with --ignore '{self._table}.{head}', or say which it is with "
        cure += f"--map '{self._table}.{near or 'COLUMN'}={head}'"
        self._tell(head, f"is no column of {self._table}{columns}", cure, near)

    def _missing(self) -> list[str]:
        """Columns that the file must have and has not, each told."""
        table, ignored = self._table, {column_named(self._table, head, self._naming) for head in self._ignored}
        needed = {
            column.name: column.meaning
            for column in COLUMNS[table]
            if column.needed is not NOTHING and column.name not in self._places
        }
        if table == CUSTOMERS and not {"partner", "channel"} & set(self._places):
            needed["partner"] = "partner that brought a customer, or direct, inbound, roster"
        for name, meaning in needed.items():
            if name in ignored:
                self._tell(name, "is needed, and --ignore leaves it out", "keep it")
            else:
                cure = f"add the column, or name it with --map {table}.{name}=NAME"
                self._tell(name, f"is missing ({meaning})", cure)
        return [*needed, *(["channel"] if "partner" in needed and table == CUSTOMERS else [])]

    def _check_options(self) -> None:
        """Names of --map and --ignore that the file does not have."""
        heads = [cell.strip() for cell in self._record.cells if cell.strip()]
        there = {head.casefold() for head in heads}
        cure = f"name one that it has ({', '.join(heads)})"
        for column, named in self._naming.heads.items():
            if named.strip().casefold() not in there:
                what = f"--map names a column '{named}' that the file does not have"
                self._tell(column, what, cure, _like(named, heads))
        for name in sorted(self._naming.ignored - {ALL}):
            if name.strip().casefold() not in there:
                parts = [part.strip() for part in name.split(",")]
                are_there = len(parts) > 1 and all(part.casefold() in there for part in parts)
                each = ",".join(f"{self._table}.{part}" for part in parts)
                what = f"--ignore names a column '{name}' that the file does not have"
                how = f"state the table of each: --ignore '{each}'" if are_there else cure
                self._tell(name, what, how, "" if are_there else _like(name, heads))


def known_heads(table: str, record: Record, naming: Naming) -> int:
    """How many cells of a record are heads of the table."""
    return sum(bool(column_named(table, cell, naming)) for cell in record.cells)


def money_columns(table: str) -> Sequence[str]:
    """The columns that hold money."""
    return [column.name for column in COLUMNS[table] if column.holds is Holds.AMOUNT]


@cache
def _known(table: str) -> dict[str, str]:
    """Columns by the keys of their heads."""
    known = {}
    for column in COLUMNS[table]:
        for name in (column.name, *_ALSO[table].get(column.name, "").split(",")):
            known[head_key(name)] = column.name
    return known


def _like(name: str, heads: Sequence[str]) -> str:
    """The head that is like a name, in any case; an empty string if none is."""
    plain = {head.casefold(): head for head in heads}
    return plain.get(suggestion(name.casefold(), list(plain)), "")


def _near(table: str, head: str) -> str:
    known = _known(table)
    names = {column.name: column.name for column in COLUMNS[table]} | known
    return names.get(suggestion(head_key(head), list(known)) or suggestion(head.casefold(), list(names)), "")
