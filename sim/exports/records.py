"""The records of an export: text between delimiters, quoted or not, each with its line in the file."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from sim.exports.text import UnreadableError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NOTHING = ' \r\n"' + "".join(DELIMITERS)
"""What a file without a value may have."""
FIRST_RECORDS = 20
"""Records among which the heads are looked for, since a title may be above them."""
_STATED = re.compile(r'\A"?sep=(?P<delimiter>[^\r\n"])"?(?:\r\n|\r|\n)', re.IGNORECASE)
"""A first line by which a spreadsheet is told the delimiter."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record, and the line on which it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def records_of(text: str, known_heads: Callable[[Record], int]) -> tuple[list[Record], str]:
    """The records that are not blank, and the delimiter: that with which a record has most known heads.

    Raises UnreadableError where quotes do not match.
    """
    if not text.strip(_NOTHING):
        return [], ","
    if stated := _STATED.match(text):
        return _split(text, stated["delimiter"], stated.end(), 2), stated["delimiter"]
    best, most = ",", (-1, -1)
    for delimiter in DELIMITERS:
        for record in _first(text, delimiter):
            found = known_heads(record), len(record.cells)
            if found > most:
                best, most = delimiter, found
    return _split(text, best, 0, 1), best


def _first(text: str, delimiter: str) -> list[Record]:
    """The first records that are not blank, as far as the text can be split."""
    line, found = 1, []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            record = Record(line, tuple(cells))
            found += [] if record.is_blank else [record]
            if len(found) == FIRST_RECORDS:
                break
            line = reader.line_num + 1
    except csv.Error:
        pass
    return found


def _split(text: str, delimiter: str, start: int, line: int) -> list[Record]:
    reader = csv.reader(io.StringIO(text[start:], newline=""), delimiter=delimiter, strict=True)
    found: list[Record] = []
    before = line - 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return found
        except csv.Error as error:
            said = "a quote is not closed, or text follows it" if '"' in text else str(error)
            cure = "close it, and write a quote within quotes twice"
            raise UnreadableError(f"cannot be split into cells, since {said}", cure, line) from None
        record = Record(line, tuple(cells))
        if not record.is_blank:
            found.append(record)
        line = before + reader.line_num + 1
