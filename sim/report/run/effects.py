"""The uncertain inputs that move the share, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from sim.report.run.cells import Sentence
from sim.report.tables.grid import add_heads, grid
from sim.report.words.counting import counted
from sim.report.words.fields import stated
from sim.report.words.rounding import fixed
from sim.scenario.catalogue import FieldRow

MOST = (3, 1)
"""Inputs that the page names, and with little room."""
LISTED = 12
ENOUGH_WORLDS = 100


def effects_sentence(summary: Mapping[str, Any]) -> Sentence:
    """The inputs of the largest effects; one key of several tables is named once, with its largest."""
    effects = summary["effects"]
    worlds = counted(effects["worlds"], "run")
    if not effects["uncertain"]:
        return Sentence("effects", "No input is uncertain.")
    known = [each for each in effects["inputs"] if abs(each["correlation"]) > effects["least"]]
    if not known:
        inputs = counted(effects["uncertain"], "uncertain input")
        return Sentence("effects", f"Effects of {inputs}: {worlds} cannot tell them from chance.")
    few = "" if effects["worlds"] >= ENOUGH_WORLDS else f", only {worlds}"
    first, fewer = (f"Share moves with (rank correlation{few}): {', '.join(grouped(known)[:most])}." for most in MOST)
    return Sentence("effects", first, fewer)


def grouped(inputs: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each kind of input with the largest correlation of its inputs, or the one input of its kind."""
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for each in inputs:
        kinds.setdefault(pattern(each["path"]), []).append(each)
    return [
        f"{kind if len(alike) > 1 else alike[0]['path']} {fixed(alike[0]['correlation'], 2, sign='+')}"
        for kind, alike in kinds.items()
    ]


def pattern(path: str) -> str:
    """The path with ``*`` for the name of an archetype, phase, funnel stage or readiness."""
    steps = path.split(".")
    if steps[0] in ("archetypes", "phases", "readiness"):
        steps[1] = "*"
        if steps[2:3] == ["funnel"]:
            steps[3] = "*"
    return ".".join(steps)


def effects_table(summary: Mapping[str, Any], fields: Sequence[FieldRow]) -> Table:
    """The largest effects with value, range and correlation."""
    values = {field.path: stated(field) for field in fields}
    table = grid("right", "left", "left")
    table.columns[1].no_wrap = True
    add_heads(table, ["Effect", "input (rank correlation with the share)", "value (p10 to p90)"])
    for each in summary["effects"]["inputs"][:LISTED]:
        table.add_row(fixed(each["correlation"], 2, sign="+"), Text(each["path"]), Text(values.get(each["path"], "")))
    return table
