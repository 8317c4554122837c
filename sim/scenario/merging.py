"""Merging the layers of a scenario, later ones over earlier ones, the second step (DESIGN 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.about import Stated, about_values
from sim.scenario.grammar import Node, tree
from sim.scenario.layers import Layer
from sim.scenario.overrides import misfit
from sim.scenario.paths import ABOUT, leaf_paths, leaves_below
from sim.scenario.problems import Problem
from sim.scenario.schema import Root


@dataclass(frozen=True)
class Merged:
    """The values of all layers, and where each was stated."""

    data: dict[str, Any]
    layers: Sequence[Layer]
    problems: list[Problem]
    """Of overrides that do not fit the layers below them; they are left out."""
    root: type[Root]

    def place(self, path: str) -> str:
        """Where ``path`` was stated last; a missing key belongs at the top of the last file."""
        best = max(range(len(self.layers)), key=lambda index: (self.layers[index].place(path)[0], index))
        length, place = self.layers[best].place(path)
        if length:
            return place
        return [layer for layer in self.layers if not layer.override][-1].place("")[1]


def merged(layers: Sequence[Layer], root: type[Root]) -> Merged:
    """All layers merged, later ones over earlier ones.

    Tables merge key by key; a number, text or list is replaced completely.
    """
    data: dict[str, Any] = {}
    problems = []
    for layer in layers:
        problem = misfit(layer, data, root)
        if problem:
            problems.append(problem)
        else:
            data = _laid_over(data, layer.data, root)
    return Merged(data, layers, problems, root)


def _laid_over(earlier: dict[str, Any], later: dict[str, Any], root: type[Root]) -> dict[str, Any]:
    """One layer over all before it: its values, and what the layers state about values, without what it replaces."""
    stated = Stated()
    own = {key: value for key, value in later.items() if key not in ABOUT}
    values: dict[str, Any] = _values(earlier, own, tree(root), (), stated, is_new=False)
    paths = leaf_paths(values, root) if stated.takes_away else None
    return values | about_values(values, later, stated, paths)


def _values(before: Any, after: Any, node: Node | None, steps: tuple[str, ...], stated: Stated, is_new: bool) -> Any:
    """A value, or a table key by key, over the earlier ones, in the form that the scenario has."""
    spec = None if node is None else node.spec
    is_new = is_new or (before is None and node is not None and node.is_optional)
    if isinstance(after, dict) and (spec is None or not spec.numeric):
        result = dict(before) if isinstance(before, dict) else {}
        for key, value in after.items():
            child, below = None if node is None else node.child(key), (*steps, key)
            if (
                value is False
                and child is not None
                and child.may_be_taken_away
                and (child.is_optional or key in result)
            ):
                stated.take_away(leaves_below(below, child, result.pop(key, None)))
                result |= {key: None} if child.is_optional else {}
            else:
                result[key] = _values(result.get(key), value, child, below, stated, is_new)
        return result
    path = ".".join(steps)
    value = after if spec is None else spec.held(after)
    stated.paths.add(path)
    if spec is not None and spec.numeric and (is_new or before not in (None, value)):
        stated.changed.add(path)
    return before | value if isinstance(before, dict) and isinstance(value, dict) else value
