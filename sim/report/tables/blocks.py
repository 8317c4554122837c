"""Columns that do not fit side by side stand in blocks below each other, each with the labels of the rows."""

from collections.abc import Iterator, Sequence


def column_blocks(widths: Sequence[int], gap: int, width: int) -> Iterator[list[int]]:
    """Positions of the columns of each block after the first column, which is in all: as many as fit, at least one."""
    block: list[int] = []
    for position in range(1, len(widths)):
        if block and width_of([widths[0], *(widths[each] for each in (*block, position))], gap) > width:
            yield block
            block = []
        block.append(position)
    yield block


def width_of(widths: Sequence[int], gap: int) -> int:
    """Characters of columns side by side."""
    return sum(widths) + gap * (len(widths) - 1)
