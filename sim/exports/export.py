"""One export: its bytes become the rows of a table, with notes on how it was read and every problem of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.exports.cells import cell_text
from sim.exports.columns import COLUMNS
from sim.exports.heads import Heads, Naming, currency_of, heads_of, known_heads, money_columns
from sim.exports.reading import Reading
from sim.exports.records import DELIMITERS, FIRST_RECORDS, Record, records_of
from sim.exports.text import MOST_BYTES, WINDOWS, UnreadableError, decoded
from sim.exports.totals import Split, cell_at, without_totals
from sim.scenario.problems import CurableProblem, Problem
from sim.scenario.start.columns import CHANNELS, CUSTOMERS, MONTHS, PARTNERS, TABLES, Holds
from sim.scenario.start.read_table import ReadTable, Row


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user, and the scenario, say about exports."""

    currency: str | None = None
    """Of the scenario; None if that is not known."""
    dates: str | None = None
    """``dmy`` or ``mdy``."""
    decimal: str | None = None
    """``point`` or ``comma``."""
    naming: Mapping[str, Naming] = field(default_factory=dict)
    """By table."""
    spelled: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words of the scenario by column: a cell that differs in case or spaces alone is the word."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was read of a file."""

    table: ReadTable | None
    """None if its columns could not be told."""
    notes: tuple[str, ...]
    """How it was read, where that is not plain."""
    problems: tuple[Problem, ...]
    surplus: tuple[str, ...] = ()
    """Its heads that are no columns, and not like one."""
    doubled: tuple[str, ...] = ()
    """Its heads of names beside an id."""
    absent: tuple[str, ...] = ()
    """Columns that it has not, under the heads that are known."""


def read_export(table: str, file: Path, asked: Asked) -> Export:
    """The table of a file. Problems are in the result; nothing is raised."""
    label = str(file)
    naming = asked.naming.get(table, Naming())
    try:
        text, encoding = decoded(_content(file))
        records, delimiter = records_of(text, lambda record: known_heads(table, record, naming))
    except UnreadableError as error:
        return _unread(f"{label}:{error.line}" if error.line else label, error.what, error.cure)
    if not records:
        return _unread(label, "is empty", "export it with its heads")
    above, records = _from_heads(table, records, naming)
    if not known_heads(table, records[0], naming):
        cure = f"begin with a line of heads, or name them with --map {table}.COLUMN=NAME"
        return _unread(f"{label}:{records[0].line}", _no_column(table), cure)
    heads, problems = heads_of(table, records[0], naming, label)
    if above:
        cure = f"remove what is above line {records[0].line}, where the heads seem to be"
        problems.insert(0, CurableProblem(f"{label}:{above[0].line}", "", _no_column(table), cure=cure))
    if table == CUSTOMERS and "partner" in heads.places and not _names_channels(heads, records):
        heads = replace(heads, unread=heads.unread - {"channel"})
    split = without_totals(table, records[1:], heads)
    notes = [] if encoding != WINDOWS else ["read as Windows text (cp1252), since it is not UTF-8"]
    if delimiter not in DELIMITERS:
        notes.append(f"cells are apart by '{delimiter}'")
    if heads.ignored:
        notes.append(f"left out: {_named(heads.ignored)}")
    export = _read(table, label, heads, records[0], split, asked, notes)
    problems += export.problems
    return replace(export, problems=tuple(problems), surplus=heads.surplus, doubled=heads.doubled, absent=heads.absent)


