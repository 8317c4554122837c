"""Values of ``--set PATH=VALUE``, the last layer of a scenario."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.layers import Layer, normalised
from sim.scenario.lines import key_steps
from sim.scenario.merging import merged
from sim.scenario.paths import ABOUT, FILE_LEVEL, keys_at, known_steps, leaf_paths, spec_of, suggestion
from sim.scenario.problems import Problem, shown


def override_layers(overrides: Sequence[str], below: Mapping[str, Any]) -> tuple[list[Layer], list[Problem]]:
    """A layer for each valid ``PATH=VALUE`` of the scenario ``below``, and the problems of the others."""
    layers: list[Layer] = []
    problems: list[Problem] = []
    so_far = dict(below)
    for override in overrides:
        layer = _layer(override, so_far)
        if isinstance(layer, Problem):
            problems.append(layer)
        else:
            layers.append(layer)
            so_far = merged([Layer("", so_far), layer])
    return layers, problems


def _layer(override: str, below: Mapping[str, Any]) -> Layer | Problem:
    path, equals, text = override.partition("=")
    path = path.strip()
    place = f"--set {path}"
    if not equals:
        return Problem(place, path, f"needs a value: write --set {path}=VALUE")
    steps = key_steps(path)
    if not steps:
        return Problem(place, path, "is not a path such as gate.threshold")
    if not text.strip():
        return Problem(place, path, "the value is empty")
    value = toml_value(text.strip())
    problem = _unknown(place, steps, value, below)
    if problem:
        return problem
    nested: Any = value
    for step in reversed(steps):
        nested = {step: nested}
    return Layer(place, normalised(nested))


def toml_value(text: str) -> Any:
    """``text`` as a TOML value, or as plain text if it is none."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text


def _unknown(place: str, steps: tuple[str, ...], value: Any, below: Mapping[str, Any]) -> Problem | None:
    """The problem of a path that the scenario does not have, or None. A new named table must be complete."""
    path = ".".join(steps)
    if steps[0] in FILE_LEVEL:
        return Problem(place, path, "is a key of a file and cannot be set")
    if steps[0] in ABOUT:
        return None
    end = known_steps(steps, below)
    if end < len(steps):
        parent = ".".join(steps[:end])
        keys = keys_at(steps[:end], below)
        if not keys:
            return Problem(place, path, f"{parent} is a value and has no keys of its own")
        near = suggestion(steps[end], keys)
        hint = ".".join((*steps[:end], near, *steps[end + 1 :])) if near else suggestion(path, leaf_paths(below))
        return Problem(place, path, f"unknown key '{steps[end]}'", hint)
    spec = spec_of(path)
    if spec is not None and spec.kind == "table" and not isinstance(value, dict):
        return Problem(place, path, "is a table: name one of its keys, or give a table in braces", "", shown(value))
    return None
