"""A draft: a scenario as far as the values of a wrong file can be read, so that its checks tell all other faults.

A value that the schema refuses, or that stands in a statement which was left out, has no value in the draft. Checks
that ask for one say nothing (``sim.scenario.schema.check``), so that a fault is never said that another one causes.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.scenario.grammar import Node, tree
from sim.scenario.paths import covers
from sim.scenario.problems import Problem, suggestion
from sim.scenario.schema import Root, Table
from sim.scenario.schema.check import PartlyRead, entries

R = TypeVar("R", bound=Root)
_UNREAD = object()


def draft_of(data: Mapping[str, Any], root: type[R], unread: Collection[str] = ()) -> R:
    """The scenario without the values that cannot be read, and those at or below the paths and patterns ``unread``."""
    draft = _Draft(unread).table(root, tree(root), data, ())
    if not isinstance(draft, root):
        raise TypeError(f"{root.__name__}: no table")
    return draft


def paths_of(problems: Collection[Problem]) -> list[str]:
    """The paths of statements that were left out, with those that they probably meant."""
    found = [problem.path for problem in problems if problem.path]
    for problem in problems:
        hint = problem.hint if isinstance(problem.hint, str) else problem.hint()
        found += re.findall(r"'([^']+)'", hint) or ([hint] if hint else [])
    return found


def faults_of(table: Table, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the checks of a table and of all below it find: the path of each table, and a line."""
    for line in table.faults():
        yield steps, line
    for key, value in vars(table).items():
        if isinstance(value, Table):
            yield from faults_of(value, (*steps, key))
        elif isinstance(value, dict):
            for name, one in entries(value):
                if isinstance(one, Table):
                    yield from faults_of(one, (*steps, key, name))


class _Draft:
    """How a draft is made of stated values."""

    def __init__(self, unread: Collection[str]) -> None:
        self._unread = tuple(unread)

    def table(self, of: type[Table], node: Node, stated: Any, steps: tuple[str, ...]) -> Table:
        """A table with the fields that can be read; with none, if something else than a table is stated."""
        values: dict[str, Any] = {}
        if isinstance(stated, Mapping):
            meant = {suggestion(key, list(node.keys)) for key in stated if key not in node.keys}
            for key, child in node.keys.items():
                if key in stated:
                    values[key] = self._value(child, stated[key], (*steps, key))
                elif not of.model_fields[key].is_required() and key not in meant:
                    values[key] = child.default
                if values.get(key) is not _UNREAD and self._is_unread((*steps, key)):
                    values[key] = _UNREAD
        draft = of.model_construct(None, **values)
        for key in of.model_fields:
            if values.get(key, _UNREAD) is _UNREAD:
                vars(draft).pop(key, None)
        return draft

    def _is_unread(self, steps: tuple[str, ...]) -> bool:
        return bool(self._unread) and any(covers(pattern, ".".join(steps)) for pattern in self._unread)

    def _value(self, node: Node, stated: Any, steps: tuple[str, ...]) -> Any:
        if stated is None and node.is_optional:
            return None
        if node.table is not None and issubclass(node.table, Table) and (node.is_table or isinstance(stated, Mapping)):
            return self.table(node.table, node, stated, steps)
        if node.is_table_of(stated) and node.item is not None:
            return self._by_name(node, stated, steps) if isinstance(stated, Mapping) else _UNREAD
        try:
            return node.read(stated)
        except ValidationError:
            return _UNREAD

    def _by_name(self, node: Node, stated: Mapping[Any, Any], steps: tuple[str, ...]) -> Any:
        item = node.item
        if item is None:
            raise TypeError(f"{'.'.join(steps)}: no table by name")
        good = [name for name in stated if node.is_name(name)]
        values = {
            name: _UNREAD if self._is_unread((*steps, name)) else self._value(item, stated[name], (*steps, name))
            for name in good
        }
        unread = frozenset(name for name, value in values.items() if value is _UNREAD)
        known = {name: value for name, value in values.items() if value is not _UNREAD}
        if not unread and len(good) == len(stated):
            return known
        return PartlyRead(known, unread=unread, has_bad_names=len(good) < len(stated))
