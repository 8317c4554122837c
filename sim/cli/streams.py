"""stdout and stderr of the process, whatever they are: closed, full, left by their reader, of any encoding."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from sim.cli.status import Failure
from sim.report.words.spelling import SPELL


class Stream(io.TextIOBase):
    """A standard stream. What cannot be delivered is lost without an error where that is no failure of the command.

    Once the stream fails, what follows goes to ``os.devnull``, also when Python flushes it at its end.
    """

    def __init__(self, stream: TextIO, name: str, *, is_talk: bool) -> None:
        self._stream, self._name, self._is_talk = stream, name, is_talk
        self._failure: Failure | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._stream.errors

    def write(self, text: str) -> int:
        with self._delivering():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._delivering():
            self._stream.flush()

    @contextmanager
    def _delivering(self) -> Iterator[None]:
        """Raises Failure, now and later, if data are lost: not talk, and not those whose reader has left."""
        try:
            yield
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if not self._is_talk and not isinstance(error, BrokenPipeError):
                self._failure = Failure(f"{self._name}: cannot be written: {error.strerror}")
        if self._failure is not None:
            raise self._failure

    def released(self) -> TextIO:
        """The stream itself, for Python to put away; what failed has been told."""
        self._failure = None
        return self._stream

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def writable(self) -> bool:
        return True


def open_streams() -> None:
    """Gives this process a stdin, stdout and stderr; those that were closed are as ``os.devnull``."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the process
    sys.stdout = _stream(sys.stdout, 1, is_talk=False)
    sys.stderr = _stream(sys.stderr, 2, is_talk=True)


def release_streams() -> None:
    """Leaves stdout and stderr to Python, as they were."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, Stream):
            setattr(sys, name, stream.released())


def _stream(stream: Any, descriptor: int, *, is_talk: bool) -> Any:
    if stream is None:
        stream = open(descriptor, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the process
    if not hasattr(stream, "reconfigure"):  # not that of a process: a notebook's, a test's
        return stream
    stream.reconfigure(errors=SPELL)
    return Stream(stream, ("stdin", "stdout", "stderr")[descriptor], is_talk=is_talk)
