"""Changes of levers: the months from which they hold, and the scenario as it is from such a month on."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from sim.scenario.paths import child_of
from sim.scenario.schema import LeverChange, Scenario

T = TypeVar("T")


class Period(NamedTuple):
    """The changes of one month, by name."""

    month: int
    """Of the program."""
    changes: dict[str, LeverChange]


def periods_of(scenario: Scenario) -> tuple[Period, ...]:
    """The months with changes, in order; those of one month in the order of their names."""
    ordered = sorted(scenario.changes.items(), key=lambda item: (item[1].month, item[0]))
    return tuple(Period(month, dict(group)) for month, group in groupby(ordered, key=lambda item: item[1].month))


def assignments(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The path and the value of each lever in ``set`` of a change."""
    for key, value in values.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from assignments(value, f"{path}.")
        else:
            yield path, value


def with_values(table: T, values: Mapping[str, Any]) -> T:
    """A copy of a table of the scenario with other values, not validated; unchanged parts are the same objects."""
    update: dict[str, Any] = {}
    for key, value in values.items():
        held = child_of(table, key)
        update[key] = with_values(held, value) if isinstance(value, Mapping) else type(held)(value)
    changed: Any = table.model_copy(update=update) if isinstance(table, BaseModel) else {**table, **update}  # type: ignore[dict-item]
    return changed  # type: ignore[no-any-return]
