"""The tables of a start state as files beside a scenario: read, and compared with the digest that it states."""

import csv
import io
from pathlib import Path

from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.start.columns import CELLS, TABLES, Column
from sim.scenario.start.read_table import ReadTable, Row, Value
from sim.scenario.start.start_table import START, StartTable
from sim.scenario.start.table_text import digest_of, value_of

MOST_BYTES = 64_000_000


def read_tables(start: StartTable, folder: Path, place: str) -> tuple[dict[str, ReadTable], str]:
    """The tables that a ``[start]`` names, and their digest. Raises ScenarioError with every problem."""
    problems: list[Problem] = []
    tables, texts = {}, {}
    for name, file in start.files.items():
        try:
            lines = _lines(folder / file)
            texts[name] = [cells for _, cells in lines]
            tables[name] = _table(name, str(folder / file), lines, problems)
        except (OSError, ValueError, csv.Error) as error:
            said = getattr(error, "strerror", None) or error
            problems.append(Problem(place, f"{START}.{name}", f"{file} cannot be read: {said}"))
    digest = digest_of({name: rows[1:] for name, rows in texts.items()})
    if not problems and start.digest not in ("", digest):
        what = "is not that of the tables, which were changed: make them again with 'start', or remove the digest"
        problems.append(Problem(place, f"{START}.digest", what))
    if problems:
        raise ScenarioError(problems)
    return tables, digest


def written(name: str, rows: list[list[str]]) -> str:
    """The text of a table's file: its columns, then its rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in TABLES[name]])
    writer.writerows(rows)
    return text.getvalue()


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The records of a file with their lines. ValueError if it is too large or no UTF-8."""
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    lines, line = [], 1
    for cells in reader:
        if cells:
            lines.append((line, cells))
        line = reader.line_num + 1
    return lines


def _table(name: str, label: str, lines: list[tuple[int, list[str]]], problems: list[Problem]) -> ReadTable:
    columns = TABLES[name]
    heads = [column.name for column in columns]
    if not lines or lines[0][1] != heads:
        problems.append(Problem(f"{label}:1", "", f"must have the columns {','.join(heads)}"))
        return ReadTable(name, label)
    table = ReadTable(name, label, {head: head for head in heads})
    rows = []
    for line, cells in lines[1:]:
        values: dict[str, Value] = {}
        row = Row(line, values)
        if len(cells) != len(heads):
            problems.append(
                Problem(f"{label}:{line}", "", f"has {len(cells)} cells, and there are {len(heads)} columns")
            )
            continue
        for column, text in zip(columns, cells, strict=True):
            try:
                values[column.name] = _value(column, text)
            except ValueError as error:
                problems.append(table.problem(row, column.name, str(error), got=f"'{text}'"))
        rows.append(row)
    return ReadTable(name, label, table.heads, tuple(rows))


def _value(column: Column, text: str) -> Value:
    value = value_of(column, text)
    if value is None and column.needed is CELLS:
        raise ValueError("is empty")
    return value
