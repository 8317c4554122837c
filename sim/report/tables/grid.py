"""Aligned text without boxes, for 80 columns and for terminals without colour, in blocks where those are narrower."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

_ANY_WIDTH = 10_000
_LABEL = 16
"""Width that a first column keeps, if it is that wide, before the others are shown in several blocks."""


class Grid(Table):
    """A table whose columns, where they do not fit side by side, stand in blocks below each other.

    Each block repeats the first column, and no figure is cut.
    """

    def __init__(self, gap: int) -> None:
        super().__init__(box=None, show_header=False, pad_edge=False, padding=(0, gap, 0, 0))
        self._gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        blocks = list(self._blocks(console, options))
        if len(blocks) == 1:
            yield from super().__rich_console__(console, options)
            return
        for position, chosen in enumerate(blocks):
            if position:
                yield Text("")
            yield self._of_columns(chosen)

    def _blocks(self, console: Console, options: ConsoleOptions) -> Iterator[list[int]]:
        """Positions of the columns after the first in each block: as many as fit, at least one."""
        needed = [self._needed(console, options, column) for column in self.columns]
        room = options.max_width - (needed[0] if self.columns[0].no_wrap else min(needed[0], _LABEL))
        block: list[int] = []
        for position in range(1, len(self.columns)):
            if block and sum(self._gap + needed[each] for each in (*block, position)) > room:
                yield block
                block = []
            block.append(position)
        yield block

    def _needed(self, console: Console, options: ConsoleOptions, column: Column) -> int:
        """Width without a broken figure or label; of text that may be wrapped, that of its longest word."""
        cells = [_measured(console, options, cell) for cell in column.cells]
        is_whole = column.no_wrap or column is self.columns[0]
        return max([column.min_width or 0, *(cell.maximum if is_whole else cell.minimum for cell in cells)])

    def _of_columns(self, chosen: Sequence[int]) -> Table:
        """A table of the first column and others; one alone that is too wide for the terminal is wrapped."""
        block = Table(box=None, show_header=False, pad_edge=False, padding=self.padding)
        for position in (0, *chosen):
            column = self.columns[position]
            block.add_column(
                justify=column.justify, overflow="fold", no_wrap=column.no_wrap and len(chosen) > 1,
                min_width=column.min_width,
            )  # fmt: skip
        for cells in zip(*(self.columns[position].cells for position in (0, *chosen)), strict=True):
            block.add_row(*cells)
        return block


def _measured(console: Console, options: ConsoleOptions, cell: RenderableType) -> Measurement:
    return Measurement.get(console, options.update(max_width=_ANY_WIDTH), cell)


def grid(*justify: str, gap: int = 2) -> Grid:
    """A table of columns ``gap`` spaces apart, without lines."""
    table = Grid(gap)
    for side in justify:
        if side == "right":
            table.add_column(justify="right", no_wrap=True)
        else:
            table.add_column(justify="left", overflow="fold")
    return table


def add_dim(table: Table, cells: Sequence[str]) -> None:
    """A row in the background: column heads, or what is shown below a figure."""
    table.add_row(*[Text(cell, style="dim") for cell in cells])


def add_heads(table: Table, heads: Sequence[str]) -> None:
    """Names of the columns in the background; those of several lines end on the same one."""
    lines = [head.split("\n") for head in heads]
    depth = max(map(len, lines))
    for above in range(depth, 0, -1):
        add_dim(table, [each[-above] if above <= len(each) else "" for each in lines])


def facts(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and what is said of them."""
    table = grid("left", "left")
    table.columns[0].no_wrap = True
    for name, said in rows:
        table.add_row(Text(name, style="dim"), Text(said))
    return table


class Trimmed:
    """Prints something without the blanks at the ends of its lines."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self._content, options, pad=False):
            kept = list(line)
            while kept and not kept[-1].text.strip():
                kept.pop()
            if kept:
                last = kept.pop()
                yield from kept
                yield Segment(last.text.rstrip(), last.style)
            yield Segment.line()
