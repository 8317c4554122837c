"""The libraries' surroundings: environment variables set for other programs, and what libraries say."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from sim.letters import visible

FILE_BACKEND = "agg"
COMPILER_VARIABLES = ("NUMBA_CPU_FEATURES", "NUMBA_CPU_NAME", "NUMBA_DISABLE_JIT", "NUMBA_NUM_THREADS")
"""The compiler's variables that this program respects; others make it print, or change its code."""


def foreign_variables_aside() -> None:
    """Removes from this process what is meant for others: a notebook's chart backend, a compiler's debugging."""
    os.environ["MPLBACKEND"] = FILE_BACKEND
    for name in list(os.environ):
        if name.startswith("NUMBA_") and name not in COMPILER_VARIABLES:
            del os.environ[name]


class _Talk(logging.Handler):
    """Shows a line on stderr."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(visible(record.getMessage()), err=True)


@contextmanager
def talking_library() -> Iterator[None]:
    """What this program's modules say is shown on stderr meanwhile, and what the chart library says is not."""
    ours, charts, talk = logging.getLogger("sim"), logging.getLogger("matplotlib"), _Talk()
    before = ours.level, ours.propagate, charts.level
    ours.addHandler(talk)
    ours.propagate = False
    charts.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        ours.removeHandler(talk)
        ours.level, ours.propagate = before[:2]
        charts.setLevel(before[2])


def keep_library_quiet() -> None:
    """Of what this program's modules say only errors are shown, until ``talking_library`` ends."""
    logging.getLogger("sim").setLevel(logging.ERROR)
