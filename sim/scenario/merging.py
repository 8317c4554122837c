"""Layers to one set of values, the later over the earlier: the second step of a scenario (DESIGN 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.grammar import Node, tree
from sim.scenario.layers import Layer
from sim.scenario.overrides import misfit
from sim.scenario.paths import ABOUT, covering, covers
from sim.scenario.problems import Problem
from sim.scenario.schema import Root


@dataclass(frozen=True)
class Merged:
    """The values of all layers, and where each was stated."""

    data: dict[str, Any]
    layers: Sequence[Layer]
    problems: list[Problem]
    """Of overrides that do not fit what they are laid over; they are left out."""
    root: type[Root]

    def place(self, path: str) -> str:
        """Where ``path`` was stated last; what no layer states belongs at the top of the last file."""
        best = max(range(len(self.layers)), key=lambda index: (self.layers[index].place(path)[0], index))
        length, place = self.layers[best].place(path)
        if length:
            return place
        return [layer for layer in self.layers if not layer.override][-1].place("")[1]


def merged(layers: Sequence[Layer], root: type[Root]) -> Merged:
    """All layers as one. Tables merge key by key; a number, text or list is replaced whole."""
    data: dict[str, Any] = {}
    problems = []
    for layer in layers:
        problem = misfit(layer, data, root)
        if problem:
            problems.append(problem)
        else:
            data = _laid_over(data, layer.data, root)
    return Merged(data, layers, problems, root)


@dataclass(frozen=True)
class _Stated:
    """What a layer states."""

    paths: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    """Numbers whose value is another than before, or that stand in an optional part that was absent before."""


def _laid_over(earlier: dict[str, Any], later: dict[str, Any], root: type[Root]) -> dict[str, Any]:
    """One layer over all before it: its values, and what they end of what was said about the values before."""
    stated = _Stated()
    own = {key: value for key, value in later.items() if key not in ABOUT}
    result: dict[str, Any] = _values(earlier, own, tree(root), (), stated, is_new=False)
    uncertainty = _certain(result.get("uncertainty"), stated.paths)
    correlation = _uncorrelated(result.get("correlation"), stated.paths)
    sources = _forgotten(result.get("sources"), later.get("sources"), stated.changed)
    about = {"uncertainty": uncertainty, "correlation": correlation, "sources": sources}
    result |= {key: value for key, value in about.items() if value is not None}
    for key, entry in {"uncertainty": _restated, "correlation": _tables, "sources": _replaced}.items():
        if key in later:
            result[key] = _by_key(result.get(key), later[key], entry)
    return result


def _values(before: Any, after: Any, node: Node | None, steps: tuple[str, ...], stated: _Stated, is_new: bool) -> Any:
    """A value, or a table key by key, over what was there before, in the form that the scenario holds."""
    spec = None if node is None else node.spec
    is_new = is_new or (before is None and node is not None and node.is_optional)
    if isinstance(after, dict) and (spec is None or not spec.numeric):
        known = before if isinstance(before, dict) else {}
        return known | {
            key: _values(known.get(key), value, node and node.child(key), (*steps, key), stated, is_new)
            for key, value in after.items()
        }
    path = ".".join(steps)
    value = after if spec is None else spec.held(after)
    stated.paths.add(path)
    if spec is not None and spec.numeric and (is_new or before not in (None, value)):
        stated.changed.add(path)
    return before | value if isinstance(before, dict) and isinstance(value, dict) else value


def _certain(uncertainty: Any, stated: set[str]) -> Any:
    """A value stated later is certain: what earlier layers said about its uncertainty ends."""
    if not isinstance(uncertainty, dict):
        return uncertainty
    return {path: value for path, value in uncertainty.items() if path not in stated}


def _uncorrelated(correlation: Any, stated: set[str]) -> Any:
    """Pairs and shared factors without the paths that are stated later."""
    if not isinstance(correlation, dict):
        return correlation
    result = dict(correlation)
    pairs, factors = correlation.get("pairs"), correlation.get("factors")
    if isinstance(pairs, tuple):
        result["pairs"] = tuple(pair for pair in pairs if not (_members(pair) & stated))
    if isinstance(factors, dict):
        kept = {name: _without(factor, stated) for name, factor in factors.items()}
        result["factors"] = {name: factor for name, factor in kept.items() if factor is not None}
    return result


def _members(pair: Any) -> set[str]:
    return {item for item in pair if isinstance(item, str)} if isinstance(pair, tuple) else set()


def _without(factor: Any, paths: set[str]) -> Any:
    """A shared factor without some of its paths; None if that leaves none."""
    if not isinstance(factor, dict) or not isinstance(factor.get("paths"), tuple):
        return factor
    kept = tuple(path for path in factor["paths"] if path not in paths)
    return {**factor, "paths": kept} if kept else None


def _forgotten(sources: Any, own: Any, changed: set[str]) -> Any:
    """A changed value without a source of its own has none: earlier sources spoke of the earlier value."""
    if not isinstance(sources, dict):
        return sources
    kept = dict(sources)
    for path in sorted(changed):
        kept.pop(path, None)
        is_named = isinstance(own, dict) and any(covers(pattern, path) for pattern in own)
        if not is_named and covering(list(kept), path):
            kept[path] = {"source": ""}
    return kept


def _by_key(before: Any, after: Any, entry: Any) -> Any:
    """A table of entries over another, each entry as ``entry`` says."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    return {**before, **{key: entry(before.get(key), value) for key, value in after.items()}}


def _replaced(before: Any, after: Any) -> Any:  # noqa: ARG001
    return after


def _tables(before: Any, after: Any) -> Any:
    return _by_key(before, after, _tables)


def _restated(before: Any, after: Any) -> Any:
    """A distribution given again: some of its keys, or another one altogether."""
    if isinstance(before, dict) and isinstance(after, dict) and after and set(after) < set(before):
        return {**before, **after}
    return after
