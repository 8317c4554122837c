"""Files of a scenario as layers: found by name or path, read, and followed through ``extends``."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario.lines import locate
from sim.scenario.paths import suggestion
from sim.scenario.problems import Problem, ScenarioError, shown
from sim.version import SCHEMA_VERSION

SUFFIX = ".toml"


@dataclass(frozen=True)
class Layer:
    """One file, or one ``--set`` without a text: its label, its tables and the text they were read from."""

    label: str
    data: dict[str, Any]
    text: str = ""

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of each path stated here, found only when needed for a message; 0 without a text."""
        if not self.text:
            return dict.fromkeys(_paths(self.data), 0)
        lines: dict[str, int] = {}
        for steps, line in locate(self.text).items():
            lines.setdefault(".".join(steps), line)
        return lines

    def place(self, path: str) -> tuple[int, str]:
        """Length of the longest part of ``path`` stated here, and the place of that part."""
        steps = path.split(".")
        for length in range(len(steps), 0, -1):
            part = ".".join(steps[:length])
            if part in self.lines:
                line = self.lines[part]
                return length, f"{self.label}:{line}" if line else self.label
        return 0, f"{self.label}:1"


def _paths(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if isinstance(value, dict):
            yield from (f"{key}.{path}" for path in _paths(value))


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
    return _named(same[0] if same else str(name), ready_made_folder() / "stress", names, "stress overlay")


def _named(name: str, folder: Path, names: Sequence[str], noun: str) -> Path:
    if name in names:
        return folder / f"{name}{SUFFIX}"
    near = suggestion(name, names)
    cure = f" Did you mean '{near}'?" if near else ""
    listed = ", ".join(names) or "none"
    raise LookupError(f"there is no {noun} '{name}'.{cure} There are: {listed}. A path has a / or ends in {SUFFIX}")


def chain_of(file: Path) -> list[Layer]:
    """The layers of ``file``, what it extends first. ScenarioError if one cannot be read."""
    layers: list[Layer] = []
    seen: list[Path] = []
    while True:
        layer = read_layer(file)
        layers.insert(0, layer)
        seen.append(file.resolve())
        base = layer.data.get("extends")
        if base is None:
            return layers
        file = _base_of(layer, base, file, seen)


def _base_of(layer: Layer, base: Any, file: Path, seen: Sequence[Path]) -> Path:
    """The file that a layer extends. ScenarioError if there is none, or it extends this one."""
    following = None
    if not isinstance(base, str) or not base:
        what = "must be the name or path of a scenario"
    else:
        try:
            following = file_of(base, file.parent)
            what = "" if following.is_file() else "there is no such file"
        except LookupError as error:
            what = str(error)
    if following is not None and following.resolve() in seen:
        ring = [*seen[seen.index(following.resolve()) :], following]
        what = f"is circular: {' -> '.join(path.name for path in ring)}"
    if what or following is None:
        raise ScenarioError([Problem(layer.place("extends")[1], "extends", what, "", shown(base))])
    return following


def read_layer(file: Path) -> Layer:
    """One file as a layer. ScenarioError if it is no readable, valid, non-empty TOML file of this schema."""
    label = _label(file)
    text = _text(file, label)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([_syntax_problem(str(error), text, label)]) from None
    except (ValueError, RecursionError) as error:
        cause = "is nested too deeply" if isinstance(error, RecursionError) else "has a number of too many digits"
        raise ScenarioError([Problem(label, "", cause)]) from None
    if not data:
        raise ScenarioError([Problem(f"{label}:1", "", 'is empty: a scenario needs at least extends = "coach"')])
    layer = Layer(label, normalised(data), text)
    version = data.get("schema_version", SCHEMA_VERSION)
    if type(version) is not int or version != SCHEMA_VERSION:
        what = f"this program reads version {SCHEMA_VERSION} of scenario files"
        raise ScenarioError([Problem(layer.place("schema_version")[1], "schema_version", what, "", shown(version))])
    return layer


def _label(file: Path) -> str:
    """The file relative to the working folder, if it is inside it."""
    near = os.path.relpath(file) if file.is_absolute() else str(file)
    return str(file) if near.startswith("..") and file.is_absolute() else near


def _text(file: Path, label: str) -> str:
    try:
        return file.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except FileNotFoundError:
        what = "there is no such file"
    except IsADirectoryError:
        what = "is a folder, not a scenario file"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ScenarioError([Problem(f"{label}:{line}", "", "is not UTF-8 text")]) from None
    except (OSError, ValueError) as error:
        what = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise ScenarioError([Problem(label, "", what)])


def _syntax_problem(message: str, text: str, label: str) -> Problem:
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    cause = message[: match.start()] if match else message
    line = match.group(1) if match and match.group(1) else str(max(1, len(text.rstrip().splitlines())))
    if "overwrite a value" in cause or "twice" in cause:
        cause = f"a key or table is given twice ({cause})"
    return Problem(f"{label}:{line}", "", f"is not valid TOML: {cause}")


def normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    """Tables with lists as tuples, and ``[uncertainty]`` and ``[sources]`` keyed by whole paths."""
    tables: dict[str, Any] = {key: _tuples(value) for key, value in data.items()}
    if isinstance(tables.get("uncertainty"), dict):
        tables["uncertainty"] = dict(_by_path(tables["uncertainty"], (), _states_distribution))
    if isinstance(tables.get("sources"), dict):
        entries = _by_path(tables["sources"], (), _states_source)
        tables["sources"] = {path: {"source": entry} if isinstance(entry, str) else entry for path, entry in entries}
    return tables


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value + 0.0 if isinstance(value, float) else value


def _by_path(
    table: Mapping[str, Any], above: tuple[str, ...], is_entry: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[str, Any]]:
    """Entries by full path, whether the file has ``"a.b" = …`` or ``a.b = …``."""
    for key, value in table.items():
        if isinstance(value, dict) and not is_entry(value):
            yield from _by_path(value, (*above, key), is_entry)
        else:
            yield ".".join((*above, key)), value


def _states_distribution(table: Mapping[str, Any]) -> bool:
    return not table or not all(isinstance(value, dict) for value in table.values())


def _states_source(table: Mapping[str, Any]) -> bool:
    return set(table) <= {"source", "grade"}