def _content(file: Path) -> bytes:
    """The bytes of a file. Raises UnreadableError."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError("there is no such file", "correct its name") from None
    except IsADirectoryError:
        raise UnreadableError("is a folder", "name a file") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnreadableError(f"cannot be read ({why})", "name a file that you may read") from None
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"is larger than {MOST_BYTES // 1_000_000} MB", "export fewer columns, or fewer rows")
    return content


def _unread(place: str, what: str, cure: str) -> Export:
    return Export(None, (), (CurableProblem(place, "", what, cure=cure),))


def _from_heads(table: str, records: list[Record], naming: Naming) -> tuple[list[Record], list[Record]]:
    """What is above the heads, such as a title, and the records from the heads on.

    A title may be a word that is a head too: the heads are the record that has most of them, and more than one.
    """
    found = [known_heads(table, record, naming) for record in records[:FIRST_RECORDS]]
    most = max(found)
    place = found.index(most) if most > 1 else 0
    return records[:place], records[place:]


def _no_column(table: str) -> str:
    return f"has no column of {table} ({', '.join(column.name for column in TABLES[table])})"


def _names_channels(heads: Heads, records: Sequence[Record]) -> bool:
    """Whether a column of an unknown head has the names of channels, and so may be that of channels."""
    known = {*heads.places.values(), *heads.left_out}
    unknown = [place for place in range(len(records[0].cells)) if place not in known]
    return any((cell_at(record, place) or "").casefold() in CHANNELS for record in records[1:] for place in unknown)


def _named(heads: Sequence[str]) -> str:
    """Columns that are left out, by their heads."""
    return f"{'column' if len(heads) == 1 else f'{len(heads):,} columns'} {', '.join(heads)}"


def _read(table: str, label: str, heads: Heads, head: Record, split: Split, asked: Asked, notes: list[str]) -> Export:
    """The rows of a file whose columns are known."""
    problems = _money_in_heads(table, heads, head, label, asked)
    whole = {record.line: record for record in split.rows if _has_its_cells(record, head, heads, label, problems)}
    records = [*whole.values()]
    reading = Reading(ReadTable(table, label, heads.names), heads, records, asked.currency, asked.spelled)
    reading.decide(asked.dates, asked.decimal)
    problems += [_doubtful(record, label) for record in split.doubtful]
    lines = sorted(record.line for record in (*split.rows, *split.doubtful))
    rows = tuple(reading.row(whole[line]) if line in whole else Row(line, {}) for line in lines)
    read = ReadTable(table, label, heads.names, rows)
    if not split.rows and table in (PARTNERS, MONTHS):
        cure = "export those below the heads too"
        problems.append(CurableProblem(f"{label}:{head.line}", "", "has no rows", cure=cure))
    notes += reading.notes()
    notes += _total_notes(read, split.totals, heads, reading)
    return Export(read, tuple(notes), (*problems, *reading.problems))


def _money_in_heads(table: str, heads: Heads, head: Record, label: str, asked: Asked) -> list[Problem]:
    """Heads of amounts that name another currency than the scenario's."""
    problems: list[Problem] = []
    for column in money_columns(table):
        name = heads.names.get(column)
        currencies = None if name is None else currency_of(name)
        if name is not None and asked.currency and currencies is not None and asked.currency not in currencies:
            what = f"is in another currency than the scenario, which is in {asked.currency}"
            problems.append(CurableProblem(f"{label}:{head.line}", name, what, cure="convert the amounts"))
    return problems


def _has_its_cells(record: Record, head: Record, heads: Heads, label: str, problems: list[Problem]) -> bool:
    """Whether a record has as many cells as there are heads, and none below a head that is empty."""
    cells, wide = len(record.cells), len(head.cells)
    if cells != wide:
        cure = "put quotes around a cell that has a delimiter" if cells > wide else "complete it; was the file cut?"
        what = f"has {cells} cells below {wide} heads"
        problems.append(CurableProblem(f"{label}:{record.line}", "", what, cure=cure))
        return False
    unnamed = [place for place in heads.left_out if not head.cells[place].strip() and cell_text(record.cells[place])]
    if unnamed:
        what = f"'{record.cells[unnamed[0]].strip()}' is in a column without a head"
        problems.append(CurableProblem(f"{label}:{record.line}", "", what, cure="give it one, or remove it"))
    return not unnamed


def _doubtful(record: Record, label: str) -> Problem:
    """A row among the others that may be a subtotal, or a row that lacks cells."""
    what = "looks like a row of subtotals, which lacks what the other rows have"
    return CurableProblem(f"{label}:{record.line}", "", what, cure="remove it, or complete it if it is a row")


def _total_notes(read: ReadTable, totals: Sequence[Record], heads: Heads, reading: Reading) -> Iterator[str]:
    """Rows of totals that were left out, and amounts that are not the sums of rows above them."""
    for place, total in enumerate(totals):
        above = [row for row in read.rows if row.line < total.line]
        is_last = len(above) == len(read.rows)
        after = [0, *(each.line for each in totals[:place])]
        note = f"line {total.line} is a row of {'totals' if is_last else 'subtotals'} and was left out"
        for column in COLUMNS[read.table]:
            text = cell_at(total, heads.places[column.name]) if column.name in heads.places else None
            stated = None if text is None or column.holds is not Holds.AMOUNT else reading.cents(text)
            if stated is None:
                continue
            sums = [_sum([row for row in above if row.line > line], column.name) for line in after]
            if stated not in sums:
                head, added = heads.names[column.name], sums[0 if is_last else -1]
                note += f"; its {head} of {stated / 100:,.2f} is not the sum of the rows, {added / 100:,.2f}"
        yield note


def _sum(rows: Sequence[Row], column: str) -> int:
    return sum(row[column] or 0 for row in rows)
