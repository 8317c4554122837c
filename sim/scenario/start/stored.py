"""The tables of a start state as text: read cell by cell, and written in one form for the same values."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from sim.letters import in_words, unseen
from sim.scenario.problems import CurableProblem, Problem, ScenarioError
from sim.scenario.start.columns import CELLS, TABLES, Column
from sim.scenario.start.read_table import ReadTable, Row, Value
from sim.scenario.start.table_text import row_texts, value_of

MOST_BYTES = 64_000_000
AGAIN = "correct it there, or make the tables again with 'partnersim start'"
"""What helps where a stored table was edited or cut."""


def file_text(path: Path) -> str:
    """The text of a table's file. OSError, or ValueError if it is too large or no UTF-8."""
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return content.decode("utf-8-sig")


def table_of(name: str, label: str, text: str) -> tuple[ReadTable, list[Problem]]:
    """The table of a text, which messages call ``label``, and the problems of its cells."""
    try:
        lines = _lines(text)
    except csv.Error as error:
        return ReadTable(name, label), [CurableProblem(label, "", f"is no table ({error})", cure=AGAIN)]
    heads = [column.name for column in TABLES[name]]
    if not lines or lines[0][1] != heads:
        found = CurableProblem(f"{label}:1", "", f"must have the columns {','.join(heads)}", cure=AGAIN)
        return ReadTable(name, label), [found]
    return _read(ReadTable(name, label, {head: head for head in heads}), lines[1:])


def stored_tables(texts: Mapping[str, str]) -> dict[str, ReadTable]:
    """The tables of texts by name. Raises ScenarioError with every problem of a cell."""
    tables, problems = {}, []
    for name, text in texts.items():
        tables[name], found = table_of(name, name, text)
        problems += found
    if problems:
        raise ScenarioError(problems)
    return tables


def canonical_rows(table: ReadTable) -> list[list[str]]:
    """The cells of all rows: the same for the same values, however they were written and in whatever order."""
    return sorted(row_texts(table.table, row) for row in table.rows)


def written(name: str, rows: list[list[str]]) -> str:
    """The text of a table: its columns, then its rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in TABLES[name]])
    writer.writerows(rows)
    return text.getvalue()


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The records of a text with their lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, line = [], 1
    for cells in reader:
        if cells:
            lines.append((line, cells))
        line = reader.line_num + 1
    return lines


def _read(empty: ReadTable, lines: list[tuple[int, list[str]]]) -> tuple[ReadTable, list[Problem]]:
    """A table with these records, and the problems of their cells."""
    columns, rows = TABLES[empty.table], []
    problems: list[Problem] = []
    for line, cells in lines:
        values: dict[str, Value] = {}
        row = Row(line, values)
        if len(cells) != len(columns):
            what = f"has {len(cells)} cells, and there are {len(columns)} columns"
            problems.append(CurableProblem(f"{empty.label}:{line}", "", what, cure=AGAIN))
            continue
        for column, text in zip(columns, cells, strict=True):
            try:
                values[column.name] = _value(column, text)
            except ValueError as error:
                problems.append(empty.problem(row, column.name, str(error), AGAIN, got=f"'{text}'"))
        rows.append(row)
    return ReadTable(empty.table, empty.label, empty.heads, tuple(rows)), problems


def _value(column: Column, text: str) -> Value:
    if (position := unseen(text, keep="")) is not None:
        raise ValueError(f"its character {position + 1} is {in_words(text, position)}, which cannot be seen")
    value = value_of(column, text)
    if value is None and column.needed is CELLS:
        raise ValueError("is empty")
    return value
