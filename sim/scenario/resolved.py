"""The resolved form of a scenario: all it will run with, as TOML, as JSON and as a digest (DESIGN 4, 5)."""

import hashlib
import json
from typing import Any

import tomli_w

from sim.scenario.grammar import Node, tree
from sim.scenario.paths import ABOUT, child_of
from sim.scenario.schema import Root
from sim.version import MODEL_VERSION, SCHEMA_VERSION


def resolved_dict(scenario: Root) -> dict[str, Any]:
    """The scenario as nested JSON values, what it says about its values last.

    What is absent is left out, and what is declared neutral at its default and is at it: they act alike. So a field or
    a table by name that is added changes no digest of a scenario that does not state it.
    """
    dumped = scenario.model_dump(mode="json", exclude_none=True)
    values = _without_neutral(scenario, dumped, tree(type(scenario)))
    return {key: values[key] for key in sorted(values, key=lambda key: key in ABOUT)}


def _without_neutral(table: Any, dumped: dict[str, Any], node: Node) -> dict[str, Any]:
    """``dumped``, the values of a table, without those that are declared neutral, in it and in the tables in it."""
    result = {}
    for key, value in dumped.items():
        child, held = node.child(key), child_of(table, key)
        if child is None or not (child.is_neutral and held == child.default):
            result[key] = _without_neutral(held, value, child) if child is not None and child.is_table else value
    return result


def resolved_toml(scenario: Root) -> str:
    """The scenario as a TOML file that loads again to an equal scenario."""
    return tomli_w.dumps({"schema_version": SCHEMA_VERSION, **resolved_dict(scenario)})


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def input_digest(scenario: Root, seed: int, futures: int, months: int) -> str:
    """SHA-256, in hexadecimal, of what decides the numbers of a run; not of runs, engine or workers."""
    inputs = {
        "scenario": resolved_dict(scenario),
        "seed": seed,
        "futures": futures,
        "months": months,
        "model_version": MODEL_VERSION,
    }
    return hashlib.sha256(canonical_json(inputs).encode("ascii")).hexdigest()
