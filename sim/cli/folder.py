"""The folder of results: whether it can be written, and the errors if not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.status import Failure, Refusal

if TYPE_CHECKING:
    from sim.experiment.storage import Output


def check_folder(folder: Path, output: "Output") -> None:
    """Refuses a folder with anything but earlier results of the same inputs, before anything is simulated."""
    from sim.experiment.storage import OutputError, check_output

    try:
        check_output(folder, output)
    except OutputError as error:
        raise Refusal(str(error)) from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Context for writing ``folder``: a folder with other files is refused, a full disk is a failure."""
    from sim.experiment.storage import OutputError

    try:
        yield
    except OutputError as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Failure(f"{folder}: cannot be written: {error.strerror}") from None
