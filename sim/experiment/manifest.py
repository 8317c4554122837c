"""``manifest.json``: what a folder of this program has, and the names of its files."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.letters import visible

PROGRAM = "partnersim"
MANIFEST = "manifest.json"


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path to write to, which becomes ``path`` at the end; after an exception nothing is left of it."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes strict JSON, completely or not at all."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    text = visible(text)
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty if it is missing, unreadable or not of this program."""
    with contextlib.suppress(OSError, ValueError):
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and manifest.get("program") == PROGRAM:
            return manifest
    return {}


def listed_files(manifest: Mapping[str, Any]) -> frozenset[str] | None:
    """The names of the program's own files in the folder of a manifest; None where it lists none.

    A name with a folder in it is never one of them.
    """
    names = manifest.get("files")
    if not isinstance(names, list):
        return None
    return frozenset({MANIFEST, *(name for name in names if isinstance(name, str) and Path(name).name == name)})
