"""Optional parts of a scenario: which one a path is in, and how to add it."""

from typing import Any

from sim.scenario.grammar import node_at, tree
from sim.scenario.paths import child_of, split
from sim.scenario.problems import bounds_text
from sim.scenario.schema import Root, Scenario

MOST_NAMED = 6
"""The required keys of a table are listed up to this number."""


def addition(path: str, root: type[Root]) -> str:
    """What to add to a file for a missing key or table."""
    node, key = node_at(split(path), root), split(path)[-1]
    if node is None:
        return f"add {key} = …"
    if node.is_table:
        named = f" with {', '.join(node.needs)}" if 0 < len(node.needs) <= MOST_NAMED else ""
        return f"add a table [{path}]{named}"
    spec = node.spec
    about = ", ".join(part for part in (spec.meaning, spec.unit) if part)
    bounds = f", {bounds_text(spec.low, spec.high)}" if spec.numeric else ""
    return f"add {key} = … ({about}{bounds})" if about else f"add {key} = …"


def absence(path: str, data: Any, root: type[Root] = Scenario) -> str:
    """The message that ``path`` is in a part that ``data`` does not have, with the remedy; empty if it is not.

    It is also empty if the schema has no such ``path``, or ``data`` has no such name.
    """
    steps = split(path)
    if node_at(steps, root) is None:
        return ""
    node, value = tree(root), data
    for position, step in enumerate(steps):
        part = ".".join(steps[: position + 1])
        child, value = node.child(step), child_of(value, step)
        if child is None or (value is None and step not in node.keys):
            return ""
        if value is None and child.is_optional:
            return f"{part} is not stated: {addition(part, root)}"
        if child.is_table and child.item is not None and not value:
            return f"{part} is empty: {addition(f'{part}.<name>', root)}"
        node = child
    return ""
