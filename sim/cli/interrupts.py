"""Ctrl-C, and the requests to end of a service manager or a closed terminal: each ends a command in the same way."""

import signal
import sys
import threading
from typing import Any, NoReturn

from sim.cli.status import INTERRUPTED

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
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
        sys.unraisablehook = _say_nothing
    _received.append(number)
    raise KeyboardInterrupt


def _say_nothing(_: Any) -> None:
    """What an interrupt does to callbacks that are being left is of no use to anybody."""


def is_interrupted() -> bool:
    """Whether such a signal has arrived: an error that follows is its consequence."""
    return bool(_received)


def interrupted_status() -> int:
    """130 after Ctrl-C; for other signals 128 and their number, as of shells."""
    return 128 + _received[0] if _received else INTERRUPTED


def stop_listening() -> None:
    """The work is done and its status known: Ctrl-C while Python ends changes nothing any more."""
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, signal.SIG_IGN)
