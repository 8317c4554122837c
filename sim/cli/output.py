"""What commands print: strict JSON, the page's console, and messages on stderr."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from sim.cli.streams import spelled
from sim.letters import visible

PAGE_WIDTH = 100
"""Widest page; a narrower terminal sets the width."""
LEAST_WIDTH = 40
"""Narrowest page: a narrower terminal breaks its lines itself."""
USUAL_WIDTH = 80


def print_json(value: Any) -> None:
    """One JSON object on stdout, without NaN or Infinity."""
    click.echo(json.dumps(value, allow_nan=False))


class PageConsole(Console):
    """A console that spells the characters that it lacks, so that columns stay aligned."""

    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        return super().render(_spelled(renderable, self.encoding), options)


def page_console() -> Console:
    """Console of stdout; no colour without a terminal or with NO_COLOR."""
    return PageConsole(file=sys.stdout, highlight=False, emoji=False, markup=False, width=page_width())


def page_width() -> int:
    """Columns of COLUMNS, else of the terminal, else 80; between 40 and 100."""
    return max(LEAST_WIDTH, min(_stated_width() or _terminal_width() or USUAL_WIDTH, PAGE_WIDTH))


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


def _spelled(item: Any, encoding: str) -> Any:
    """A part of a page in characters that can be seen and that an encoding has."""
    if isinstance(item, str):
        return spelled(visible(item), encoding)
    if isinstance(item, Text):
        item.plain = spelled(visible(item.plain), encoding)
    elif isinstance(item, Table):
        for column in item.columns:
            column._cells[:] = [_spelled(cell, encoding) for cell in column._cells]
    return item


def talk(line: str, *, quiet: bool = False) -> None:
    """A line on stderr."""
    if not quiet:
        click.echo(visible(line), err=True)


def put(line: str) -> None:
    """A line on stdout."""
    click.echo(visible(line))
