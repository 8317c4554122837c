"""The short page: the content of a run in lines for a terminal."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.report.run.cells import Cell, Grid, Row, Sentence
from sim.report.run.content import RunContent
from sim.report.run.money import SUM
from sim.report.run.months import GATE
from sim.report.tables.blocks import width_of
from sim.report.tables.columns import lines_of, text_lines
from sim.report.tables.spelled import in_encoding

SCREEN, SCREEN_WIDTH = 40, 80
"""Lines of a page that can be seen at once, and their width: a page that has more there says less in every width."""
APART = ("years", "months", "money", "inputs", "flags", "errors", "provenance")
"""Parts with an empty line before them as far as the page then fits, the first of them first."""
SHORTER = (
    "pay", "basis", "npv_of_runoff", "own_growth", "effects", "bridge", "contacts", "of_recruited", "inherited",
    "ignorance", "cash",
)  # fmt: skip
"""Sentences that say less where the page is longer than a screen, the first of them first; flags after them."""
LEFT_OUT = ("also_there", "share_variance", "bridge")
"""Sentences that a page which is too long even so is without."""
VERDICT_STYLES = {
    "on track": "bold green", "redesign": "bold red", "too close to call": "bold yellow",
    "adds too little": "bold yellow",
}  # fmt: skip
FLAG_STYLES = {"red flag": "bold red", "warning": "yellow"}
BOLD = (SUM,)
GAPS = (2, 1)
"""Blanks between columns: two where they fit."""


class ShortPage:
    """Prints the content in the width of its console; nothing is cut off, and no line ends in blanks.

    A page that is longer than a screen says less, in the order of ``SHORTER``, unless it ``is_whole``: the same in
    every console.
    """

    def __init__(self, content: RunContent, folder: Path | None, *, is_whole: bool = False) -> None:
        self._content, self._folder, self._is_whole = content, folder, is_whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        content = self._content if self._is_whole else self._fitted()
        parts = self._lines(in_encoding(content, console.encoding), options.max_width)
        room = max(0, SCREEN - sum(map(len, parts.values())))
        apart = [name for name in APART if name in parts][:room]
        for name, lines in parts.items():
            if name in apart:
                yield Text()
            yield from lines

    def _fitted(self) -> RunContent:
        """What a screen has room for."""
        content = self._content
        steps: list[Callable[[RunContent], RunContent]] = [
            *(partial(_with, said=_in_short, name=name) for name in SHORTER),
            partial(_with, said=_left_out, name="pay"),
            *(partial(replace, flags=flags) for flags in content.fewer_flags),
            *(partial(_with, said=_left_out, name=name) for name in LEFT_OUT),
        ]
        for step in steps:
            if sum(map(len, self._lines(content, SCREEN_WIDTH).values())) <= SCREEN:
                break
            content = step(content)
        return content

    def _lines(self, content: RunContent, width: int) -> dict[str, list[Text]]:
        """The lines of each part that has any, as they stand on the page."""
        return {
            name: [part for line in lines for part in text_lines(line, width)]
            for name, lines in self._parts(content, width).items()
            if lines
        }

    def _parts(self, content: RunContent, width: int) -> dict[str, list[Text]]:
        """The lines of each part, some longer than the width."""
        where = "" if self._folder is None else f": {self._folder}"
        return {
            "verdict": [
                Text(content.title, style="bold"),
                Text(content.verdict.text, style=VERDICT_STYLES[content.verdict.name]),
                *_said(content.start),
            ],
            "errors": _said(content.errors),
            "months": [Text(content.months_reading, style="dim"), *row_lines(content.months, width)],
            "years": [Text(content.years_reading, style="dim"), *row_lines(content.years, width)],
            "money": _said(content.money),
            "inputs": _said(content.inputs),
            "flags": [
                *(Text(flag.text, style=FLAG_STYLES.get(flag.name, "")) for flag in content.flags),
                *(Text(failed.text, style="bold red") for failed in content.failures),
            ],
            "provenance": [
                Text(f"{content.provenance.text}{where}", style="dim"),
                Text(content.more, style="dim"),
            ],
        }


def _with(content: RunContent, said: Callable[[Sentence], Sentence], name: str) -> RunContent:
    """The content with the sentences of a name as ``said`` has them."""

    def changed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        return tuple(said(each) if each.name == name else each for each in sentences)

    return replace(
        content,
        start=changed(content.start),
        errors=changed(content.errors),
        money=changed(content.money),
        inputs=changed(content.inputs),
    )


def _in_short(sentence: Sentence) -> Sentence:
    return sentence if sentence.short is None else replace(sentence, text=sentence.short)


def _left_out(sentence: Sentence) -> Sentence:
    return replace(sentence, text="")


def _said(sentences: Sequence[Sentence]) -> list[Text]:
    return [Text(sentence.text) for sentence in sentences if sentence.text]


def row_lines(grid: Grid, width: int) -> Iterator[Text]:
    """A line a row, each range beside its figure; below it where the width is too small."""
    heads, beside = _heads(grid), [[row.label, *map(_beside, row.cells)] for row in grid.rows]
    styles = ["bold" if row.label in BOLD or row.label.endswith(GATE) else "" for row in grid.rows]
    if _width([*heads, *beside]) <= width:
        yield from _laid([*heads, *beside], ["dim"] * len(heads) + styles, width)
    else:
        yield from flow_lines(grid, width)


def _beside(cell: Cell) -> str:
    return f"{cell.text} ({cell.spread})" if cell.spread else cell.text


def flow_lines(grid: Grid, width: int) -> Iterator[Text]:
    """The figures of a row, and below them their ranges; where the width is too small, labels take both lines."""
    heads = _heads(grid)
    whole = [*heads, *(line for row in grid.rows for line in _both(row, row.label, ""))]
    split = [*heads, *(line for row in grid.rows for line in _both(row, *_halves(row.label)))]
    lines = whole if _width(whole) <= width else split
    yield from (line for line in _laid(lines, ["dim"] * len(heads) + ["", "dim"] * len(grid.rows), width) if line.plain)


def _heads(grid: Grid) -> list[Sequence[str]]:
    return [grid.heads, *((grid.calendar,) if grid.calendar else ())]


class FlowTable:
    """A table of ``flow_lines`` in the width and encoding of its console."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from flow_lines(in_encoding(self._grid, console.encoding), options.max_width)


def _halves(label: str) -> tuple[str, str]:
    """A label on two lines, parted after its first word."""
    match = re.fullmatch(r"((?:- )?\S+) (.+)", label)
    return (match.group(1), match.group(2)) if match else (label, "")


def _both(row: Row, first: str, second: str) -> tuple[list[str], list[str]]:
    return [first, *(cell.text for cell in row.cells)], [second, *(cell.spread for cell in row.cells)]


def _width(rows: Sequence[Sequence[str]]) -> int:
    return width_of([max(map(len, column)) for column in zip(*rows, strict=True)], GAPS[-1])


def _laid(rows: Sequence[Sequence[str]], styles: Sequence[str], width: int) -> Iterator[Text]:
    """Rows in columns; lines that would be empty are left out, but for those between blocks."""
    for number, line in lines_of(rows, width, gaps=GAPS):
        if number is None or line:
            yield Text(line, style="" if number is None else styles[number])
