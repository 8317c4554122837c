"""Ctrl-C, and the requests to end of a service manager or a closed terminal: each ends a command in the same way."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from sim.cli.status import INTERRUPTED

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_AGAIN_SECONDS = 0.05
_received: list[int] = []


def listen() -> None:
    """From now on these signals raise KeyboardInterrupt, so that what was begun is put away; ignored ones stay so."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, _: object) -> NoReturn:
    if not _received:
        sys.unraisablehook = _interrupt_again
    _received.append(number)
    raise KeyboardInterrupt


def _interrupt_again(lost: Any) -> None:
    """In a callback, where no exception can leave, Python drops it: it is raised once more after the callback.

    What else goes wrong in callbacks after an interrupt is of no use to anybody.
    """
    if lost.exc_type is KeyboardInterrupt:
        again = threading.Timer(_AGAIN_SECONDS, _send_to_main_thread, [_received[0]])
        again.daemon = True
        again.start()


def _send_to_main_thread(number: int) -> None:
    """Also ends what that thread waits for, which a signal to another thread does not."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


@contextmanager
def telling(line: str) -> Iterator[None]:
    """If the work inside is interrupted, ``line`` says what is left of it and the command ends."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        if not (isinstance(error, KeyboardInterrupt) or is_interrupted()):
            raise
        click.echo(line, err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None


def is_interrupted() -> bool:
    """Whether such a signal has arrived: an error that follows is its consequence."""
    return bool(_received)


def interrupted_status() -> int:
    """130 after Ctrl-C; for other signals 128 and their number, as of shells."""
    return 128 + _received[0] if _received else INTERRUPTED


def leave() -> NoReturn:
    """Ends the process at once: a library that was left in the midst of its work may crash when it is put away."""
    sys.stdout.flush()
    os._exit(interrupted_status())


def stop_listening() -> None:
    """The work is done and its status known: Ctrl-C while Python ends changes nothing any more."""
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, signal.SIG_IGN)
