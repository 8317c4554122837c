"""The parameters of a scenario whose program runs already."""

from dataclasses import replace

from sim.scenario.parameters.scenario import Parameters
from sim.scenario.parameters.start import StartParameters


def begun(parameters: Parameters, start: tuple[StartParameters, ...]) -> Parameters:
    """The parameters of a scenario from a running program on: months count from day 0, ARR is that of day 0."""
    first = start[0]
    channels = tuple(
        replace(channel, starting_arr_cents=started.arr_cents)
        for channel, started in zip(parameters.vendor.channels, first.channels, strict=True)
    )
    phases = tuple(
        replace(
            phase,
            earliest_month=phase.earliest_month - first.month,
            owner_start_month=phase.owner_start_month - first.month,
        )
        for phase in parameters.phases
    )
    sunset = parameters.sunset.month
    return replace(
        parameters,
        vendor=replace(parameters.vendor, channels=channels),
        phases=phases,
        sunset=replace(parameters.sunset, month=max(1, sunset - first.month) if sunset > 0 else 0),
        start=start,
    )
