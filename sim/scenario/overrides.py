"""Overrides ``PATH=VALUE``, ``PATH+=NUMBER`` …, of ``--set`` as layers; and whether one fits those below."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.letters import visible
from sim.scenario.change import PLUS, TIMES, is_number
from sim.scenario.grammar import tree
from sim.scenario.inherited import INHERITED_RANGES
from sim.scenario.layers import ABOUT, EXTENDS, SOURCES, STAR, VERSION, Layer, normalised
from sim.scenario.lines import key_steps
from sim.scenario.other_names import field_steps
from sim.scenario.paths import leaf_paths
from sim.scenario.problems import Problem, brief, shown, suggestion
from sim.scenario.schema import Root
from sim.scenario.syntax import MOST_STEPS, excess, mistyped
from sim.scenario.typed import cure_of

MOST_NAMED = 12
"""Up to so many keys of a table are named where one of them was meant and none is near."""
OPERATORS = {"+": (PLUS, 1), "-": (PLUS, -1), "*": (TIMES, 1)}
"""What stands before the equals sign of a relative change, and the change and sign it means."""


@dataclass(frozen=True, slots=True)
class Setting:
    """An override that was not typed as ``--set``: its text, and the place that messages name, as it was typed."""

    text: str
    typed: str


Override = str | Setting
"""``PATH=VALUE``, as of ``--set``, or a setting that came by another way."""


def override_layers(overrides: Sequence[Override]) -> tuple[list[Layer], list[Problem]]:
    """A layer for each valid override, and the problems of the others.

    What becomes of inherited ranges comes first, sources come last: both hold for all overrides, in whatever order they
    are given.
    """
    read = [_layer(override) for override in overrides]
    layers = [one for one in read if isinstance(one, Layer)]
    layers.sort(key=lambda layer: (layer.override != (INHERITED_RANGES,), layer.override[:1] == (SOURCES,)))
    return layers, [one for one in read if isinstance(one, Problem)]


def _layer(override: Override) -> Layer | Problem:
    typed = "" if isinstance(override, str) else override.typed
    override = override if isinstance(override, str) else override.text
    path, operator, text = parts_of(override)
    place = visible(brief(typed or f"--set {path}"), keep="")
    if path.count(".") >= MOST_STEPS:
        return Problem(place, "", f"is nested too deeply: a path has at most {MOST_STEPS} steps")
    steps = path_steps(path)
    if "=" not in override:
        return Problem(place, path, f"needs a value: write --set {path}=VALUE")
    if path.endswith("/"):
        return Problem(place, path, "divide with *=, such as *=0.5 for one half")
    if not steps:
        return Problem(place, path, "is not a path such as gate.threshold")
    if steps[0] in (EXTENDS, VERSION):
        return Problem(place, ".".join(steps), "is a key of a file and cannot be set")
    if not text:
        return Problem(place, path, "the value is empty")
    if found := excess(text):
        return Problem(place, path, found[1])
    value = toml_value(text)
    if isinstance(value, str) and text[0] in "{[":
        return _unread(place, path, steps, text)
    if operator:
        if not is_number(value):
            cure = cure_of(value) if isinstance(value, str) else ""
            return Problem(place, path, f"{operator}= needs a number{f': {cure}' if cure else ''}", "", shown(value))
        value = change_table(operator, value)
    for step in reversed(steps):
        value = {step: value}
    tables = normalised(value)
    return Layer(place, tables, override=field_steps(steps, tables))


def _unread(place: str, path: str, steps: Sequence[str], text: str) -> Problem:
    """The problem of a table or list that is no TOML, with the number in it that was typed in another way."""
    key = ".".join(f'"{step}"' for step in steps)
    for inner, cure, value in mistyped(f"{key} = {text}", 1):
        return Problem(place, inner, f"must be a number: {cure}", "", value)
    return Problem(place, path, "is not valid TOML: a table is {key=1, other=2}, a list [1, 2]", "", shown(text))


def change_table(operator: str, amount: float) -> dict[str, float]:
    """The relative change that an operator means, as a file states it."""
    name, sign = OPERATORS[operator]
    return {name: sign * amount}


def parts_of(override: str) -> tuple[str, str, str]:
    """Path, operator of a relative change or an empty string, and the text of the value.

    A ``*`` after a dot is a step of the path: ``readiness.*=0.9`` states a value, ``readiness.**=0.9`` multiplies.
    """
    path, _, text = override.partition("=")
    path = path.strip()
    sign = path[-1:]
    is_step = sign == "*" and path[:-1].rstrip()[-1:] in ("", ".")
    operator = "" if sign not in OPERATORS or is_step else sign
    return path.removesuffix(operator).strip(), operator, text.strip()


def path_steps(path: str) -> tuple[str, ...]:
    """The steps of a path, ``*`` among them; of a path about values, the quoted rest is one step. Empty for no path."""
    quoted = re.sub(r"""("[^"]*"|'[^']*')|(?<![^.\s])\*(?![^.\s])""", lambda found: found[1] or '"*"', path)
    steps = key_steps(quoted)
    if not steps or steps[0] in ABOUT:
        return steps
    return tuple(part for step in steps for part in step.split("."))


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
    if not steps or steps[0] in ABOUT or STAR in steps:
        return None
    node, names, value = tree(root), below, layer.data
    for position, step in enumerate(steps):
        keys = list(node.keys) if node.item is None else list(names)
        child = node.child(step)
        is_new_name = node.item is not None and position == len(steps) - 1 and value[step] is not False
        if child is None or not (step in keys or is_new_name):
            return _unknown(layer, position, keys, leaf_paths(below, root), by_name=node.item is not None)
        node, value = child, value[step]
        inner = below if child.is_of_levers else names.get(step)
        names = inner if isinstance(inner, Mapping) else {}
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
    if not near and not suggestion(step, hint.split(".")[-1:]) and 0 < len(keys) <= MOST_NAMED:
        return Problem(layer.label, path, f"{what}; there are {', '.join(keys)}")
    return Problem(layer.label, path, what, hint)
