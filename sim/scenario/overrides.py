"""Overrides ``PATH=VALUE``, as given with ``--set``, as layers; and whether one fits the layers below it."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.grammar import tree
from sim.scenario.layers import EXTENDS, VERSION, Layer, normalised
from sim.scenario.lines import key_steps
from sim.scenario.paths import ABOUT, leaf_paths, suggestion
from sim.scenario.problems import Problem, shown
from sim.scenario.schema import Root


def override_layers(overrides: Sequence[str]) -> tuple[list[Layer], list[Problem]]:
    """A layer for each valid override, and the problems of the others."""
    read = [_layer(override) for override in overrides]
    layers = [one for one in read if isinstance(one, Layer)]
    return layers, [one for one in read if isinstance(one, Problem)]


def _layer(override: str) -> Layer | Problem:
    path, equals, text = override.partition("=")
    path = path.strip()
    place = f"--set {path}"
    steps = key_steps(path)
    if not equals:
        return Problem(place, path, f"needs a value: write --set {path}=VALUE")
    if not steps:
        return Problem(place, path, "is not a path such as gate.threshold")
    if steps[0] in (EXTENDS, VERSION):
        return Problem(place, ".".join(steps), "is a key of a file and cannot be set")
    if not text.strip():
        return Problem(place, path, "the value is empty")
    value = toml_value(text.strip())
    for step in reversed(steps):
        value = {step: value}
    return Layer(place, normalised(value), override=steps)


def toml_value(text: str) -> Any:
    """``text`` as a TOML value, or as plain text if it is none."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if len(table) == 1 else text


def misfit(layer: Layer, below: Mapping[str, Any], root: type[Root]) -> Problem | None:
    """Why an override does not fit the values ``below``, or None: there is no such path, or it must be a table.

    Stating one value of a part that may be absent adds the part; a new named table must be complete.
    """
    steps = layer.override
    if not steps or steps[0] in ABOUT:
        return None
    node, names, value = tree(root), below, layer.data
    for position, step in enumerate(steps):
        keys = list(node.keys) if node.item is None else list(names)
        child = node.child(step)
        is_new_name = node.item is not None and position == len(steps) - 1 and value[step] is not False
        if child is None or not (step in keys or is_new_name):
            return _unknown(layer, position, keys, leaf_paths(below, root), by_name=node.item is not None)
        node, value = child, value[step]
        names = names[step] if isinstance(names.get(step), Mapping) else {}
    if node.is_table and not isinstance(value, dict) and not (value is False and node.may_be_taken_away):
        what = "is a table: name one of its keys, or give a table in braces"
        what += " (false removes it)" if node.may_be_taken_away else ""
        return Problem(layer.label, ".".join(steps), what, "", shown(value))
    return None


def _unknown(layer: Layer, position: int, keys: Sequence[str], paths: Sequence[str], *, by_name: bool) -> Problem:
    """The problem of a step that is not one of the keys; ``paths`` are all paths of the scenario."""
    steps = layer.override
    path, parent, step = ".".join(steps), ".".join(steps[:position]), steps[position]
    if not keys and not by_name:
        return Problem(layer.label, path, f"{parent} is a value and has no keys of its own")
    near, what = suggestion(step, keys), f"unknown key '{step}'"
    if by_name and not near:
        there = f"there are {', '.join(keys)}; " if keys else ""
        whole = f"a new one must be complete, as in --set {parent}.{step}={{ … }}"
        return Problem(layer.label, path, f"{what}: {there}{whole}")
    hint = ".".join((*steps[:position], near, *steps[position + 1 :])) if near else suggestion(path, paths)
    return Problem(layer.label, path, what, hint)
