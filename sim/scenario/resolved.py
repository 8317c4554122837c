"""The resolved form of a scenario: everything a run depends on, as TOML, JSON and digest (DESIGN 4, 5)."""

import hashlib
import json
from typing import Any

import tomli_w

from sim.scenario.schema import Scenario
from sim.version import MODEL_VERSION, SCHEMA_VERSION


def resolved_dict(scenario: Scenario) -> dict[str, Any]:
    """The scenario as nested JSON values; keys without a value are left out."""
    return scenario.model_dump(mode="json", exclude_none=True)


def resolved_toml(scenario: Scenario) -> str:
    """The scenario as a TOML file that loads again to an equal scenario."""
    return tomli_w.dumps({"schema_version": SCHEMA_VERSION, **resolved_dict(scenario)})


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only: one text for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def input_digest(scenario: Scenario, seed: int, futures: int, months: int) -> str:
    """SHA-256, in hexadecimal, of what determines the results of a run; runs, engine and workers do not count."""
    inputs = {
        "scenario": resolved_dict(scenario),
        "seed": seed,
        "futures": futures,
        "months": months,
        "model_version": MODEL_VERSION,
    }
    return hashlib.sha256(canonical_json(inputs).encode("ascii")).hexdigest()
