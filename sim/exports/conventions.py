"""What a cell alone leaves open, decided by the other cells: day or month first, a decimal point or a comma.

A cell has *readings*: its value under each convention by which it can be read. Of one reading it decides, of two equal
ones it does not matter, of two that differ it is ambiguous until another cell, or the user, has decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Readings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """The convention of some cells."""

    convention: str = ""
    """Empty if nothing decides."""
    line: int = 0
    """On which the first cell stands that decides; 0 if the user does, or nothing."""


class OpenReadingError(Exception):
    """A cell cannot be read: ``is_ambiguous``, or only by a convention other than the one decided."""

    def __init__(self, *, is_ambiguous: bool) -> None:
        self.is_ambiguous = is_ambiguous
        super().__init__("ambiguous" if is_ambiguous else "of another convention")


def decided(cells: Iterable[tuple[int, Readings]], stated: str | None) -> Decision:
    """The convention of cells (line, readings): the stated one, else that of most cells that have one alone."""
    if stated:
        return Decision(stated)
    lines: dict[str, list[int]] = {}
    for line, readings in cells:
        if len(readings) == 1:
            lines.setdefault(next(iter(readings)), []).append(line)
    if not lines:
        return Decision()
    most = max(sorted(lines), key=lambda convention: len(lines[convention]))
    return Decision(most, min(lines[most]))


def value_under(readings: Readings, decision: Decision) -> Any:
    """The value of a cell; ``readings`` has at least one. Raises OpenReadingError."""
    values = list(readings.values())
    if len(values) > 1 and all(value == values[0] for value in values):
        return values[0]
    if not decision.convention:
        raise OpenReadingError(is_ambiguous=True)
    if decision.convention not in readings:
        raise OpenReadingError(is_ambiguous=False)
    return readings[decision.convention]
