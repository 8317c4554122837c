"""What commands print: strict JSON, the page's console, and messages on stderr."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from sim.letters import visible
from sim.report.tables.columns import text_lines, wrapped
from sim.report.tables.grid import Trimmed
from sim.report.tables.spelled import in_encoding
from sim.report.words.spelling import spelled

PAGE_WIDTH = 100
"""Widest page; a narrower terminal sets the width."""
LEAST_WIDTH = 20
"""Narrowest page: a narrower terminal breaks its lines itself."""
USUAL_WIDTH = 80


def print_json(value: Any) -> None:
    """One JSON object on stdout, without NaN or Infinity."""
    click.echo(json.dumps(value, allow_nan=False))


class PageConsole(Console):
    """A console that spells the characters that it lacks, so that columns stay aligned, and breaks no word."""

    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        part, width = in_encoding(renderable, self.encoding), (options or self.options).max_width
        lines = text_lines(part, width) if isinstance(part, Text) and not part.no_wrap else []
        if any(len(line) > width for line in lines):
            for line in lines:
                line.no_wrap, line.overflow = True, "ignore"
                yield from super().render(line, options)
        else:
            yield from super().render(part, options)


def print_page(page: RenderableType) -> None:
    """Prints on stdout, without colour where that is no terminal or with NO_COLOR; nothing is cut off."""
    console = PageConsole(file=sys.stdout, highlight=False, emoji=False, markup=False, width=page_width())
    console.print(Trimmed(page), crop=False)


def print_lines(lines: Iterable[str]) -> None:
    """Lines on stdout, those that are longer than ``line_width`` on several, and spelled before they are broken."""
    width = line_width()
    for line in lines:
        text = spelled(line, stdout_encoding())
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        for part in wrapped(text, width, following=indent) if len(text) > width else [text]:
            click.echo(part.rstrip())


def stdout_encoding() -> str:
    """The encoding of the console."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def page_width() -> int:
    """Columns of COLUMNS, else of the terminal, else 80; between 20 and 100."""
    return max(LEAST_WIDTH, min(_stated_width() or _terminal_width() or USUAL_WIDTH, PAGE_WIDTH))


def line_width() -> int:
    """Columns of COLUMNS, else of the terminal; no bound where neither is known, for programs that search lines."""
    known = _stated_width() or _terminal_width()
    return max(LEAST_WIDTH, known) if known else sys.maxsize


def _stated_width() -> int:
    """COLUMNS; 0 if it is no number."""
    stated = os.environ.get("COLUMNS", "").strip()
    return int(stated[:6]) if stated.isascii() and stated.isdecimal() else 0


def _terminal_width() -> int:
    """Columns of the first of stdout, stderr and stdin that is a terminal and knows them; else 0."""
    for descriptor in (1, 2, 0):
        try:
            if columns := os.get_terminal_size(descriptor).columns:
                return columns
        except OSError:
            continue
    return 0


def talk(line: str, *, quiet: bool = False) -> None:
    """A line on stderr."""
    if not quiet:
        click.echo(visible(line), err=True)
