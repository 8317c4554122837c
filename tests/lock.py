"""One process of several makes what takes minutes and is kept on the disk; the others wait for it and load it."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(what: str) -> Iterator[None]:
    """No other process of this user is in the block of the same name."""
    with (Path(tempfile.gettempdir()) / f"partnersim-{what}-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
