"""Layers of a scenario: what one file, or one ``--set``, states and where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.scenario.lines import locate

EXTENDS, VERSION = "extends", "schema_version"
"""Keys of a file that are not part of the scenario."""


@dataclass(frozen=True)
class Layer:
    """One file, or one ``--set`` without a text: its label, its tables and the text they were read from."""

    label: str
    data: dict[str, Any]
    text: str = ""
    override: tuple[str, ...] = ()
    """The path that an override states; empty for a file."""

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

    def without(self, *keys: str) -> "Layer":
        """The same layer without some of its keys."""
        return replace(self, data={key: value for key, value in self.data.items() if key not in keys})


def _paths(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if isinstance(value, dict):
            yield from (f"{key}.{path}" for path in _paths(value))


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
