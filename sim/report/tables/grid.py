"""Aligned text without boxes, for 80 columns and for terminals without colour, in blocks where those are narrower."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from sim.report.tables.blocks import column_blocks, width_of
from sim.report.tables.columns import text_lines

_ANY_WIDTH = 10_000
INDENT = 2
"""Columns by which a cell stands to the right of its label, where it is below it."""


class Grid(Table):
    """A table whose columns, where they do not fit side by side, stand in blocks below each other.

    Each block repeats the first column, which is broken, at its blanks, only beside a cell that leaves it no room. A
    cell that fits beside no label stands below it. No figure is cut.
    """

    def __init__(self, gap: int) -> None:
        super().__init__(box=None, show_header=False, pad_edge=False, padding=(0, gap, 0, 0))
        self._gap = gap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = [self._needed(console, options, column) for column in self.columns]
        if width_of(widths, self._gap) <= options.max_width:
            yield from super().__rich_console__(console, options)
            return
        widths[0] = max(self._longest_word(console, options), min(widths[0], self._room(widths, options.max_width)))
        for number, chosen in enumerate(column_blocks(widths, self._gap, options.max_width)):
            if number:
                yield Text("")
            if width_of([widths[each] for each in (0, *chosen)], self._gap) <= options.max_width:
                yield self._of_columns(chosen, widths[0])
            else:
                yield from self._below_labels(options.max_width, chosen[0])

    def _room(self, widths: Sequence[int], width: int) -> int:
        """What the widest of the other columns leaves to the first."""
        return width - max(widths[1:], default=0) - self._gap

    def _longest_word(self, console: Console, options: ConsoleOptions) -> int:
        """Least width of the first column."""
        sizes = [_measured(console, options, cell) for cell in self.columns[0].cells]
        return max(size.maximum if self.columns[0].no_wrap else size.minimum for size in sizes)

    def _needed(self, console: Console, options: ConsoleOptions, column: Column) -> int:
        """Width without a broken figure or label; of text that may be wrapped, that of its longest word."""
        cells = [_measured(console, options, cell) for cell in column.cells]
        is_whole = column.no_wrap or column is self.columns[0]
        return max([column.min_width or 0, *(cell.maximum if is_whole else cell.minimum for cell in cells)])

    def _of_columns(self, chosen: Sequence[int], label_width: int) -> Table:
        """A table of the first column and others, which fit beside it."""
        block = Table(box=None, show_header=False, pad_edge=False, padding=self.padding)
        for position in (0, *chosen):
            column = self.columns[position]
            block.add_column(
                justify=column.justify, overflow="fold", no_wrap=column.no_wrap, min_width=column.min_width,
                max_width=None if position else label_width,
            )  # fmt: skip
        for cells in zip(*(self.columns[position].cells for position in (0, *chosen)), strict=True):
            block.add_row(*cells)
        return block

    def _below_labels(self, width: int, position: int) -> Iterator[Text]:
        """One column, each cell below the label of its row."""
        for cells in zip(self.columns[0].cells, self.columns[position].cells, strict=True):
            for cell, indent in zip(cells, (0, INDENT), strict=True):
                text = cell if isinstance(cell, Text) else Text(str(cell))
                if text.plain:
                    for line in text_lines(text, width - indent):
                        yield Text(" " * indent, no_wrap=True, overflow="ignore").append_text(line)


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
        for line in Segment.split_lines(console.render(self._content, options)):
            kept = list(line)
            while kept and not kept[-1].text.strip():
                kept.pop()
            if kept:
                last = kept.pop()
                yield from kept
                yield Segment(last.text.rstrip(), last.style)
            yield Segment.line()
