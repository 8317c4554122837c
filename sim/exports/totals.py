"""Rows of totals at the end of an export, and of subtotals among its rows, which are no rows of the table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.exports.cells import cell_text
from sim.exports.columns import COLUMNS
from sim.exports.heads import Heads
from sim.exports.numbers import written_number
from sim.exports.records import Record
from sim.scenario.start.columns import CELLS, Column, Holds

_TOTAL = r"((grand|sub|sous|zwischen)[ -]?)?(totals?|sums?|gesamt(summe)?|summe|somme|totale|suma|totaal)"
_LABEL = re.compile(rf"{_TOTAL}\b.{{0,40}}|.{{1,60}}[ -]{_TOTAL}:?", re.IGNORECASE)
"""``Total``, ``Subtotal EMEA``, and ``EMEA Total`` as spreadsheets write it."""
_WORDS = (Holds.ID, Holds.TEXT)
_ADDED = (Holds.AMOUNT, Holds.COUNT, Holds.SIZE)


@dataclass(frozen=True, slots=True)
class Split:
    """The rows of a table, and the rows of totals below and among them."""

    rows: Sequence[Record]
    totals: Sequence[Record]
    doubtful: Sequence[Record]
    """Rows among the others that look like totals, and have what a total has not, or no label."""


def without_totals(table: str, records: Sequence[Record], heads: Heads) -> Split:
    """The records below the heads, and apart from them those that are totals."""
    end = len(records)
    while end and _is_last_total(table, records[end - 1], heads):
        end -= 1
    rows, totals, doubtful = [], [], []
    for record in records[:end]:
        if not _is_labelled(table, record, heads) and not _has_numbers_alone(table, record, heads):
            rows.append(record)
        elif _is_labelled(table, record, heads) and _adds_up_alone(table, record, heads):
            totals.append(record)
        else:
            doubtful.append(record)
    return Split(rows, [*totals, *records[end:]], doubtful)


def cell_at(record: Record, place: int) -> str | None:
    """The text of a cell; None if the record has none there."""
    return cell_text(record.cells[place]) if place < len(record.cells) else None


def _is_last_total(table: str, record: Record, heads: Heads) -> bool:
    """Of a row below which no other is: whether it is labelled as a total, or has numbers and no id."""
    return _is_labelled(table, record, heads) or _has_numbers_alone(table, record, heads)


def _is_labelled(table: str, record: Record, heads: Heads) -> bool:
    """Whether a row has the word for a total, and is no complete row of the table."""
    columns = _columns(table, heads)
    there = _there(columns, record, heads)
    needed = {name for name, column in columns.items() if column.needed is CELLS}
    if labels := {name for name, text in there.items() if _LABEL.fullmatch(text)}:
        in_words = all(columns[name].holds in _WORDS for name in labels)
        return not in_words or not needed - labels <= set(there)
    beside = any((text := cell_text(cell)) is not None and _LABEL.fullmatch(text) for cell in record.cells)
    return beside and not needed <= set(there)


def _has_numbers_alone(table: str, record: Record, heads: Heads) -> bool:
    """Whether a row has numbers and no word of the table, though rows of it have an id."""
    columns = _columns(table, heads)
    there = _there(columns, record, heads)
    is_number = all(columns[name].holds not in _WORDS and written_number(text) for name, text in there.items())
    return bool(there) and "id" in columns and "id" not in there and is_number


def _adds_up_alone(table: str, record: Record, heads: Heads) -> bool:
    """Whether a row has nothing of the table beside the label but what can be added up."""
    columns = _columns(table, heads)
    rest = {name: text for name, text in _there(columns, record, heads).items() if not _LABEL.fullmatch(text)}
    return all(columns[name].holds in _ADDED for name in rest)


def _columns(table: str, heads: Heads) -> dict[str, Column]:
    return {column.name: column for column in COLUMNS[table] if column.name in heads.places}


def _there(columns: Mapping[str, Column], record: Record, heads: Heads) -> dict[str, str]:
    """The cells of a record that are not empty, by column."""
    return {name: text for name in columns if (text := cell_at(record, heads.places[name])) is not None}
