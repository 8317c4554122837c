"""Copies of the project in which wrong edits are tried, and its tests run there."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from tests.mutations.edits import ROOT, Edit

HANGS = 1800
"""Seconds after which a test is taken to hang."""
PASSED, FAILED = 0, 1
"""Exit status of pytest; any other means that the tests did not run to their end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What pytest said."""

    status: int
    output: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the project's files."""

    folder: Path

    @contextmanager
    def edited(self, edit: Edit) -> Iterator[None]:
        """The copy with an edit; the file is as it was afterwards, its time included."""
        path = self.folder / edit.file
        original, times = path.read_bytes(), path.stat()
        path.write_text(edit.applied_to(original.decode("utf-8")), encoding="utf-8")
        try:
            yield
        finally:
            path.write_bytes(original)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def tested(self, tests: Sequence[str]) -> Outcome:
        """Runs tests of the copy on the copy's own sources."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",  # an edit may keep the length and the second of a compiled file
            "XDG_CACHE_HOME": str(self.folder.parent / "cache"),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
        try:
            ran = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=HANGS, check=False
            )
        except subprocess.TimeoutExpired:
            return Outcome(-1, f"not finished after {HANGS} seconds")
        return Outcome(ran.returncode, ran.stdout + ran.stderr)


@contextmanager
def copies(count: int) -> Iterator[list[Copy]]:
    """``count`` copies of the files that git knows or would add, beside those of other runs of this program.

    They stay at the same places, so that machine code of unedited sources is compiled once.
    """
    place = Path(tempfile.gettempdir()) / f"partnersim-mutations-{os.getuid()}"
    place /= sha256(str(ROOT).encode()).hexdigest()[:8]
    place.mkdir(parents=True, exist_ok=True)
    locks = [_first_free(place) for _ in range(count)]
    try:
        yield [_copied(Path(lock.name).with_suffix("")) for lock in locks]
    finally:
        for lock in locks:
            lock.close()


def _first_free(place: Path) -> IO[str]:
    """The open lock of the first copy that no process uses."""
    for number in range(1000):
        lock = (place / f"{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return lock
    raise RuntimeError(f"{place}: a thousand copies are in use")


def _copied(folder: Path) -> Copy:
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return Copy(folder)
