"""``python -m sim`` and the ``partnersim`` script: until the command line is loaded, Ctrl-C just ends the process."""

import atexit
import gc
import os
import signal

INTERRUPTED = 130
OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""With Python's 700 the objects of all imported libraries would be searched for garbage many times."""


def main() -> None:
    """Entry point; ends the process with the command's status."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # at the end they would be searched again, several times: a tenth of a short run
    from sim.cli.main import main as command_line

    command_line()


def _leave(*_: object) -> None:
    """Nothing has been begun: there is nothing to put away, and no import to be left half done."""
    try:
        os.write(2, b"interrupted\n")
    finally:
        os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
