"""What layers state about values (uncertainty, correlation, sources), and what later values remove of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.paths import covering, covers


@dataclass
class Stated:
    """The values that a layer states."""

    paths: set[str] = field(default_factory=set)
    """Of every value, and of those that it removes."""
    changed: set[str] = field(default_factory=set)
    """Of numbers that were different before, or that are in an optional part that was absent before."""
    takes_away: bool = False

    def take_away(self, paths: Iterable[str]) -> None:
        """A table is removed, with the values at ``paths``."""
        self.paths.update(paths)
        self.takes_away = True


def about_values(
    earlier: Mapping[str, Any], later: Mapping[str, Any], stated: Stated, left: Sequence[str] | None
) -> dict[str, Any]:
    """The tables about other fields of ``earlier`` with those of ``later`` over them.

    ``left`` are the remaining paths, if tables were removed.
    """
    own = later.get("sources")
    about = {
        "uncertainty": _certain(earlier.get("uncertainty"), stated.paths),
        "correlation": _uncorrelated(earlier.get("correlation"), stated.paths),
        "sources": _forgotten(earlier.get("sources"), own if isinstance(own, dict) else {}, stated.changed, left),
    }
    result = {key: value for key, value in about.items() if value is not None}
    merges = {"uncertainty": _restated, "correlation": _tables, "sources": _replaced}
    return result | {key: _by_key(result.get(key), later[key], merge) for key, merge in merges.items() if key in later}


def _certain(uncertainty: Any, stated: set[str]) -> Any:
    """A value stated later is certain: it removes the uncertainty stated for it by earlier layers."""
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


def _forgotten(sources: Any, own: Mapping[str, Any], changed: set[str], left: Sequence[str] | None) -> Any:
    """A changed value without a source of its own has none: earlier sources are those of the earlier value."""
    if not isinstance(sources, dict):
        return sources
    kept = {pattern: one for pattern, one in sources.items() if left is None or any(covers(pattern, p) for p in left)}
    for path in sorted(changed):
        kept.pop(path, None)
        is_named = any(covers(pattern, path) for pattern in own)
        if not is_named and covering(list(kept), path):
            kept[path] = {"source": ""}
    return kept


def _by_key(before: Any, after: Any, entry: Callable[[Any, Any], Any]) -> Any:
    """A table of entries over another, each entry merged by ``entry``."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    return {**before, **{key: entry(before.get(key), value) for key, value in after.items()}}


def _replaced(before: Any, after: Any) -> Any:  # noqa: ARG001
    return after


def _tables(before: Any, after: Any) -> Any:
    return _by_key(before, after, _tables)


def _restated(before: Any, after: Any) -> Any:
    """A distribution stated again: some of its keys, or another distribution."""
    if isinstance(before, dict) and isinstance(after, dict) and after and set(after) < set(before):
        return {**before, **after}
    return after
