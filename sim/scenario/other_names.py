"""Paths that are another name of a field: ``start.arr.direct`` is ``vendor.direct.starting_arr``."""

from collections.abc import Mapping
from typing import Any

from sim.scenario.start.columns import CHANNELS, TABLES
from sim.scenario.start.start_table import ARR, START

DIGEST = "digest"
OTHER_NAMES = {f"{START}.{ARR}.{channel}": f"vendor.{channel}.starting_arr" for channel in CHANNELS}
OTHER_NAMES |= {f"{START}.{ARR}.*": "vendor.*.starting_arr"}


class GivenTwiceError(ValueError):
    """A path is stated twice, perhaps under another name; the text is the path."""

    def __init__(self, path: str, other: str = "") -> None:
        super().__init__(path)
        self.other = other


def field_of(path: str) -> str:
    """The path of the field that a path means."""
    return OTHER_NAMES.get(path, path)


def field_steps(steps: tuple[str, ...], tables: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of a path in steps, which states these tables; of a table of other names, where their fields are."""
    if steps[:2] != (START, ARR) or START in tables:
        return steps
    return tuple(field_of(".".join(steps)).split(".")) if steps[2:] else ("vendor",)


def by_fields(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Entries by path, each under the path of its field. Raises GivenTwiceError where one has two."""
    found: dict[str, Any] = {}
    for path, entry in entries.items():
        field = field_of(path)
        if field in found or (field != path and field in entries):
            raise GivenTwiceError(path, field)
        found[field] = entry
    return found


def with_fields(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a layer with the ARR of its start as the channels' own.

    A layer that names a table of a start states what the digest of all is: nothing, if it does not. Raises
    GivenTwiceError for an ARR under both names.
    """
    start = tables.get(START)
    if not isinstance(start, Mapping):
        return dict(tables)
    rest = {key: value for key, value in start.items() if key != ARR}
    if not set(TABLES).isdisjoint(rest):
        rest.setdefault(DIGEST, "")
    arr = start.get(ARR)
    if not isinstance(arr, Mapping):
        return {**tables, START: rest if arr is None else {**rest, ARR: arr}}
    unknown = {name: value for name, value in arr.items() if f"{START}.{ARR}.{name}" not in OTHER_NAMES}
    if unknown:
        rest[ARR] = unknown
    vendor = _with_arr(tables.get("vendor"), {name: value for name, value in arr.items() if name not in unknown})
    others = {key: value for key, value in tables.items() if key != START}
    return others | ({"vendor": vendor} if vendor else {}) | ({START: rest} if rest or not arr else {})


def _with_arr(vendor: Any, arr: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(vendor) if isinstance(vendor, Mapping) else {}
    for name, value in arr.items():
        channel = result.get(name)
        if isinstance(channel, Mapping) and "starting_arr" in channel:
            raise GivenTwiceError(f"{START}.{ARR}.{name}", f"vendor.{name}.starting_arr")
        result[name] = {**(channel if isinstance(channel, Mapping) else {}), "starting_arr": value}
    return result
