"""What a command writes: how a place is named, that it can be written, and the errors if not."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import talk
from sim.cli.status import Failure, Refusal
from sim.letters import unseen

if TYPE_CHECKING:
    from sim.experiment.folder import ResultsFolder


class PathToWrite(click.Path):
    """A path at which a command writes, as a person types it."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        try:
            return path_to_write(os.fspath(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def path_to_write(text: str) -> Path:
    """The path that ``text`` names; ``~`` is the home folder. Raises ValueError with the cure for what is no name."""
    if not text.strip():
        raise ValueError("names nothing (is a variable of the shell empty?)")
    if unseen(text, keep="") is not None:
        raise ValueError(f"{text!a} has a character that cannot be seen, such as a line break")
    if text.startswith("-"):
        raise ValueError(f"'{text}' looks like an option (a file or folder of that name is './{text}')")
    path = Path(os.path.expanduser(text))
    if text.startswith("~") and str(path).startswith("~"):
        raise ValueError(f"there is no home folder '{path.parts[0]}' (a file or folder of that name is './{text}')")
    if "~" in path.parts:
        raise ValueError(f"'{text}': '~' is the home folder at the beginning of a path only")
    return path


@contextmanager
def held(*folders: "ResultsFolder", quiet: bool) -> Iterator[None]:
    """Holds folders for this process; refuses one that cannot be written, before anything is simulated.

    Says so where results of the same scenario with other inputs will be replaced.
    """
    from sim.experiment.folder import OutputError

    with ExitStack() as stack:
        try:
            for folder in folders:
                stack.enter_context(folder.held())
                if folder.replaces_other_inputs():
                    talk(f"{folder.place}: results of {folder.scenario} with other inputs are replaced", quiet=quiet)
        except OutputError as error:
            raise Refusal(str(error)) from None
        yield


def sizes_of(runs: int, precision: float | None, max_runs: int) -> list[int]:
    """The numbers of runs that a command may end with, which with ``precision`` are several."""
    from sim.analysis.figures.precision import batch_sizes

    return [runs] if precision is None else batch_sizes(runs, max_runs)


def sized(folders: "Sequence[ResultsFolder]", runs: int) -> "ResultsFolder":
    """The folder for this many runs; one folder is for any number."""
    from dataclasses import replace

    return replace(next((folder for folder in folders if folder.runs == runs), folders[0]), runs=runs)


@contextmanager
def writing(place: Path, kept: str = "") -> Iterator[None]:
    """Context for writing at ``place``: what is in the way is refused, a full disk is a failure.

    ``kept`` says what is not lost.
    """
    from sim.experiment.folder import OutputError, said

    try:
        yield
    except OutputError as error:
        raise Refusal(f"{error}{kept}") from None
    except OSError as error:
        raise Failure(f"{place}: {said(error)}{kept}") from None


def write_new_file(path: Path, text: str) -> None:
    """Writes a file that is not there yet, and leaves nothing of it where that fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        raise Refusal(f"{path}: already exists and was not changed") from None
    except OSError as error:
        raise Refusal(f"{path}: cannot be written: {error.strerror}") from None
    try:
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Failure(f"{path}: cannot be written: {error.strerror}") from None
        raise
