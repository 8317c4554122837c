"""Validation errors of pydantic, in the terms of a scenario file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.absence import addition
from sim.scenario.draft import faults_of
from sim.scenario.grammar import Node, Spec, node_at, tree
from sim.scenario.layers import EXTENDS, VERSION
from sim.scenario.merging import Merged
from sim.scenario.paths import spec_of, value_at
from sim.scenario.problems import Problem, meant, shown, suggestion, without_exponent
from sim.scenario.schema import FAULTS, PATTERNS, Root
from sim.scenario.typed import not_a_number

MOST_EXACT = 2**53
MEANS_EXTENDS = ("inherit", "inherits", "inherits_from", "base", "based_on", "parent", "include")
"""Top-level keys of other tools for the scenario that a file goes on from."""
MOST_NAMED = 20
"""Up to so many of the keys of a table are named where one of them was meant and none is near."""
MOST_MISSING_KEYS = 3
"""More keys than these missing from one table are one problem."""


def schema_problems(error: ValidationError, merged: Merged) -> list[Problem]:
    """What pydantic refused of the merged values, in the terms of a scenario file; not what checks of tables find."""
    problems: list[Problem] = []
    missing: dict[tuple[str, ...], list[str]] = {}
    for detail in error.errors(include_url=False):
        if detail["type"] == FAULTS:
            continue
        steps = _steps(detail, merged)
        if steps is None:
            continue
        if any(isinstance(step, int) for step in detail["loc"]):
            problems += _of_entry(detail, merged)
        elif detail["type"] == "missing":
            missing.setdefault(steps[:-1], []).append(steps[-1])
        else:
            problems += _explained(detail, steps, merged)
    if any(_means_extends(problem.path) for problem in problems):
        return problems  # what such a file lacks is in the scenario that it meant to extend
    for table, keys in missing.items():
        problems += _missing(table, keys, merged)
    return problems


def fault_problems(draft: Root, merged: Merged) -> Iterator[Problem]:
    """What the checks of all tables find, in the terms of a scenario file."""
    for steps, line in faults_of(draft):
        yield fault_problem(steps, line, merged)


def _means_extends(path: str) -> bool:
    return path in MEANS_EXTENDS


def _steps(detail: ErrorDetails, merged: Merged) -> tuple[str, ...] | None:
    """The location as keys of the file; None for the alternative (number or table) that does not apply."""
    location = [str(step) for step in detail["loc"] if step != "[key]"]
    if len(location) > 2 and location[0] == "uncertainty":
        del location[2]
    node: Node | None = tree(merged.root)
    for position, step in enumerate(location):
        node = None if node is None else node.child(step)
        if node is not None and not node.is_table and position + 1 < len(location):
            table = node.table.__name__ if node.table is not None else "dict[" if node.item is not None else ""
            if not table:
                continue
            branch = location.pop(position + 1)
            means_table = isinstance(value_at(merged.data, ".".join(location[: position + 1])), Mapping)
            if means_table != (table in branch):
                return None
    return tuple(location)


def _of_entry(detail: ErrorDetails, merged: Merged) -> Iterator[Problem]:
    """The problem of an entry of a list, by its number from 1."""
    place = next(index for index, step in enumerate(detail["loc"]) if isinstance(step, int))
    steps, entry = tuple(str(step) for step in detail["loc"][:place]), int(detail["loc"][place])
    path, node = ".".join(steps), node_at(steps, merged.root)
    entries = value_at(merged.data, path)
    value = entries[entry] if isinstance(entries, tuple) and entry < len(entries) else detail["input"]
    form, hint = node.form if node is not None else "", ""
    if detail["type"] == "literal_error":
        what, hint = _of_choices(detail)
    else:
        what = f"must be {form}" if form else _cause(detail, spec_of(path, merged.root))
    yield Problem(merged.place(path), path, f"entry {entry + 1} {what}", hint, shown(value))


def _explained(detail: ErrorDetails, steps: tuple[str, ...], merged: Merged) -> Iterator[Problem]:
    path = ".".join(steps)
    kind, value = detail["type"], detail["input"]
    if kind == "value_error":
        yield fault_problem(steps, detail["msg"].removeprefix("Value error, "), merged)
    elif kind == "extra_forbidden":
        known = _known_keys(steps[:-1], merged)
        if len(steps) == 1:
            known = (EXTENDS, VERSION, *known)
        yield Problem(merged.place(path), path, "unknown key", lambda: _known_instead(steps, known))
    elif kind == "literal_error":
        what, hint = _of_choices(detail)
        yield Problem(merged.place(path), path, what, hint, shown(value))
    else:
        yield Problem(merged.place(path), path, _cause(detail, spec_of(path, merged.root)), "", shown(value))


def _of_choices(detail: ErrorDetails) -> tuple[str, str]:
    """What a word must be one of, and that of them which was probably meant."""
    choices = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    what = "must be one of " + ", ".join(f"'{choice}'" for choice in choices)
    return what, suggestion(detail["input"], choices) if isinstance(detail["input"], str) else ""


def _known_keys(steps: tuple[str, ...], merged: Merged) -> tuple[str, ...]:
    """The keys that the schema allows in the table at ``steps``; empty for a table by name."""
    node = node_at(steps, merged.root)
    return () if node is None else tuple(node.keys)


def _known_instead(steps: tuple[str, ...], known: Sequence[str]) -> str:
    """The end of the sentence about an unknown key: the one that was probably meant, or all there are."""
    if _means_extends(".".join(steps)):
        return meant(EXTENDS)
    if near := meant(suggestion(steps[-1], known)):
        return near
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return f"; there are {', '.join(known[:MOST_NAMED])}{more}" if known else ""


def fault_problem(steps: tuple[str, ...], line: str, merged: Merged) -> Problem:
    """A line about a table, with the key it concerns in front, or none."""
    match = re.match(r"([a-z_][\w.]*)(?::| (?=must )) ?(.*)", line)
    if match and match.group(1).split(".")[0] in _known_keys(steps, merged):
        path, what = ".".join((*steps, match.group(1))), match.group(2)
    else:
        path, what = ".".join(steps), line
    return Problem(merged.own_place(path), path, what)


def _cause(detail: ErrorDetails, spec: Spec | None) -> str:
    kind, value = detail["type"], detail["input"]
    bounds: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "int_type":
        whole = isinstance(value, float) and abs(value) <= MOST_EXACT and value == int(value)
        if isinstance(value, str):
            return not_a_number(value, spec)
        return f"must be a whole number: write {value:.0f} without a point" if whole else "must be a whole number"
    if kind == "float_type":
        return not_a_number(value, spec)
    if kind in ("greater_than_equal", "less_than_equal"):
        limit, word = (bounds["ge"], "least") if kind == "greater_than_equal" else (bounds["le"], "most")
        return _percent_hint(value, spec) or f"must be at {word} {without_exponent(limit)}{_unit(spec)}"
    words = {
        "finite_number": "must be a finite number",
        "model_type": "must be a table",
        "dict_type": "must be a table",
        "tuple_type": "must be a list",
        "bool_type": "must be true or false",
        "string_type": "must be text, in quotes",
        "too_long": f"must have at most {bounds.get('max_length')} items",
        "distribution_form": detail["msg"],
    }
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(bounds["pattern"], detail["msg"])
    return words.get(kind, detail["msg"])


def _unit(spec: Spec | None) -> str:
    """What a bound counts, as people say it: ``a month`` behind an amount of money, the unit in brackets else."""
    if spec is None or not spec.unit:
        return ""
    return spec.unit.removeprefix("money") if spec.engine == "cents" else f" ({spec.unit})"


def _percent_hint(value: Any, spec: Spec | None) -> str:
    """The remedy for 15 written instead of 0.15."""
    if (
        spec is None
        or not spec.is_fraction
        or spec.high > 5
        or not 2 <= value <= 100
        or not spec.low <= value / 100 <= spec.high
    ):
        return ""
    return f"is a fraction: write {value / 100:g} for {value:g}%"


def _like_sibling(table: tuple[str, ...], merged: Merged) -> str:
    """The end of a sentence: the name beside a table by name that is like its own."""
    siblings = value_at(merged.data, ".".join(table[:-1])) if len(table) > 1 else {}
    others = [name for name in siblings or {} if name != table[-1]]
    return "" if _known_keys(table[:-1], merged) else meant(suggestion(table[-1], others))


def _missing(table: tuple[str, ...], keys: list[str], merged: Merged) -> list[Problem]:
    path = ".".join(table)
    if len(keys) > MOST_MISSING_KEYS and table:
        what = f"lacks {len(keys)} keys: add {', '.join(keys)}"
        return [Problem(merged.place(path), path, what, lambda: _like_sibling(table, merged))]
    paths = [".".join((*table, key)) for key in keys]
    return [Problem(merged.place(path), path, f"is missing: {addition(path, merged.root)}") for path in paths]
