"""Paths into a scenario (``archetypes.reseller.win_probability``): which there are, and the value at one.

A path has an attribute at each step, or a key where the schema has tables by name. Functions take the root of the
schema; by default it is ``Scenario``.
"""

from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any

from pydantic import BaseModel

from sim.scenario.grammar import Node, Spec, node_at, tree
from sim.scenario.layers import ABOUT
from sim.scenario.schema import Root, Scenario


@lru_cache(maxsize=4096)
def split(path: str) -> tuple[str, ...]:
    """The steps of a path."""
    return tuple(path.split("."))


@lru_cache(maxsize=4096)
def spec_of(path: str, root: type[Root] = Scenario) -> Spec | None:
    """The declaration at ``path``, or None where the schema has none; a table by name accepts any name."""
    node = node_at(split(path), root)
    return None if node is None else node.spec


def leaf_paths(data: Any, root: type[Root] = Scenario) -> list[str]:
    """Every path that is not a table, for the names and optional parts that ``data`` (tables or a model) has."""
    keys = {key: node for key, node in tree(root).keys.items() if key not in ABOUT}
    return [path for key, node in keys.items() for path in leaves_below((key,), node, child_of(data, key))]


def leaves_below(steps: tuple[str, ...], node: Node, value: Any) -> Iterator[str]:
    """Every path at or below ``steps`` that is not a table; ``value`` is the value at ``steps``."""
    if node.is_optional and value is None:
        return
    if not node.is_table_of(value):
        yield ".".join(steps)
    elif node.item is not None:
        for name in value if isinstance(value, Mapping) else ():
            yield from leaves_below((*steps, name), node.item, value[name])
    else:
        for name, child in node.keys.items():
            yield from leaves_below((*steps, name), child, child_of(value, name))


def child_of(table: Any, key: str) -> Any:
    """The value of a table or a model at a key, or None."""
    if isinstance(table, dict | Mapping):  # most are one, which is seen sooner
        return table.get(key)
    return getattr(table, key, None) if isinstance(table, BaseModel) else None


def value_at(data: Any, path: str) -> Any:
    """The value at ``path`` in nested tables or in a scenario, or None."""
    value: Any = data
    for step in split(path) if path else ():
        value = child_of(value, step)
    return value


@lru_cache(maxsize=4096)
def _patterns_of(path: str) -> dict[str, None]:
    """Every pattern that covers ``path``, the most specific first: the longest, then the one with the fewest ``*``."""
    steps = split(path)
    found: dict[str, None] = {}
    for length in range(len(steps), 0, -1):
        patterns = [".".join(one) for one in product(*((step, "*") for step in steps[:length]))]
        found |= dict.fromkeys(sorted(patterns, key=lambda pattern: (-pattern.count("*"), pattern), reverse=True))
    return found


def covers(pattern: str, path: str) -> bool:
    """True if a pattern, in which ``*`` matches one step, matches ``path`` or a table above it."""
    return pattern in _patterns_of(path)


def covering(patterns: Container[str], path: str) -> str:
    """The most specific pattern that covers ``path``, or an empty string."""
    return next((pattern for pattern in _patterns_of(path) if pattern in patterns), "")
