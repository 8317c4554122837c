"""What layers state about values (uncertainty, correlation, sources), and what later values remove of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.change import Change
from sim.scenario.paths import covering, covers
from sim.scenario.points import moved_by


@dataclass
class Stated:
    """The values that a layer states."""

    uncertain: set[str] = field(default_factory=set)
    """Paths with a range in earlier layers."""
    paths: set[str] = field(default_factory=set)
    """Of every value whose range ends, and of those that it removes."""
    moves: dict[str, Change | None] = field(default_factory=dict)
    """Of values whose range moves along, with the change; None where it stays as it is."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a range that should move along ends."""
    taken: set[str] = field(default_factory=set)
    """Of the values that it removes."""
    changed: set[str] = field(default_factory=set)
    """Of numbers that were different before, or were drawn otherwise, or are in an optional part that was absent."""
    takes_away: bool = False

    def take_away(self, paths: Iterable[str]) -> None:
        """A table is removed, with the values at ``paths``."""
        self.taken.update(paths)
        self.paths |= self.taken
        self.takes_away = True

    def end(self, path: str, reason: str) -> None:
        """A range ends that should have moved along."""
        self.paths.add(path)
        self.reasons[path] = reason


def about_values(
    earlier: Mapping[str, Any], later: Mapping[str, Any], stated: Stated, left: Sequence[str] | None
) -> dict[str, Any]:
    """The tables about other fields of ``earlier`` with those of ``later`` over them.

    ``left`` are the remaining paths, if tables were removed.
    """
    own = later.get("sources")
    about = {
        "uncertainty": _moved(earlier.get("uncertainty"), stated),
        "correlation": uncorrelated(earlier.get("correlation"), stated.paths),
        "sources": _forgotten(earlier.get("sources"), own if isinstance(own, dict) else {}, stated.changed, left),
    }
    result = {key: value for key, value in about.items() if value is not None}
    merges = {"uncertainty": _restated, "correlation": _tables, "sources": _replaced}
    return result | {key: _by_key(result.get(key), later[key], merge) for key, merge in merges.items() if key in later}


def _moved(uncertainty: Any, stated: Stated) -> Any:
    """Ranges of earlier layers: a value stated later ends its own, or moves it along."""
    if not isinstance(uncertainty, dict):
        return uncertainty
    kept = {path: value for path, value in uncertainty.items() if path not in stated.paths}
    for path, change in stated.moves.items():
        if change is not None and isinstance(kept.get(path), dict):
            kept[path] = moved_by(change, kept[path])
    return kept


def redrawn(earlier: Any, later: Any, stated: Stated) -> set[str]:
    """The paths at which a layer's ranges differ from the earlier ones, also where there was none."""
    if not isinstance(later, Mapping):
        return set()
    before, below = ({**ranges} if isinstance(ranges, Mapping) else {} for ranges in (earlier, _moved(earlier, stated)))
    return {path for path, value in later.items() if _restated(below.get(path), value) != before.get(path)}


def uncorrelated(correlation: Any, stated: set[str]) -> Any:
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
    """A changed value or range without a source of its own has none: earlier sources are those of what was before."""
    if not isinstance(sources, dict):
        return sources
    kept = {pattern: one for pattern, one in sources.items() if left is None or any(covers(pattern, p) for p in left)}
    for path in sorted(changed):
        kept.pop(path, None)
        is_named = any(covers(pattern, path) for pattern in own)
        if not is_named and covering(kept, path):
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
