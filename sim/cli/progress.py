"""Progress of a simulation on stderr: a bar with running odds where stderr is a terminal, else one line."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.cli.output import page_width, talk

NOTEBOOK = (("JPY_PARENT_PID", ""), ("MPLBACKEND", "module://matplotlib_inline"))
"""Variables of a notebook's kernel, and how their values begin."""
Report = Callable[[int, int, int, int], None]


def _silent(done: int, total: int, passes: int, completed: int) -> None:
    """Shows nothing."""


def _is_animated() -> bool:
    """Whether stderr is a terminal whose lines can be written again: not that of a command in a cell of a notebook."""
    return sys.stderr.isatty() and not _is_in_notebook()


def _is_in_notebook() -> bool:
    return any(name in os.environ and os.environ[name].startswith(value) for name, value in NOTEBOOK)


@contextmanager
def progress_bar(what: str, futures: int, *, quiet: bool) -> Iterator[Report]:
    """A callback for replications done, in total, passing the gate, and completed."""
    if quiet:
        yield _silent
    elif not _is_animated():
        talk(what)
        yield _silent
    else:
        with _bar(what, futures) as report:
            yield report


@contextmanager
def _bar(what: str, futures: int) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.fields[odds]}"),
    )  # fmt: skip
    console = Console(stderr=True, highlight=False, emoji=False, width=page_width())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what.split(":")[0], total=None, odds="")

        def report(done: int, total: int, passes: int, completed: int) -> None:
            progress.update(task, completed=done, total=total, odds=running_odds(passes, completed, futures))

        yield report


@contextmanager
def step(what: str, *, quiet: bool) -> Iterator[None]:
    """Shows what is done after the simulation, until it is done, where stderr is a terminal."""
    if quiet or not _is_animated():
        yield
    else:
        from rich.console import Console

        with Console(stderr=True, highlight=False, emoji=False, width=page_width()).status(what):
            yield


def running_odds(passes: int, completed: int, futures: int) -> str:
    """Odds so far and their interval; the futures of a world count as one trial, which is conservative."""
    from sim.analysis.figures.intervals import wilson
    from sim.report.words.rounding import fixed, percent

    if not completed:
        return ""
    low, high = wilson(passes / futures, completed / futures)
    return f"odds {percent(passes / completed)} ({fixed(float(low), 0, shift=2)}-{percent(float(high))})"
