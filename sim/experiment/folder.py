"""A folder of results: what may be written there, by one process at a time, in place of the program's own files alone.

Whatever else is in the folder stays. What is in the way is named before any work is done.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.experiment.lock import LockedError, lock_file, locked
from sim.experiment.manifest import MANIFEST, PROGRAM, listed_files, read_manifest, write_json

REPORTS = Path("reports")
STAGING = "staging"

Fill = Callable[[Path], Mapping[str, Any]]
"""Writes the files of some results into the folder it is given, and returns what their manifest says."""


class OutputError(Exception):
    """The output folder cannot be written, or has what the program may not replace; the message says which."""


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """The folder for some results of one command."""

    place: Path
    """As it was asked for."""
    content: str
    """Whose results: ``run``, ``compare`` or ``sweep``."""
    scenario: str
    input_digest: str
    runs: int
    files: frozenset[str]
    """Names of the files that will be written."""
    force: bool = False
    """Whether results of other inputs, of another command and of more worlds may be replaced."""

    @property
    def folder(self) -> Path:
        """The folder itself, without links."""
        return Path(os.path.realpath(self.place))

    @contextmanager
    def held(self) -> Iterator[None]:
        """This process alone may write the folder and its partial. Raises OutputError where it cannot."""
        with contextlib.ExitStack() as stack:
            try:
                _check_names(self.place, self.folder)
                stack.enter_context(_parents_of(self.folder))
                stack.enter_context(locked(self.folder))
                self._check_contents()
            except LockedError as error:
                raise OutputError(f"{self.place}: {error}") from None
            except OSError as error:
                raise OutputError(f"{self.place}: {said(error)}") from None
            yield

    def write(self, fill: Fill) -> None:
        """Replaces earlier results in the folder, which is held, by those that ``fill`` writes into another one.

        After an exception in ``fill`` the folder is as it was. A new folder appears whole; in an existing one each
        file is replaced whole, and until the last one the manifest says that the results are unfinished.
        """
        self._check_contents()
        staging = _empty_staging(self.folder)
        try:
            about = fill(staging)
            names = sorted({MANIFEST, *(path.name for path in staging.iterdir())})
            known = {"content": self.content, "scenario": self.scenario, "input_digest": self.input_digest}
            manifest = {"program": PROGRAM, **known, "runs": self.runs, **about, "files": names}
            write_json(staging / MANIFEST, manifest)
            if self.folder.exists():
                self._replace(staging, manifest)
            else:
                staging.rename(self.folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _replace(self, staging: Path, manifest: Mapping[str, Any]) -> None:
        own, names = self._own_files(), frozenset(manifest["files"])
        _check_free(self.folder, names, own)
        write_json(self.folder / MANIFEST, {**manifest, "files": sorted(own | names), "unfinished": True})
        for name in sorted(names - {MANIFEST}):
            os.replace(staging / name, self.folder / name)
        for name in own - names:
            (self.folder / name).unlink(missing_ok=True)
        os.replace(staging / MANIFEST, self.folder / MANIFEST)

    def _check_contents(self) -> None:
        if not self.folder.is_dir():
            return
        with tempfile.TemporaryFile(dir=self.folder):
            pass
        if not any(self.folder.iterdir()):
            return
        manifest = read_manifest(self.folder)
        if not manifest:
            raise OutputError(f"{self.place}: is not empty and was not written by {PROGRAM}; choose another folder")
        if not self.force and (reason := self._worth_keeping(manifest)):
            raise OutputError(f"{self.place}: {reason}; choose another folder with --out")
        _check_free(self.folder, self.files, self._own_files())

    def _worth_keeping(self, manifest: Mapping[str, Any]) -> str | None:
        """Why results under ``manifest`` are replaced only with ``--force``."""
        content, scenario, runs = (manifest.get(key) for key in ("content", "scenario", "runs"))
        if content != self.content:
            return f"has the results of another command ({content}, not {self.content}): --force replaces them"
        if listed_files(manifest) is None:
            return f"has results of an earlier version ({manifest.get('version')}): --force replaces them"
        if scenario != self.scenario:
            return f"has the results of another scenario ({scenario}, not {self.scenario}): --force replaces them"
        if self._is_of_other_inputs(manifest):
            return None
        if isinstance(runs, int) and runs > self.runs and not manifest.get("unfinished"):
            return f"has {runs:,} finished runs, more than {self.runs:,}: --runs {runs} keeps them, --force drops them"
        return None

    def _is_of_other_inputs(self, manifest: Mapping[str, Any]) -> bool:
        return bool(manifest) and manifest.get("input_digest") != self.input_digest

    def replaces_other_inputs(self) -> bool:
        """Whether the folder has results of the scenario with other settings, seed, futures, months or version."""
        return self._is_of_other_inputs(read_manifest(self.folder))

    def _own_files(self) -> frozenset[str]:
        """Names in the folder that may be replaced: those of its manifest, or with none those to be written."""
        manifest = read_manifest(self.folder)
        own = listed_files(manifest) if manifest else frozenset()
        return self.files if own is None else own


def partial_folder(folder: Path) -> Path:
    """``<folder>.partial`` beside a folder of results."""
    return folder.with_name(f"{folder.name}.partial")


def shown(path: Path) -> Path:
    """The path as a message shows it: from the current directory, where it is below that."""
    with contextlib.suppress(ValueError, OSError):
        return path.relative_to(Path.cwd())
    return path


def said(error: OSError) -> str:
    """What an error of the file system means, with the folder in which it happened where that is known."""
    reason = os.strerror(error.errno) if error.errno else str(error) or "unknown error"
    within = os.path.dirname(error.filename) if isinstance(error.filename, str) else ""
    return f"cannot be written: {reason[:1].lower()}{reason[1:]}" + (f" in {within}" if within else "")


def _check_names(place: Path, folder: Path) -> None:
    """Raises OutputError for a place that can be no folder: a loop of links, a name too long, a file."""
    if not folder.name:
        raise OutputError(f"{place}: is the root of the file system; choose a folder below it")
    for path in (folder, partial_folder(folder), lock_file(folder), _staging(folder)):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.stat(path)
    for path in (folder, *folder.parents):
        if path.exists():
            if not path.is_dir():
                raise OutputError(f"{shown(path)}: is a file, not a folder")
            break


@contextmanager
def _parents_of(folder: Path) -> Iterator[None]:
    """The folders above exist; those made for this and still empty at the end are removed."""
    missing = [parent for parent in folder.parents if not parent.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            for parent in missing:
                parent.rmdir()


def _check_free(folder: Path, names: frozenset[str], own: frozenset[str]) -> None:
    """Raises OutputError for a name that somebody else's file or folder has."""
    for name in sorted(names):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            raise OutputError(f"{shown(path)}: a folder is in the way of results; move it")
        if name not in own and os.path.lexists(path):
            raise OutputError(f"{shown(path)}: is in the way of results and was not written by {PROGRAM}; move it")


def _staging(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.{STAGING}")


def _empty_staging(folder: Path) -> Path:
    """A new folder to assemble results in: within a folder that exists, which may be another file system's."""
    staging = folder / f".{PROGRAM}-{STAGING}" if folder.exists() else _staging(folder)
    if staging.exists():
        if read_manifest(staging).get("content") is None and any(staging.iterdir()):
            raise OutputError(f"{shown(staging)}: is in the way of results and was not written by {PROGRAM}; move it")
        shutil.rmtree(staging)
    staging.mkdir()
    write_json(staging / MANIFEST, {"program": PROGRAM, "content": STAGING})
    return staging
