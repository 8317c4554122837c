"""Fields that a scenario could state and does not: leaves of optional parts and of tables by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.absence import absence
from sim.scenario.grammar import Node, Spec, tree
from sim.scenario.layers import ABOUT, STAR
from sim.scenario.other_names import field_of
from sim.scenario.paths import child_of, covers, leaf_paths, split
from sim.scenario.schema import Root

NAME = "<name>"
"""In place of a name of a table by name that has none yet."""


@dataclass(frozen=True, slots=True)
class UnstatedField:
    """A field that is absent, and what it would be."""

    path: str
    """With ``<name>`` for a name to choose, ``*`` where it may be stated under every name that there is."""
    spec: Spec


def unstated_fields(scenario: Root) -> list[UnstatedField]:
    """Every number and choice that is not stated, in the order of the schema; without other names of fields."""
    stated = set(leaf_paths(scenario, type(scenario)))
    return [
        UnstatedField(path, spec)
        for key, node in tree(type(scenario)).keys.items()
        if key not in ABOUT
        for path, spec in _below((key,), node, child_of(scenario, key))
        if path not in stated and field_of(path) == path
    ]


def unstated_below(scenario: Root, path: str) -> list[UnstatedField]:
    """Those at or below a path or a pattern, each with its own path."""
    return [one for one in unstated_fields(scenario) if covers(path, one.path)]


def unstated_named(scenario: Root, word: str) -> list[UnstatedField]:
    """Those of a name, or in a table of this name; those of several names of one table once, under ``*``."""
    found = dict[str, UnstatedField]()
    several = dict[str, list[str]]()
    for one in unstated_fields(scenario):
        if word in split(one.path):
            pattern = _pattern(scenario, one.path)
            several.setdefault(pattern, []).append(one.path)
            found.setdefault(pattern, one)
    return [
        UnstatedField(pattern if len(several[pattern]) > 1 else one.path, one.spec) for pattern, one in found.items()
    ]


def unstated_at(scenario: Root, path: str) -> list[UnstatedField]:
    """Those at or below a path of a part that is not stated, under ``<name>`` where the path has a name of its own."""
    if not absence(path, scenario, type(scenario)):
        return []
    pattern = _pattern(scenario, path)
    return [one for one in unstated_fields(scenario) if covers(pattern, one.path)]


def _below(steps: tuple[str, ...], node: Node, value: Any) -> Iterator[tuple[str, Spec]]:
    """Leaves of the schema, under the names that there are, else under ``<name>``; not of other values of levers."""
    if node.is_of_levers:
        return
    if node.is_table_of(value) and node.item is not None:
        names = list(value) if isinstance(value, Mapping) and value else [NAME]
        for name in names:
            yield from _below((*steps, name), node.item, child_of(value, name))
    elif node.is_table:
        for key, child in node.keys.items():
            yield from _below((*steps, key), child, child_of(value, key))
    elif node.spec.role:
        yield ".".join(steps), node.spec


def _pattern(scenario: Root, path: str) -> str:
    """The path with ``*`` for each name of a table by name that has names."""
    node, steps = tree(type(scenario)), list(split(path))
    for position, step in enumerate(split(path)):
        if node.item is not None and step != NAME:
            steps[position] = STAR
        child = node.child(step)
        assert child is not None
        node = child
    return ".".join(steps)
