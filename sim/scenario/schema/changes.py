"""Changes: levers that take other values at the opening of a month."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from sim.scenario.fields import choice, lever
from sim.scenario.schema.start import MOST_PROGRAM_MONTHS
from sim.scenario.schema.table import Table
from sim.scenario.unit import MONTH


def _stated(values: Any) -> Any:
    """The values without those that a later layer took away."""
    if not isinstance(values, dict):
        return values
    below = {key: _stated(value) for key, value in values.items() if value is not None}
    return {key: value for key, value in below.items() if value != {}}


def paths_set(values: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The paths of the levers that a change sets."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from paths_set(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


class LeverChange(Table):
    """Levers that take other values at the opening of a month; what a deal locked at its win stays locked."""

    fixed = True
    lasting = True
    month: int = lever(
        "program month at whose opening the levers take their other values",
        rule="R-77",
        unit=MONTH,
        low=1,
        high=240 + MOST_PROGRAM_MONTHS,
    )
    set: Annotated[dict[str, Any], BeforeValidator(_stated)] = choice(
        "the other values, each at the path of its lever", rule="R-77", of_levers=True
    )
    retroactive: bool = choice(
        "changed terms are also those of deals that were won before", rule="R-165", default=False
    )
