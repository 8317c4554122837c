"""A folder of files that a command makes: all of them or none, and never over somebody else's."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sim.cli.status import Failure, Refusal


def write_new_folder(path: Path, files: Mapping[str, str], replaces: Collection[str] = ()) -> None:
    """Writes the files (text by name) into a folder that is new or empty, whole.

    Files of these names in ``replaces`` are replaced, each whole; what else is in the folder stays then. Raises Refusal
    where other files are in the way, Failure where writing fails: the folder is then as it was before.
    """
    folder = Path(os.path.realpath(path))
    try:
        check_new_folder(path, files, replaces)
        with _parents_of(folder):
            staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
            try:
                for name, text in files.items():
                    (staging / name).write_text(text, encoding="utf-8", newline="")
                _put(staging, folder, files)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise Failure(f"{path}: cannot be written: {os.strerror(error.errno or 0)}") from None


def check_new_folder(path: Path, files: Collection[str], replaces: Collection[str] = ()) -> None:
    """Raises Refusal where files of these names cannot be written into the folder for what is there."""
    folder = Path(os.path.realpath(path))
    if not folder.name:
        raise Refusal(f"{path}: is the root of the file system; choose a folder below it")
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise Refusal(f"{path}: is a file; name a folder")
    there = sorted(entry.name for entry in folder.iterdir())
    if there and not replaces:
        raise Refusal(
            f"{path}: already has files ({', '.join(there[:3])}{' …' if len(there) > 3 else ''}): name a new folder"
        )
    for name in files:
        if name in there and (name not in replaces or (folder / name).is_dir()):
            raise Refusal(f"{folder / name}: is in the way and is not replaced; move it")


def _put(staging: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Files from one folder to the other; a new or empty folder becomes the other one."""
    staging.chmod(0o777 & ~_umask())
    if not folder.exists() or not any(folder.iterdir()):
        os.replace(staging, folder)
        return
    for name in files:
        os.replace(staging / name, folder / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _parents_of(folder: Path) -> Iterator[None]:
    """The folders above exist; after an error those made for this are removed. Raises Refusal where they cannot be."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder.parent}: cannot be made: {os.strerror(error.errno or 0)}") from None
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for parent in missing:
                parent.rmdir()
        raise
