"""The parameters of a scenario whose program runs already."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.scenario.parameters.start import StartParameters

if TYPE_CHECKING:
    from sim.scenario.parameters.scenario import Parameters


def begun(parameters: "Parameters", start: StartParameters) -> "Parameters":
    """The parameters of a scenario from a running program on: months count from day 0."""
    phases = tuple(
        replace(
            phase,
            earliest_month=phase.earliest_month - start.month,
            owner_start_month=phase.owner_start_month - start.month,
        )
        for phase in parameters.phases
    )
    sunset = parameters.sunset.month
    return replace(
        parameters,
        phases=phases,
        sunset=replace(parameters.sunset, month=max(1, sunset - start.month) if sunset > 0 else 0),
        start=(start,),
    )
