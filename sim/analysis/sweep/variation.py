"""A scenario with some of its numbers set, as ``--set`` sets them."""

from collections.abc import Mapping

from sim.scenario.load import changed
from sim.scenario.paths import is_rate
from sim.scenario.schema import Scenario
from sim.units import BPS, to_bps


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with a value at each path: uncertain no more, rates in whole basis points.

    Raises ScenarioError with every problem found.
    """
    return changed(scenario, [f"{path}={value!r}" for path, value in values.items()])


def whole(path: str, value: float) -> float:
    """A value as its field holds it: a rate in whole basis points, anything else as it is."""
    return to_bps(value) / BPS if is_rate(path) else value
