"""Measures by name: what a condition, or points, may ask for; some of a thing by name, as of one certificate."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeVar

from sim.scenario.schema.check import entries
from sim.scenario.unit import LADDER_POINTS, MONTHS, NUMBER, SHARE, Unit

V = TypeVar("V")
Kind = Literal["money", "count", "share", "months", "points"]
FLOWS: dict[str, Kind] = {
    "sourced": "money",
    "involved": "money",
    "sold": "money",
    "billed": "money",
    "pay": "money",
    "deals": "count",
    "opportunities": "count",
    "registrations": "count",
    "net_new": "money",
    "growth": "money",
    "growth_rate": "share",
}
"""Measures over a window, and what they count."""
COMPARED: dict[str, Kind] = {"channel_share": "share", "top_share": "share"}
"""Measures that compare the partners of a ladder."""
CERTIFIED = "certified"
MEASURES: dict[str, Kind] = {
    **FLOWS,
    "live_arr": "money",
    "live_customers": "count",
    "retention": "share",
    CERTIFIED: "count",
    "months": "months",
    **COMPARED,
    "points": "points",
}
"""All that a condition may ask for."""
WHOLE: tuple[Kind, ...] = ("count", "months", "points")
"""Kinds that are counted in whole numbers."""
MOST_POINTS = 1_000_000_000
_UNITS: dict[Kind, Unit] = {"count": NUMBER, "months": MONTHS, "points": LADDER_POINTS, "share": SHARE}
"""Of a condition; one in money says that it is of the measure."""


def _asked(measure: str, kind: Kind) -> dict[str, Any]:
    """What is declared for a condition on a measure, beside what holds for all: it is drawn by it."""
    unit = {"unit": _UNITS[kind].words} if kind in _UNITS else {}
    if kind in WHOLE:
        return unit | {"kind": "int"} | ({"high": float(MOST_POINTS)} if kind == "points" else {})
    return unit | ({"high": 1.0} if kind == "share" and measure != "growth_rate" else {})


ASKED = {measure: declared for measure, kind in MEASURES.items() if (declared := _asked(measure, kind))}
"""By measure."""
YEAR_AGO = ("net_new", "growth", "growth_rate")
"""Measures that look back over their window and a year, or over a year of closes."""
THINGS = {CERTIFIED: "certificate", "live_arr": "product line", "live_customers": "product line"}
"""Measures that may be of one thing, ``<measure>.<name>``, and what that is; certified people always are."""
_WHERE = {
    CERTIFIED: "[certificates.<name>]",
    "live_arr": "archetypes.<name>.segments",
    "live_customers": "archetypes.<name>.segments",
}
"""Where the things of a measure are stated."""

Things = Mapping[str, Callable[[], Mapping[str, object]]]
"""By measure: gives the things that there are, by name."""


def by_measure(stated: Mapping[str, V | Mapping[str, V]]) -> dict[str, V]:
    """Values by measure, ``certified.sales`` of a thing, of what is stated by measure, or by measure and thing."""
    found: dict[str, V] = {}
    for measure, value in stated.items():
        if isinstance(value, Mapping):
            found |= {f"{measure}.{thing}": one for thing, one in value.items()}
        else:
            found[measure] = value
    return found


def readable_measures(stated: dict[str, V | Mapping[str, V]]) -> Iterator[tuple[str, V]]:
    """Those of them that can be read, of a file with faults."""
    for measure, value in entries(stated):
        if isinstance(value, dict):
            yield from ((f"{measure}.{thing}", one) for thing, one in entries(value))
        elif not isinstance(value, Mapping):
            yield measure, value


def measure_of(name: str) -> str:
    """The measure of a name such as ``certified.sales``."""
    return name.partition(".")[0]


def thing_of(name: str) -> str:
    """The thing of which it is; empty if of none."""
    return name.partition(".")[2]


def measure_problems(path: str, name: str, things: Things) -> Iterator[str]:
    """What is wrong with a measure by name, stated at a path; ``things`` are those that there are, by measure."""
    measure, thing = measure_of(name), thing_of(name)
    if measure not in MEASURES:
        yield f"{path}: there is no measure '{measure}' (there are {', '.join(sorted(MEASURES))})"
    elif thing and measure not in THINGS:
        yield f"{path.removesuffix(f'.{thing}')}: it is of the whole partner, of nothing by name: state one number"
    elif measure == CERTIFIED and not thing:
        cure = f"state {measure} = {{ <certificate> = … }}"
        yield f"{path}: certified people are counted by certificate: {cure}"
    elif thing and thing not in (known := things[measure]()):
        there = ", ".join(sorted(known)) or "none"
        cure = "name one of them" if known else f"state it, {_WHERE[measure]}"
        yield f"{path}: there is no {THINGS[measure]} '{thing}' (there are {there}): {cure}, or leave it out"
