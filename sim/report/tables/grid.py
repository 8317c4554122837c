"""Aligned text without boxes, for 80 columns and for terminals without colour."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text


def grid(*justify: str, gap: int = 2) -> Table:
    """A table of columns ``gap`` spaces apart, without lines."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, gap, 0, 0))
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
