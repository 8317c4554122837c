"""A printed page read back: figures by their labels, as text."""

import re
from dataclasses import dataclass, field

NUMBER = r"[+-]?[$€£]?[\d,]+(?:\.\d+)?(?:[kMB]|%)?"
_UNITS = {"k": 1e3, "M": 1e6, "B": 1e9, "%": 0.01}
HEADS = (
    "Months?|Odds|Sourced share|Credited share|Active partners|All revenue|Recruited revenue|Program cost|"
    "Incremental contribution"
)
CELL = re.compile(
    rf"({NUMBER}|never|-)(?:, ({NUMBER}) to ({NUMBER}))?(?: \(({NUMBER}) to ({NUMBER})\)| \(-\))?(?=\s|$)"
)


def value_of(text: str) -> tuple[float, float]:
    """A printed number and half a unit of its last digit."""
    digits = text.lstrip("+-$€£").replace("$", "").replace("€", "").replace("£", "").replace(",", "")
    scale = _UNITS.get(digits[-1], 1.0)
    digits = digits.rstrip("kMB%")
    places = len(digits.partition(".")[2])
    return (-1 if text.startswith("-") else 1) * float(digits) * scale, 0.5 * 10.0**-places * scale


def agrees(text: str, exact: float) -> bool:
    """Whether a printed number is the exact one to its last digit."""
    value, half = value_of(text)
    return abs(value - exact) <= half * (1 + 1e-6) + 1e-9 * abs(exact)


@dataclass
class Cell:
    text: str
    interval: tuple[str, str] | None = None
    spread: tuple[str, str] | None = None


@dataclass
class Table:
    heads: list[str]
    rows: dict[str, list[Cell]] = field(default_factory=dict)


def lines_of(page: str, head: str) -> list[str]:
    """The line that begins with ``head`` and those after it, up to an empty one or a sentence."""
    lines = page.splitlines()
    start = next(number for number, line in enumerate(lines) if re.match(head, line))
    return lines[start:]


def row_cells(text: str) -> list[Cell]:
    cells = []
    for match in CELL.finditer(text):
        figure, low, high, below, above = match.groups()
        interval = (low, high) if low else None
        cells.append(Cell(figure, interval, (below, above) if below else None))
    return cells


def read_rows(page: str, head: str, row: str) -> Table:
    """A table with a line a row, or two where the ranges are below; ``row`` matches the labels."""
    first, *lines = lines_of(page, head)
    table = Table(re.findall(HEADS, first))
    while lines and (match := re.match(row, lines[0])):
        label = match.group().strip()
        cells = row_cells(lines[0][match.end() :])
        lines = lines[1:]
        if lines and lines[0].startswith((" ", "gate ")) and not re.match(row, lines[0]):
            below, lines = lines[0], lines[1:]
            if below.startswith("gate"):
                label += " gate"
            for cell, (low, high) in zip(_ranged(cells), re.findall(rf"({NUMBER}) to ({NUMBER})", below), strict=True):
                cell.spread = (low, high)
        table.rows[label] = cells
    return table


def _ranged(cells: list[Cell]) -> list[Cell]:
    """The cells that can have a range below: all but odds."""
    return [cell for cell in cells if cell.interval is None and not (cell is cells[0] and len(cells) == 4)]


def joined(page: str) -> str:
    """The page as one line, to read sentences."""
    return " ".join(page.split())
