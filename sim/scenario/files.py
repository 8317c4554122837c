"""Reading files into layers, the first step: files are found, read, and followed through ``extends``."""

import ast
import os
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.letters import in_words, visible
from sim.scenario.layers import EXTENDS, VERSION, Layer, normalised
from sim.scenario.other_names import GivenTwiceError
from sim.scenario.problems import Problem, ScenarioError, shown
from sim.scenario.ready_made import file_of, overlay_file
from sim.scenario.schema.table import fault_of_text
from sim.scenario.start_tables import in_folder
from sim.scenario.syntax import MOST_BYTES, MOST_STEPS, excess, mistyped, path_on, too_deep
from sim.version import SCHEMA_VERSION

MOST_KEPT_LETTERS = 200_000
"""Of a text whose tables are kept: none with the tables of a start."""
OF_THE_FILE = ("name", "title", "description")
"""Keys that describe a file itself: those of an overlay do not apply to the scenario."""
WITH_TABLES, MOST_BYTES_WITH_TABLES = b"[start]", 256_000_000
"""A resolved scenario has the tables of its start in it."""


def layers_of(name_or_path: str | Path, overlays: Sequence[str | Path] = ()) -> list[Layer]:
    """The layers of a scenario's files, the extended ones first, then those of the overlays.

    Raises ScenarioError with the problems of all files.
    """
    return _layers(
        [(_scenario, name_or_path, visible(str(name_or_path), keep="") or "scenario"), *_of_overlays(overlays)]
    )


def overlay_layers(overlays: Sequence[str | Path]) -> list[Layer]:
    """The layers of overlays alone. Raises ScenarioError with the problems of all files."""
    return _layers(_of_overlays(overlays))


_Place = tuple[Callable[[str | Path], list[Layer]], str | Path, str]
"""How a file is read, its name or path, and where an unknown name was given."""


def _of_overlays(overlays: Sequence[str | Path]) -> list[_Place]:
    return [(_overlay, name, visible(f"--with {name}", keep="")) for name in overlays]


def _layers(places: Sequence[_Place]) -> list[Layer]:
    layers: list[Layer] = []
    problems: list[Problem] = []
    for read, name, place in places:
        try:
            layers += read(name)
        except LookupError as error:
            problems.append(Problem(place, "", str(error)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return [layer.without(EXTENDS, VERSION) for layer in layers]


def _overlay(name: str | Path) -> list[Layer]:
    layer = _read(overlay_file(name))
    if EXTENDS in layer.data:
        what = "an overlay is applied to a scenario and cannot extend one"
        raise ScenarioError([Problem(layer.place(EXTENDS)[1], EXTENDS, what)])
    own = {key: layer.data[key] for key in OF_THE_FILE if key in layer.data}
    faults = {key: what for key, text in own.items() if (what := fault_of_text(text))}
    if faults:
        places = {key: layer.place(key)[1] for key in faults}
        raise ScenarioError([Problem(places[key], key, what, "", shown(own[key])) for key, what in faults.items()])
    return [replace(layer.without(*OF_THE_FILE), is_overlay=True)]


def _scenario(name: str | Path) -> list[Layer]:
    """The layers of a scenario, the extended ones first. ScenarioError or LookupError if one cannot be read."""
    file = file_of(name)
    layers: list[Layer] = []
    seen: list[Path] = []
    while True:
        layer = _read(file)
        layers.insert(0, layer)
        seen.append(file.resolve())
        base = layer.data.get(EXTENDS)
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
            if (place := following.resolve()) in seen:
                ring = [*seen[seen.index(place) :], following]
                what = f"is circular: {' -> '.join(path.name for path in ring)}"
        except LookupError as error:
            what = str(error)
        except (OSError, RuntimeError, ValueError):
            what = "cannot be read: its links lead in a ring, or it is no path"
    if what or following is None:
        raise ScenarioError([Problem(layer.place(EXTENDS)[1], EXTENDS, what, "", shown(base))])
    return following


def _read(file: Path) -> Layer:
    """One file as a layer. ScenarioError if it is no readable, valid, non-empty TOML file of this schema."""
    label = _label(file)
    text = _text(file, label)
    data = _parsed(text, label) if len(text) <= MOST_KEPT_LETTERS else _parsed.__wrapped__(text, label)
    if not data:
        raise ScenarioError([Problem(f"{label}:1", "", 'is empty: a scenario needs at least extends = "coach"')])
    try:
        layer = Layer(label, {"name": _name(file), **in_folder(normalised(data), file.parent)}, text)
    except GivenTwiceError as error:
        path, place = str(error), Layer(label, {}, text).place(str(error))[1]
        also = f", also as {error.other}" if error.other else ""
        raise ScenarioError([Problem(place, path, f"is given twice{also}: keep one")]) from None
    version = data.get(VERSION, SCHEMA_VERSION)
    if type(version) is not int or version != SCHEMA_VERSION:
        what = f"this program reads version {SCHEMA_VERSION} of scenario files"
        raise ScenarioError([Problem(layer.place(VERSION)[1], VERSION, what, "", shown(version))])
    return layer


@lru_cache(maxsize=16)
def _parsed(text: str, label: str) -> dict[str, Any]:
    """The tables of a text, for reading only. ScenarioError if it is no TOML or has more than any scenario.

    A scenario that several are made from is parsed once.
    """
    if found := excess(text):
        raise ScenarioError([Problem(f"{label}:{found[0]}", path_on(text, found[0]), found[1])])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax_problems(str(error), text, label)) from None
    if deep := too_deep(data):
        at = Layer(label, data, text).line_of(deep)
        what = f"is nested too deeply: at most {MOST_STEPS} steps"
        raise ScenarioError([Problem(f"{label}:{at}", ".".join(deep), what)])
    return data


def _name(file: Path) -> str:
    """The name of a file that states none, made from the file's name."""
    plain = re.sub(r"[^a-z0-9_]+", "_", file.stem.lower())
    return re.sub(r"^[^a-z]+", "", plain).strip("_")[:40] or "scenario"


def _label(file: Path) -> str:
    """The file relative to the working folder, if it is inside it."""
    near = os.path.relpath(file) if file.is_absolute() else str(file)
    return visible(str(file) if near.startswith("..") and file.is_absolute() else near, keep="")


def _text(file: Path, label: str) -> str:
    most = MOST_BYTES
    try:
        with file.open("rb") as stream:
            read = stream.read(MOST_BYTES + 1)
            if len(read) > MOST_BYTES and WITH_TABLES in read:
                read += stream.read(MOST_BYTES_WITH_TABLES)
                most = MOST_BYTES_WITH_TABLES
        if len(read) > most:
            what = f"is larger than {most // 1_000_000} MB: no scenario file"
            raise ScenarioError([Problem(label, "", what)])
        return read.decode("utf-8").removeprefix("\ufeff")
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


def _syntax_problems(message: str, text: str, label: str) -> list[Problem]:
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    cause = message[: match.start()] if match else message
    line = match.group(1) if match and match.group(1) else str(max(1, len(text.rstrip().splitlines())))
    if illegal := re.fullmatch(r"Illegal character ('.+')", cause):
        what = f"has {in_words(ast.literal_eval(illegal[1]), 0)}, which no TOML text may have: take it away"
        return [Problem(f"{label}:{line}", path_on(text, int(line)), what)]
    if "overwrite a value" in cause or "twice" in cause:
        cause = f"a key or table is given twice ({cause})"
    typed = [
        Problem(f"{label}:{line}", path, f"must be a number: {cure}", "", value)
        for path, cure, value in mistyped(text, int(line))
    ]
    return typed or [Problem(f"{label}:{line}", "", f"is not valid TOML: {cause}")]
