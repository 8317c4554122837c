"""Paths into a scenario (``archetypes.reseller.win_probability``) and what the schema declares at each.

A path has an attribute at each step, or a key where the schema has tables by name. The declarations come from the
schema's types, so they are also available for an invalid scenario.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.fields import unit_of
from sim.scenario.schema import ReadinessPath, Scenario

Kind = Literal["int", "float", "readiness", "choice", "table"]

FILE_LEVEL = ("extends", "schema_version")
"""Keys of a file that are not part of the scenario."""

ABOUT = ("uncertainty", "correlation", "sources")
"""Tables about other fields."""

FIXED = ("months", "start_month", "gate", "benchmarks", "mix", "sunset", "payout")
"""Parts of a scenario that must be the same in every world: they define the question."""


@dataclass(frozen=True)
class Spec:
    """What the schema declares for a field: kind, bounds, unit, role, rule and meaning."""

    kind: Kind
    low: float = float("-inf")
    high: float = float("inf")
    unit: str = ""
    role: str = ""
    rule: str = ""
    meaning: str = ""

    @property
    def numeric(self) -> bool:
        """True for a number, a readiness included."""
        return self.kind in ("int", "float", "readiness")


@lru_cache(maxsize=4096)
def split(path: str) -> tuple[str, ...]:
    """The steps of a path."""
    return tuple(path.split("."))


def drawable(path: str) -> bool:
    """True if a numeric field may differ from world to world."""
    return split(path)[0] not in (*FIXED, *ABOUT)


@lru_cache(maxsize=4096)
def is_rate(path: str) -> bool:
    """True for the fields that the engines hold in whole basis points: money rates, and the board's rule."""
    return path == "gate.threshold" or split(path)[-1].endswith(("rate", "later_rates"))


def bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and those."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        return inner, tuple(metadata)
    return annotation, ()


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, if it holds one."""
    inner, _ = bare(annotation)
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def named_item(annotation: Any) -> Any | None:
    """The type of an item where a field is a table by name, or None."""
    inner, _ = bare(annotation)
    return get_args(inner)[1] if get_origin(inner) is dict else None


@lru_cache(maxsize=4096)
def spec_of(path: str) -> Spec | None:
    """The declaration at ``path``, or None where the schema has none; a table by name accepts any name."""
    annotation: Any = Scenario
    field: FieldInfo | None = None
    steps = split(path)
    for position, step in enumerate(steps):
        model, item = model_of(annotation), named_item(annotation)
        if model is not None and step in model.model_fields:
            field = model.model_fields[step]
            annotation = field.annotation
        elif item is not None:
            annotation = item
            field = FieldInfo.from_annotation(item) if position == len(steps) - 1 else None
        else:
            return None
    return _spec(steps, annotation, field)


def _spec(steps: tuple[str, ...], annotation: Any, field: FieldInfo | None) -> Spec:
    kind = _kind(annotation)
    extra = field.json_schema_extra if field is not None else None
    declared: Mapping[str, Any] = extra if isinstance(extra, dict) else {}
    metadata = list(field.metadata) if field is not None else []
    if kind == "readiness" or steps[0] == "mix":
        metadata = [entry for part in (annotation, *get_args(annotation)) for entry in _constraints(part)] + metadata
    low = next((entry.ge for entry in metadata if getattr(entry, "ge", None) is not None), float("-inf"))
    high = next((entry.le for entry in metadata if getattr(entry, "le", None) is not None), float("inf"))
    unit = declared.get("unit") or unit_of(steps[-1])
    if steps[0] == "mix" and len(steps) > 1:
        return Spec(kind, low, high, "share (fraction of 1)", "lever", "R-01", "share of contacts")
    meaning = field.description if field is not None and field.description else ""
    return Spec(kind, low, high, unit, declared.get("role", ""), declared.get("rule", ""), meaning)


def _constraints(annotation: Any) -> Iterator[Any]:
    for entry in bare(annotation)[1]:
        yield from entry.metadata if isinstance(entry, FieldInfo) else (entry,)


def _kind(annotation: Any) -> Kind:
    inner, _ = bare(annotation)
    if inner is int:
        return "int"
    if inner is float:
        return "float"
    if get_origin(inner) in (Union, types.UnionType) and ReadinessPath in get_args(inner):
        return "readiness"
    if model_of(inner) is not None or named_item(inner) is not None:
        return "table"
    return "choice"


def _annotation_at(steps: Sequence[str]) -> Any:
    """The type at ``steps``, or None where the schema has none."""
    annotation: Any = Scenario
    for step in steps:
        model, item = model_of(annotation), named_item(annotation)
        if model is not None and step in model.model_fields:
            annotation = model.model_fields[step].annotation
        elif item is not None:
            annotation = item
        else:
            return None
    return annotation


def allowed_keys(steps: Sequence[str]) -> tuple[str, ...]:
    """The keys that the schema allows in the table at ``steps``; empty for a table by name."""
    annotation = _annotation_at(steps)
    if _kind(annotation) == "readiness":
        return tuple(ReadinessPath.model_fields)
    model = model_of(annotation)
    return () if model is None else tuple(model.model_fields)


def keys_at(steps: Sequence[str], data: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the table at ``steps``: those of the schema, or the names that ``data`` has there."""
    names = value_at(data, ".".join(steps)) if named_item(_annotation_at(steps)) is not None else None
    return tuple(names) if isinstance(names, Mapping) else allowed_keys(steps)


def known_steps(steps: Sequence[str], data: Mapping[str, Any]) -> int:
    """How many steps of a path exist in the scenario; a last step may be a new name in a table by name."""
    for position, step in enumerate(steps):
        above = steps[:position]
        is_new_name = position == len(steps) - 1 and named_item(_annotation_at(above)) is not None
        if step not in keys_at(above, data) and not is_new_name:
            return position
    return len(steps)


def leaf_paths(data: Mapping[str, Any]) -> list[str]:
    """Every path that is not a table, for the names that ``data`` (nested tables) holds."""
    return list(_leaves((), Scenario, data))


def _leaves(steps: tuple[str, ...], annotation: Any, data: Any) -> Iterator[str]:
    model, item = model_of(annotation), named_item(annotation)
    table: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    if model is not None:
        for key, field in model.model_fields.items():
            if steps or key not in ABOUT:
                yield from _leaves((*steps, key), field.annotation, table.get(key))
    elif item is not None:
        for key in table:
            yield from _leaves((*steps, key), item, table[key])
    else:
        yield ".".join(steps)


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """The value at ``path`` in nested tables, or None."""
    value: Any = data
    for step in split(path):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


def suggestion(wrong: str, known: Sequence[str]) -> str:
    """The known word nearest to a wrong one, or an empty string."""
    near = get_close_matches(wrong, known, n=1, cutoff=0.6)
    return near[0] if near else ""


def covers(pattern: str, path: str) -> bool:
    """True if a pattern, in which ``*`` matches one step, matches ``path`` or a table above it."""
    wanted, steps = split(pattern), split(path)
    return len(wanted) <= len(steps) and all(a in ("*", b) for a, b in zip(wanted, steps, strict=False))


def covering(patterns: Sequence[str], path: str) -> str:
    """The most specific pattern that covers ``path``, or an empty string."""
    matching = [pattern for pattern in patterns if covers(pattern, path)]
    return max(matching, key=lambda pattern: (len(split(pattern)), -pattern.count("*"), pattern), default="")
