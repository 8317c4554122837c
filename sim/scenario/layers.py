"""Layers of a scenario: what one file, or one ``--set``, states and where."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.scenario.lines import locate
from sim.scenario.other_names import OTHER_NAMES, GivenTwiceError, by_fields, with_fields

SOURCES = "sources"
ABOUT = ("uncertainty", "correlation", SOURCES)
"""Tables about other fields."""
EXTENDS, VERSION = "extends", "schema_version"
"""Keys of a file that are not part of the scenario."""
STAR = "*"
"""In place of a step of a path: every name or key there is."""


@dataclass(frozen=True)
class Layer:
    """One file, or one ``--set`` without a text: its label, its tables and the text they were read from."""

    label: str
    data: dict[str, Any]
    text: str = ""
    override: tuple[str, ...] = ()
    """The path that an override states; empty for a file."""
    is_overlay: bool = False

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of each path stated here, found only when needed for a message; 0 without a text."""
        if not self.text:
            return dict.fromkeys(_paths(self.data), 0)
        lines: dict[str, int] = {}
        for steps, line in locate(self.text).items():
            lines.setdefault(".".join(steps), line)
        other = {field: lines[name] for name, field in OTHER_NAMES.items() if name in lines}
        return other | lines

    @property
    def states_nothing(self) -> bool:
        """Whether an override states an empty table."""
        value: Any = self.data
        for step in self.override:
            value = value.get(step) if isinstance(value, dict) else None
        return isinstance(value, dict) and not value

    def line_of(self, keys: Sequence[str]) -> int:
        """The line of the longest part of ``keys`` that the text has, keys as they are written; 1 if it has none."""
        known = locate(self.text)
        return next((known[part] for end in range(len(keys), 0, -1) if (part := tuple(keys[:end])) in known), 1)

    def place(self, path: str) -> tuple[int, str]:
        """Length of the longest part of ``path`` stated here, and the place of that part."""
        steps = path.split(".")
        for length in range(len(steps), 0, -1):
            line = self._line(steps[:length])
            if line is not None:
                return length, f"{self.label}:{line}" if line else self.label
        return 0, f"{self.label}:1"

    def _line(self, steps: list[str]) -> int | None:
        """The line of a path, or of the pattern that states it."""
        path = ".".join(steps)
        if path in self.lines:
            return self.lines[path]
        patterns = self._patterns.get(len(steps), ())
        return next((line for pattern, line in patterns if matches(pattern, steps)), None)

    @cached_property
    def _patterns(self) -> dict[int, list[tuple[list[str], int]]]:
        """The patterns stated here, in steps, with their lines, by the number of steps."""
        found: dict[int, list[tuple[list[str], int]]] = {}
        for pattern, line in self.lines.items():
            if STAR in (steps := pattern.split(".")):
                found.setdefault(len(steps), []).append((steps, line))
        return found

    def without(self, *keys: str) -> "Layer":
        """The same layer without some of its keys."""
        return replace(self, data={key: value for key, value in self.data.items() if key not in keys})


def _paths(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if isinstance(value, dict):
            yield from (f"{key}.{path}" for path in _paths(value))


def matches(wanted: Sequence[str], steps: Sequence[str]) -> bool:
    """Whether a pattern, in steps, means exactly this path."""
    return len(wanted) == len(steps) and all(a in (STAR, b) for a, b in zip(wanted, steps, strict=True))


def normalised(data: Mapping[str, Any]) -> dict[str, Any]:
    """Tables with lists as tuples, ``[uncertainty]`` and ``[sources]`` keyed by whole paths, all other keys by steps.

    Other names of fields are theirs. Raises GivenTwiceError where a file states a path both as a key ``"a.b"`` and in a
    table, or under two names.
    """
    tables: dict[str, Any] = {key: _tuples(value) for key, value in data.items()}
    about = {key: value for key, value in tables.items() if key in ABOUT}
    tables = with_fields(_by_steps({key: value for key, value in tables.items() if key not in ABOUT})) | about
    if isinstance(tables.get("uncertainty"), dict):
        tables["uncertainty"] = by_fields(dict(_by_path(tables["uncertainty"], (), _states_distribution)))
    if isinstance(tables.get("sources"), dict):
        entries = by_fields(dict(_by_path(tables["sources"], (), _states_source))).items()
        tables["sources"] = {path: {"source": entry} if isinstance(entry, str) else entry for path, entry in entries}
    return tables


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value + 0.0 if isinstance(value, float) else value


def _by_steps(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> dict[str, Any]:
    """A table without keys that are paths: ``"a.b" = 1`` is ``a = { b = 1 }``."""
    result: dict[str, Any] = {}
    for key, value in table.items():
        first, *rest = key.split(".")
        inner = _by_steps(value, (*above, *key.split("."))) if isinstance(value, dict) else value
        for step in reversed(rest):
            inner = {step: inner}
        result[first] = _joined(result[first], inner, (*above, first)) if first in result else inner
    return result


def _joined(first: Any, second: Any, steps: tuple[str, ...]) -> Any:
    """Two tables of one path, which may not state the same value."""
    if not (isinstance(first, dict) and isinstance(second, dict)):
        raise GivenTwiceError(".".join(steps))
    joined = dict(first)
    for key, value in second.items():
        joined[key] = _joined(first[key], value, (*steps, key)) if key in first else value
    return joined


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
    return not table or not all(isinstance(value, dict) or value is False for value in table.values())


def _states_source(table: Mapping[str, Any]) -> bool:
    return set(table) <= {"source", "grade"}
