"""Rows of texts in columns, for pages that are made of lines."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len, chop_cells
from rich.text import Text

from sim.report.tables.blocks import column_blocks, width_of

INDENT = "  "
"""Before a cell that stands below its label."""
LEAST_STORY = 20
"""Characters that a longer text needs beside columns."""


def lines_of(
    rows: Sequence[Sequence[str]], width: int, *, least: Sequence[int] = (), gaps: Sequence[int] = (1,)
) -> Iterator[tuple[int | None, str]]:
    """The number of its row, and the text, of every line; None for the empty line between blocks.

    The first column is to the left, the others to the right, ``least`` are their least widths and ``gaps`` what may
    stand between them, the first that fits. Columns that do not fit stand in blocks, each with the first column; a cell
    too wide for that stands below its label.
    """
    needed = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths = [max(each) for each in zip(needed, least, strict=True)] if least else needed
    gap = next((each for each in gaps if width_of(widths, each) <= width), gaps[-1])
    for number, chosen in enumerate(column_blocks(widths, gap, width)):
        if number:
            yield None, ""
        its = [widths[each] for each in (0, *chosen)]
        for position, row in enumerate(rows):
            cells = [row[each] for each in (0, *chosen)]
            yield from ((position, line) for line in _row(cells, its, gap, width))


def _row(cells: Sequence[str], widths: Sequence[int], gap: int, width: int) -> Iterator[str]:
    label, *others = cells
    if width_of(widths, gap) <= width:
        sides = (cell.rjust(size) for cell, size in zip(others, widths[1:], strict=True))
        yield (" " * gap).join([label.ljust(widths[0]), *sides]).rstrip()
        return
    yield from wrapped(label, width)
    for cell in others:
        yield from wrapped(cell, width, INDENT, INDENT)


def labelled(label: str, figures: str, width: int) -> Iterator[str]:
    """A label and to its right the figures, which are in columns; below it where both are wider than ``width``."""
    room = width - len(figures) - 1
    if len(label) <= room or not figures:
        yield f"{label:<{max(room, 0)}} {figures}".rstrip()
        return
    yield from wrapped(label, width)
    yield from [figures.rjust(width)] if len(figures) <= width else wrapped(" ".join(figures.split()), width)


def with_story(cells: str, story: str, width: int) -> Iterator[str]:
    """Cells in columns and to their right what happened; below them where it has too little room beside them."""
    room = width - len(cells) - 2
    if room >= min(LEAST_STORY, len(story)) and len(cells) <= width:
        first, *others = wrapped(story, room) or [""]
        yield f"{cells}  {first}".rstrip()
        yield from (f"{'':<{len(cells)}}  {other}" for other in others)
        return
    yield from [cells] if len(cells) <= width else wrapped(" ".join(cells.split()), width)
    yield from wrapped(story, width, INDENT, INDENT)


def text_lines(text: Text, width: int) -> list[Text]:
    """A text of one style in lines, as ``wrapped``; at least one. Scripts without blanks are broken anywhere."""
    lines = [part for line in text.plain.split("\n") for part in wrapped(line, width) or [""]]
    return [Text(part, style=text.style) for line in lines for part in _in_cells(line, width)]


def _in_cells(line: str, width: int) -> list[str]:
    """A line with letters of two columns, such as kanji, in parts that fit; any other as it is."""
    cells = cell_len(line)
    return chop_cells(line, width) if cells > width and cells > len(line) else [line]


def wrapped(text: str, width: int, first: str = "", following: str = "") -> list[str]:
    """A text in lines of at most ``width``; a word that is longer, such as a path, is left whole."""
    return wrap(
        text, width, initial_indent=first, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )
