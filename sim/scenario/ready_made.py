"""Ready-made scenarios and stress overlays, and the file of a name or path."""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path

from sim.scenario.problems import suggestion

SUFFIX = ".toml"


def ready_made_folder() -> Path:
    """The folder of ready-made scenarios: inside an installed package, or at the top of a source checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def ready_made_names() -> list[str]:
    """Names of the ready-made scenarios, sorted."""
    return sorted(path.stem for path in ready_made_folder().glob(f"*{SUFFIX}"))


def overlay_names() -> list[str]:
    """Names of the ready-made stress overlays, sorted."""
    return sorted(path.stem for path in (ready_made_folder() / "stress").glob(f"*{SUFFIX}"))


def overlay_title(name: str) -> str:
    """The title that a ready-made overlay states, or an empty string."""
    return str(tomllib.loads(overlay_file(name).read_text("utf-8")).get("title", ""))


def is_path(name: str | Path) -> bool:
    """True for a path, False for a ready-made name."""
    return isinstance(name, Path) or "/" in name or os.sep in name or name.endswith(SUFFIX)


def file_of(name: str | Path, beside: Path | None = None) -> Path:
    """The file of a name or path, relative to ``beside``. LookupError with the remedy."""
    if is_path(name):
        return (beside or Path()) / name
    return _named(str(name), ready_made_folder(), ready_made_names(), "ready-made scenario")


def overlay_file(name: str | Path) -> Path:
    """The file of an overlay: a path, or the name of a ready-made one, where ``-`` and ``_`` are the same."""
    if is_path(name):
        return Path(name)
    names = overlay_names()
    same = [known for known in names if known.replace("-", "_") == str(name).replace("-", "_")]
    return _named(same[0] if same else str(name), ready_made_folder() / "stress", names, "overlay")


def _named(name: str, folder: Path, names: Sequence[str], noun: str) -> Path:
    if name in names:
        return folder / f"{name}{SUFFIX}"
    near = suggestion(name, names)
    cure = f" Did you mean '{near}'?" if near else ""
    listed = ", ".join(names) or "none"
    raise LookupError(f"there is no {noun} '{name}'.{cure} There are: {listed}. A path has a / or ends in {SUFFIX}")
