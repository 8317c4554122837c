"""Merging the layers of a scenario, later ones over earlier ones (DESIGN 4)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.layers import Layer
from sim.scenario.paths import ABOUT, FILE_LEVEL, covering, covers, spec_of, value_at


def merged(layers: Sequence[Layer]) -> dict[str, Any]:
    """All layers merged, later ones over earlier ones."""
    result: dict[str, Any] = {}
    for layer in layers:
        data = {key: value for key, value in layer.data.items() if key not in FILE_LEVEL}
        changed = set(_set_paths((), {key: data[key] for key in data if key not in ABOUT}))
        _fix(result, changed)
        _forget_sources(result, data, changed)
        result = _merge(result, data)
    return result


def _set_paths(above: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """Every path that a layer states: each value, and each table in the place of a number."""
    for key, value in table.items():
        path = ".".join((*above, key))
        spec = spec_of(path)
        if isinstance(value, dict) and not (spec is not None and spec.numeric):
            yield from _set_paths((*above, key), value)
        else:
            yield path


def _fix(earlier: dict[str, Any], paths: set[str]) -> None:
    """Make ``paths`` certain: a value stated later removes the uncertainty stated for it by earlier layers."""
    uncertain, correlation = earlier.get("uncertainty"), earlier.get("correlation")
    if isinstance(uncertain, dict):
        earlier["uncertainty"] = {path: value for path, value in uncertain.items() if path not in paths}
    if not isinstance(correlation, dict):
        return
    correlation = dict(correlation)
    pairs, factors = correlation.get("pairs"), correlation.get("factors")
    if isinstance(pairs, tuple):
        correlation["pairs"] = tuple(pair for pair in pairs if not (_members(pair) & paths))
    if isinstance(factors, dict):
        kept = {name: _without(factor, paths) for name, factor in factors.items()}
        correlation["factors"] = {name: factor for name, factor in kept.items() if factor is not None}
    earlier["correlation"] = correlation


def _members(pair: Any) -> set[str]:
    return {item for item in pair if isinstance(item, str)} if isinstance(pair, tuple) else set()


def _without(factor: Any, paths: set[str]) -> Any:
    """A shared factor without some of its paths; None if that leaves none."""
    if not isinstance(factor, dict) or not isinstance(factor.get("paths"), tuple):
        return factor
    kept = tuple(path for path in factor["paths"] if path not in paths)
    return {**factor, "paths": kept} if kept else None


def _forget_sources(earlier: dict[str, Any], later: Mapping[str, Any], paths: set[str]) -> None:
    """A new value without a source of its own has none: earlier sources are those of the earlier value."""
    sources = earlier.get("sources")
    own = later.get("sources") if isinstance(later.get("sources"), dict) else {}
    if not isinstance(sources, dict):
        return
    kept = dict(sources)
    for path in sorted(paths):
        spec = spec_of(path)
        if spec is None or not spec.numeric or value_at(earlier, path) in (None, value_at(later, path)):
            continue
        kept.pop(path, None)
        if covering(list(kept), path) and not any(covers(pattern, path) for pattern in own or {}):
            kept[path] = {"source": ""}
    earlier["sources"] = kept


def _merge(earlier: Mapping[str, Any], later: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Key by key; a number, text, list or a table of another kind is replaced completely."""
    result = dict(earlier)
    for key, value in later.items():
        before = result.get(key)
        if not isinstance(before, dict) or not isinstance(value, dict):
            result[key] = value
        elif depth == 0 and key == "sources":
            result[key] = {**before, **value}
        elif depth == 0 and key == "uncertainty":
            result[key] = {
                **before,
                **{path: _restated(before.get(path), entry) for path, entry in value.items()},
            }
        else:
            result[key] = _merge(before, value, depth + 1)
    return result


def _restated(before: Any, entry: Any) -> Any:
    """A distribution stated again: some of its keys, or another distribution."""
    if isinstance(before, dict) and isinstance(entry, dict) and entry and set(entry) < set(before):
        return {**before, **entry}
    return entry
