"""One process at a time writes a folder: a lock file beside it says which.

The operating system holds the lock and releases it when the process ends, however it ends. The file's text is for
messages, and decides only where the system cannot: on a file system without locks, or after another machine.
"""

import contextlib
import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.experiment.manifest import PROGRAM

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_WITHOUT_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


class LockedError(Exception):
    """Another process has the lock; the message says which."""


def lock_file(folder: Path) -> Path:
    """``.<name>.lock`` beside a folder that is written by one process at a time."""
    return folder.with_name(f".{folder.name}.lock")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the lock of a folder. Raises LockedError if another process has it, OSError if there can be no file."""
    path = lock_file(folder)
    descriptor = _opened(path)
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(_this_process()).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()  # before the lock is released: afterwards the file may be another's
        os.close(descriptor)


def _opened(path: Path) -> int:
    """The open lock file, held by this process."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            record = _record(descriptor, path)
            if not _held(descriptor, record):
                raise LockedError(f"is being written by {_described(record)}")
            if not _is_file(path, descriptor):
                os.close(descriptor)  # its holder has just removed it
                continue
            if record and not _is_here(record):
                raise LockedError(
                    f"is being written by {_described(record)} on {record.get('host')}; "
                    f"if that process has ended, remove {path}"
                )
            return descriptor
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(descriptor)
            raise


def _held(descriptor: int, record: dict[str, Any]) -> bool:
    """Whether this process now holds the lock."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno not in _WITHOUT_LOCKS:
                raise
        else:
            return True
    return not (record and _is_here(record) and _is_alive(record))


def _record(descriptor: int, path: Path) -> dict[str, Any]:
    """What the holder has written; empty before it has. Raises FileExistsError for a file of somebody else."""
    text = os.read(descriptor, 4096)
    if not text:
        return {}
    with contextlib.suppress(ValueError):
        record = json.loads(text)
        if isinstance(record, dict) and record.get("program") == PROGRAM:
            return record
    raise FileExistsError(errno.EEXIST, "is in the way of a lock", str(path))


def _this_process() -> dict[str, Any]:
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"program": PROGRAM, "process": os.getpid(), **_machine(), "since": started}


def _machine() -> dict[str, str]:
    """Its name, and the start of its kernel where that can be told: containers on one machine share it."""
    boot = ""
    with contextlib.suppress(OSError):
        boot = _BOOT.read_text(encoding="ascii").strip()
    return {"host": socket.gethostname(), "boot": boot}


def _is_here(record: dict[str, Any]) -> bool:
    """Whether the holder ran on this machine, so that its lock has ended with it."""
    here = _machine()
    return record.get("host") == here["host"] or (here["boot"] != "" and record.get("boot") == here["boot"])


def _is_alive(record: dict[str, Any]) -> bool:
    """Whether the holder still runs, as far as its number and the start of the machine tell."""
    process = record.get("process")
    if os.name != "posix":
        return True
    if not isinstance(process, int) or record.get("boot") != _machine()["boot"]:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _described(record: dict[str, Any]) -> str:
    if not record:
        return "another process"
    return f"process {record.get('process')} (since {str(record.get('since'))[:16].replace('T', ' ')})"


def _is_file(path: Path, descriptor: int) -> bool:
    """Whether the open file is still the one of this name."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
