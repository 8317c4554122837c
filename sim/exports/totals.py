"""The row of totals at the end of an export, which is no row of the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.exports.cells import cell_text
from sim.exports.heads import Heads
from sim.exports.numbers import written_number
from sim.exports.records import Record
from sim.scenario.start.columns import CELLS, TABLES, Holds

_LABEL = re.compile(
    r"((grand|sub)[ -]?)?(totals?|sums?|gesamt(summe)?|summe|somme|totale|suma|totaal)\b.{0,40}",
    re.IGNORECASE,
)
_WORDS = (Holds.ID, Holds.TEXT)


@dataclass(frozen=True, slots=True)
class Split:
    """The rows of a table, and the rows of totals after them."""

    rows: Sequence[Record]
    totals: Sequence[Record]


def without_totals(table: str, records: Sequence[Record], heads: Heads) -> Split:
    """The records below the heads, those at the end that are totals apart from the others."""
    end = len(records)
    while end and _is_total(table, records[end - 1], heads):
        end -= 1
    return Split(records[:end], records[end:])


def cell_at(record: Record, place: int) -> str | None:
    """The text of a cell; None if the record has none there."""
    return cell_text(record.cells[place]) if place < len(record.cells) else None


def _is_total(table: str, record: Record, heads: Heads) -> bool:
    """Whether a row is labelled as a total, or has numbers and no id, and is no complete row of the table."""
    columns = {column.name: column for column in TABLES[table] if column.name in heads.places}
    there = {name: text for name in columns if (text := cell_at(record, heads.places[name])) is not None}
    labels = [name for name, text in there.items() if _LABEL.fullmatch(text)]
    beside = [text for cell in record.cells if (text := cell_text(cell)) is not None and _LABEL.fullmatch(text)]
    needed = {name for name, column in columns.items() if column.needed is CELLS}
    if labels:
        in_words = all(columns[name].holds in _WORDS for name in labels)
        return not in_words or not needed - set(labels) <= set(there)
    if beside:
        return not needed <= set(there)
    has_no_words = all(columns[name].holds not in _WORDS and written_number(text) for name, text in there.items())
    return bool(there) and "id" in columns and "id" not in there and has_no_words
