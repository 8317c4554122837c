"""What commands print: strict JSON, the page's console, and messages on stderr."""

import json
import sys
from typing import Any

import click
from rich.console import Console

PAGE_WIDTH = 100
"""Widest page; a narrower terminal sets the width."""


def print_json(value: Any) -> None:
    """One JSON object on stdout, without NaN or Infinity."""
    click.echo(json.dumps(value, allow_nan=False))


class PageConsole(Console):
    """A console that leaves the handling of a closed pipe to the command line."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def page_console() -> Console:
    """Console of stdout; no colour without a terminal or with NO_COLOR."""
    console = PageConsole(file=sys.stdout, highlight=False, emoji=False, markup=False)
    if console.width > PAGE_WIDTH:
        console.width = PAGE_WIDTH
    return console


def talk(line: str, *, quiet: bool = False) -> None:
    """A line on stderr."""
    if not quiet:
        click.echo(line, err=True)
