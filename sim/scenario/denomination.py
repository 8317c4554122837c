"""Amounts of money that were stated for another currency than the scenario's: inherited ones, and defaults."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sim.scenario.currencies import SIGNS
from sim.scenario.grammar import node_at, tree
from sim.scenario.layers import Layer
from sim.scenario.notes import Note, name_of
from sim.scenario.paths import leaf_paths, spec_of, split, value_at
from sim.scenario.schema import Root

CURRENCY, TITLE = "currency", "title"


def currency_notes(layers: Sequence[Layer], data: Mapping[str, Any], root: type[Root]) -> list[Note]:
    """A note for amounts, and for a title, of the layers below the one that states another currency than theirs.

    Nothing is converted: an amount counts as stated for the currency if its value or range is stated again, or changed.
    """
    field = tree(root).keys.get(CURRENCY)
    stating = [index for index, layer in enumerate(layers) if isinstance(layer.data.get(CURRENCY), str)]
    if field is None or not stating or not isinstance(data.get(CURRENCY), str):
        return []
    known = [field.default, *(layers[index].data[CURRENCY] for index in stating)]
    changes = [index for index, before in zip(stating, known, strict=False) if layers[index].data[CURRENCY] != before]
    if not changes or known[-1] == field.default:
        return []
    first = changes[-1]
    below, above = layers[:first], layers[first:]
    old = known[stating.index(first)]
    place = layers[first].place(CURRENCY)[1]
    money = [path for path in leaf_paths(data, root) if _is_amount(path, data, root) and not _is_stated(path, above)]
    inherited = [path for path in money if _is_stated(path, below)]
    defaults = [path for path in money if path not in inherited]
    files = [layer for layer in below if isinstance(layer.data.get(CURRENCY), str)] or list(below)
    notes = []
    if inherited:
        what = f"is {known[-1]}; {_amounts(inherited)} inherited from {name_of(files[-1].label)}, which is in {old}"
        notes.append(Note("currency", CURRENCY, place, f"{what}, unchanged", tuple(inherited)))
    if defaults:
        what = f"is {known[-1]}; {_amounts(defaults)} defaults of this program, which are in {field.default}"
        notes.append(Note("currency", CURRENCY, place, f"{what}, unchanged", tuple(defaults)))
    title = data.get(TITLE)
    if isinstance(title, str) and not _is_stated(TITLE, above) and _names(title, old):
        what = f"'{title}' is inherited and names {old}, and the scenario is in {known[-1]}: state a title of its own"
        notes.append(Note("currency", TITLE, place, what))
    return notes


def _amounts(paths: Sequence[str]) -> str:
    return "1 amount is" if len(paths) == 1 else f"{len(paths)} amounts are"


def _is_amount(path: str, data: Mapping[str, Any], root: type[Root]) -> bool:
    """Whether a path has an amount of money other than 0."""
    spec, node = spec_of(path, root), node_at(split(path), root)
    if spec is None or node is None or spec.engine != "cents":
        return False
    stated = value_at(data, path)
    return (node.default if stated is None else stated) not in (0, None)


def _is_stated(path: str, layers: Sequence[Layer]) -> bool:
    """Whether one of the layers states a value or a range at a path, or changes it."""
    return any(layer.place(one)[0] == len(split(one)) for layer in layers for one in (path, f"uncertainty.{path}"))


def _names(text: str, currency: str) -> bool:
    """Whether a text has the code or the sign of a currency."""
    sign = SIGNS.get(currency, "")
    return re.search(rf"\b{currency}\b", text) is not None or bool(sign and sign in text)
