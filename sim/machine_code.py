"""Where machine code is kept between runs, and the proof that a file there is as it was written.

Below the user's cache folder, ``partnersim/<digest of the sources>/<function>-<digest of the machine>/`` has the files
of one compiled function and ``seal``, the SHA-256 of the others. A folder is filled elsewhere and renamed, and never
changed afterwards: one without a valid seal is damaged. Code whose bytes differ could give other numbers, so the seal
is checked whenever code is loaded.
"""

import atexit
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_dir

ABOVE_COMPILED_CODE = ("analysis", "api", "cli", "experiment", "exports", "report")
"""Subpackages whose sources no compiled function can use: the engine may not import them."""
DIGEST_DIGITS = 16
KEPT_DAYS = 30
SEAL = "seal"
_SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of this process's machine code; None when no folder can be written."""

    folder: Path | None
    home: Path
    """The user's cache folder of this program."""
    problem: str = ""
    """Why the code is not kept after this process; empty if it is."""


@cache
def cache_place(versions: str) -> Place:
    """``<home>/<digest of the sources and versions>``; a private folder that is removed at exit if that is impossible.

    Folders of other digests, unused for 30 days, are removed when a new one is made.
    """
    home = Path(user_cache_dir("partnersim", appauthor=False))
    folder = home / source_digest(Path(__file__).parent, versions)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                _remove_unused(home)
        os.utime(folder)
        with tempfile.TemporaryFile(dir=folder):
            return Place(folder, home)
    except OSError as error:
        return Place(_private_folder(), home, error.strerror or "unknown error")


def source_digest(root: Path, versions: str = "") -> str:
    """16 hexadecimal digits of SHA-256 over ``versions`` and the Python files below ``root``.

    Each file counts with its path relative to ``root``, its length and its bytes, in the order of the paths; the
    subpackages above the compiled code do not count.
    """
    digest = sha256(f"{versions}\0".encode())
    sources = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    for name in sorted(sources):
        if name.partition("/")[0] in ABOVE_COMPILED_CODE:
            continue
        content = sources[name].read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:DIGEST_DIGITS]


def is_sound(folder: Path) -> bool:
    """Whether the files of a folder are those that were sealed."""
    try:
        return (folder / SEAL).read_text(encoding="ascii") == _sum(folder)
    except (OSError, ValueError):
        return False


def seal(folder: Path) -> None:
    """Records what the files of a folder are. Raises OSError."""
    (folder / SEAL).write_text(_sum(folder), encoding="ascii")


def keep(filled: Path, folder: Path) -> None:
    """Seals a folder and renames it to ``folder``, unless another process was first. Raises OSError."""
    seal(filled)
    try:
        filled.rename(folder)
    except OSError:
        if not is_sound(folder):
            raise
        discard(filled)


def discard(folder: Path) -> None:
    """Removes a folder, as far as possible."""
    shutil.rmtree(folder, ignore_errors=True)


def _sum(folder: Path) -> str:
    """SHA-256 over the names, lengths and bytes of a folder's files, without the seal."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SEAL):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _private_folder() -> Path | None:
    """A folder of this process alone, removed at exit; None when even that cannot be made."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="partnersim-"))
    except OSError:
        return None
    atexit.register(discard, folder)
    return folder


def _remove_unused(home: Path) -> None:
    """Remove the digest folders in ``home`` that no process has used for 30 days, as far as possible."""
    oldest = time.time() - KEPT_DAYS * _SECONDS_PER_DAY
    for folder in home.iterdir():
        is_digest = len(folder.name) == DIGEST_DIGITS and set(folder.name) <= set("0123456789abcdef")
        if is_digest and folder.stat().st_mtime < oldest:
            discard(folder)
