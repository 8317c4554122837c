"""The resolved form of a scenario: everything a run depends on, as TOML, JSON and digest (DESIGN 4, 5)."""

import hashlib
import json
from typing import Any

import tomli_w

from sim.scenario.grammar import Node, tree
from sim.scenario.layers import ABOUT
from sim.scenario.paths import child_of
from sim.scenario.schema import Root
from sim.scenario.start.columns import TABLES
from sim.scenario.start.start_table import START
from sim.version import MODEL_VERSION, SCHEMA_VERSION


def resolved_dict(scenario: Root) -> dict[str, Any]:
    """The scenario as nested JSON values, the tables about values last.

    Absent parts are left out, and fields that are declared neutral and are at their default: both act alike. So a new
    field or table by name changes no digest of a scenario that does not state it.
    """
    dumped = scenario.model_dump(mode="json", exclude_none=True)
    values = _without_neutral(scenario, dumped, tree(type(scenario)))
    return {key: values[key] for key in sorted(values, key=lambda key: key in ABOUT)}


def _without_neutral(table: Any, dumped: dict[str, Any], node: Node) -> dict[str, Any]:
    """``dumped``, the values of a table and the tables in it, without neutral fields at their default."""
    result = {}
    for key, value in dumped.items():
        child, held = node.child(key), child_of(table, key)
        if child is None or not (child.is_neutral and held == child.default):
            result[key] = _without_neutral(held, value, child) if child is not None and child.is_table else value
    return result


def resolved_toml(scenario: Root) -> str:
    """The scenario as a TOML file that loads again to an equal scenario."""
    values = resolved_dict(scenario)
    return tomli_w.dumps({"schema_version": SCHEMA_VERSION, **values}, multiline_strings=START in values)


def _identified(values: dict[str, Any]) -> dict[str, Any]:
    """Resolved values with the digest of a start's tables in place of the tables."""
    start = values.get(START)
    if start is None:
        return values
    return {**values, START: {key: value for key, value in start.items() if key not in TABLES}}


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def input_digest(scenario: Root, seed: int, futures: int, months: int) -> str:
    """SHA-256, in hexadecimal, of what determines the results of a run; runs, engine and workers do not count."""
    inputs = {
        "scenario": _identified(resolved_dict(scenario)),
        "seed": seed,
        "futures": futures,
        "months": months,
        "model_version": MODEL_VERSION,
    }
    return hashlib.sha256(canonical_json(inputs).encode("ascii")).hexdigest()
