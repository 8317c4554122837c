"""What a layer takes away by ``false`` of the tables about other fields: ranges, factors, pairs, sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.scenario.about import uncorrelated
from sim.scenario.layers import ABOUT, SOURCES, STAR, matches

UNCERTAINTY, CORRELATION, FACTORS, PAIRS = "uncertainty", "correlation", "factors", "pairs"


@dataclass
class Removed:
    """The tables about other fields of the layers below, and of a layer, without what the layer takes away."""

    earlier: dict[str, Any]
    later: dict[str, Any]
    missing: list[str] = field(default_factory=list)
    """Paths of entries that are taken away and are not there."""


def without_removed(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Removed:
    """``false`` in place of one of the tables, or of an entry of it, removes it; a pattern removes all that it means.

    With a range goes what correlates it. A table that is no table is left to whoever reads it.
    """
    result = Removed(dict(earlier), dict(later))
    for key in ABOUT:
        if later.get(key) is False:
            del result.later[key]
            result.earlier.pop(key, None)
    ranges = _entries(result, UNCERTAINTY)
    _entries(result, SOURCES)
    if later.get(UNCERTAINTY) is False:
        ranges = set(earlier.get(UNCERTAINTY) or ())
    _correlation(result)
    if ranges and CORRELATION in result.earlier:
        result.earlier[CORRELATION] = uncorrelated(result.earlier[CORRELATION], ranges)
    return result


def _entries(result: Removed, key: str) -> set[str]:
    """Takes the entries of a table by path away, and gives their paths."""
    stated, before = result.later.get(key), result.earlier.get(key)
    if not isinstance(stated, Mapping):
        return set()
    taken, there = [path for path, value in stated.items() if value is False], before or {}
    gone: set[str] = set()
    for path in taken:
        wanted = path.split(".")
        exact = [path] if path in there else []
        found = exact or ([one for one in there if matches(wanted, one.split("."))] if STAR in wanted else [])
        if not found:
            result.missing.append(f"{key}.{path}")
        gone.update(found)
    if taken:
        result.later[key] = {path: value for path, value in stated.items() if value is not False}
        result.earlier[key] = {path: value for path, value in there.items() if path not in gone}
    return gone


def _correlation(result: Removed) -> None:
    """Pairs, all factors, or some of them."""
    stated, before = result.later.get(CORRELATION), result.earlier.get(CORRELATION)
    if not isinstance(stated, Mapping):
        return
    later, left = dict(stated), dict(before) if isinstance(before, Mapping) else {}
    for key in (PAIRS, FACTORS):
        if later.get(key) is False:
            del later[key]
            left.pop(key, None)
    factors = later.get(FACTORS)
    if isinstance(factors, Mapping):
        there = dict(left.get(FACTORS) or {})
        for name in [name for name, factor in factors.items() if factor is False]:
            if there.pop(name, None) is None:
                result.missing.append(f"{CORRELATION}.{FACTORS}.{name}")
        left[FACTORS], later[FACTORS] = there, {name: one for name, one in factors.items() if one is not False}
    result.later[CORRELATION], result.earlier[CORRELATION] = later, left
