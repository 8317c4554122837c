"""A table that has been read: its values by row and column, each with its place in the file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.problems import CurableProblem, Hint, Problem

Value = Any
"""A text, a date, a whole number (cents, thousandths), True or False; None where the cell is empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its line in the file, and its values by column; a cell that cannot be read has none."""

    line: int
    values: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        """The value; None if there is none."""
        return self.values.get(column)

    def has_read(self, *columns: str) -> bool:
        """Whether these cells could be read, empty ones too."""
        return all(column in self.values for column in columns)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table: the file, how the file calls each column, and the rows."""

    table: str
    """Its name in ``columns.TABLES``."""
    label: str
    """The file, as messages name it."""
    heads: Mapping[str, str] = field(default_factory=dict)
    """The head in the file of each column that it has."""
    rows: tuple[Row, ...] = ()

    def problem(self, row: Row, column: str, what: str, cure: str, hint: Hint = "", got: str = "") -> Problem:
        """A problem of a cell, and what helps."""
        return CurableProblem(f"{self.label}:{row.line}", self.heads.get(column, column), what, hint, got, cure=cure)

    def each(self, told: Callable[[Row], Iterator[Problem]]) -> Iterator[Problem]:
        """The problems of all rows."""
        for row in self.rows:
            yield from told(row)

    def by_id(self) -> dict[str, Row]:
        """The first row of each id."""
        found: dict[str, Row] = {}
        for row in self.rows:
            if row["id"] is not None:
                found.setdefault(row["id"], row)
        return found


Tables = Mapping[str, ReadTable]
"""Tables by name; those that are not known are absent."""
