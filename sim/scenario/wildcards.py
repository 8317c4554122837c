"""Wildcards of a layer: ``*`` in place of one step of a path means every name or key there is in the layers below.

The steps beside it are as in an exact path: a value of an optional part that is absent adds the part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sim.scenario.change import is_change
from sim.scenario.grammar import Node, node_at, tree
from sim.scenario.layers import ABOUT, STAR, matches
from sim.scenario.paths import child_of, leaf_paths, value_at
from sim.scenario.problems import suggestion
from sim.scenario.schema import Root


class Statement(NamedTuple):
    """A value at a path, and the pattern that states it."""

    steps: tuple[str, ...]
    pattern: tuple[str, ...]
    value: Any

    @property
    def stars(self) -> int:
        """Wildcards of the pattern: the fewer, the more specific it is."""
        return self.pattern.count(STAR)


@dataclass
class Spread:
    """A layer without wildcards, and what is wrong with those it had."""

    data: dict[str, Any]
    unmatched: list[str] = field(default_factory=list)
    """Patterns that match nothing below."""
    twice: list[tuple[str, str, str]] = field(default_factory=list)
    """A path that two equally specific patterns state, and the patterns."""


def spread(data: dict[str, Any], below: Mapping[str, Any], root: type[Root]) -> Spread:
    """The values of a layer with a value at every path that its patterns match; what is stated exactly comes first."""
    own = {key: value for key, value in data.items() if key not in ABOUT}
    declared = [pattern for pattern in _patterns(own, ()) if STAR in pattern]
    if not declared:
        return Spread(data)
    known = set(leaf_paths(below, root))
    found = [one for one in _statements(own, tree(root), below, below, (), ()) if _fits(one, below, known, root)]
    result = Spread({})
    result.unmatched = [".".join(one) for one in declared if not any(one[: len(s.pattern)] == s.pattern for s in found)]
    values: dict[str, Any] = {}
    by: dict[tuple[str, ...], Statement] = {}
    for one in sorted(found, key=lambda one: -one.stars):
        other = by.get(one.steps)
        if other is not None and other.stars == one.stars:
            result.twice.append((".".join(one.steps), ".".join(other.pattern), ".".join(one.pattern)))
        by[one.steps] = one
        _put(values, one.steps, one.value)
    about = {key: value for key, value in data.items() if key in ABOUT}
    result.data = _over(values, _without_stars(own)) | about
    return result


def fields_like(pattern: Sequence[str], below: Any, root: type[Root]) -> list[str]:
    """The paths that a pattern in steps states a value at, as a layer over ``below`` would."""
    known = set(leaf_paths(below, root))
    value: Any = 0
    for step in reversed(pattern):
        value = {step: value}
    found = _statements(value, tree(root), below, below, (), ())
    return [".".join(one.steps) for one in found if _fits(one, below, known, root)]


def _patterns(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path of every value of a layer, as it is written."""
    for key, value in table.items():
        if isinstance(value, dict) and value and not is_change(value):
            yield from _patterns(value, (*above, key))
        else:
            yield (*above, key)


def _statements(
    value: Any,
    node: Node,
    below: Any,
    whole: Any,
    steps: tuple[str, ...],
    pattern: tuple[str, ...],
    *,
    is_absent: bool = False,
) -> Iterator[Statement]:
    """Every value that a pattern would state, for the names and keys that there are.

    ``is_absent``: the part at ``steps`` is not there. Below a table of levers, names are those of the ``whole``.
    """
    if isinstance(value, dict) and node.is_table_of(value) and (node.is_table or not is_change(value)):
        for key, inner in value.items():
            for name in () if is_absent and key == STAR else _names(node, below, key, is_pattern=STAR in pattern):
                child = node.child(name)
                found = whole if child is not None and child.is_of_levers else child_of(below, name)
                if child is not None and not (not steps and name in ABOUT):
                    absent, to = is_absent or (child.is_optional and found is None), (*steps, name)
                    yield from _statements(inner, child, found, whole, to, (*pattern, key), is_absent=absent)
    elif STAR in pattern and (not isinstance(value, dict) or is_change(value) or set(value) <= set(node.keys)):
        yield Statement(steps, pattern, value)


def _names(node: Node, below: Any, key: str, *, is_pattern: bool) -> Iterable[str]:
    """The names and keys that a step of a pattern means: ``*`` those that there are; a key may be of an absent part."""
    names = list(below) if isinstance(below, Mapping) else []
    if node.item is not None:
        return names if key == STAR else [key] if key in names or not is_pattern else []
    if key != STAR:
        return [key]
    return [name for name, child in node.keys.items() if not child.is_optional or child_of(below, name) is not None]


def _fits(one: Statement, below: Mapping[str, Any], known: set[str], root: type[Root]) -> bool:
    """Whether the value is there, or is one of a part that may be absent; a relative change needs the first."""
    path, node = ".".join(one.steps), node_at(one.steps, root)
    if path in known:
        return True
    if one.value is False:
        return value_at(below, path) is not None
    return node is not None and not node.is_table and not is_change(one.value)


def _put(table: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    *above, last = steps
    for step in above:
        inner = table.get(step)
        table[step] = table = inner if isinstance(inner, dict) else {}
    table[last] = value


def _without_stars(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values stated exactly, without tables that had only wildcards."""
    result = {}
    for key, value in table.items():
        if key == STAR:
            continue
        inner = _without_stars(value) if isinstance(value, dict) else value
        if inner or inner == value:
            result[key] = inner
    return result


def _over(wide: Mapping[str, Any], exact: Mapping[str, Any]) -> dict[str, Any]:
    """What is stated exactly over what patterns state."""
    result = dict(wide)
    for key, value in exact.items():
        before = result.get(key)
        merges = isinstance(before, dict) and isinstance(value, dict) and not (is_change(before) or is_change(value))
        result[key] = _over(before, value) if merges and before is not None else value
    return result


def has_patterns(stated: Any) -> bool:
    """Whether ``[uncertainty]`` has a pattern."""
    return isinstance(stated, dict) and any(STAR in path.split(".") for path in stated)


def spread_ranges(stated: Mapping[str, Any], known: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """The entries of ``[uncertainty]`` with one for every path that a pattern matches, and patterns without a match."""
    result: dict[str, Any]
    result, unmatched = {}, []
    paths = [(path, path.split(".")) for path in known]
    for pattern in sorted(stated, key=lambda pattern: -pattern.split(".").count(STAR)):
        wanted = pattern.split(".")
        if STAR not in wanted:
            result[pattern] = stated[pattern]
            continue
        matching = [path for path, steps in paths if matches(wanted, steps)]
        result |= dict.fromkeys(matching, stated[pattern])
        if not matching:
            unmatched.append(pattern)
    return result, unmatched


def like_pattern(pattern: str, known: Iterable[str]) -> str:
    """The pattern that was probably meant by one that matches nothing, or an empty string."""
    wanted = pattern.split(".")
    found = set()
    for path in known:
        steps = path.split(".")
        pairs = list(zip(wanted, steps, strict=False))
        if len(steps) == len(wanted) and all(a in (STAR, b) or suggestion(a, [b]) for a, b in pairs):
            found.add(".".join(STAR if a == STAR else b for a, b in pairs))
    return suggestion(pattern, sorted(found))
