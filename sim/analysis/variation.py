"""A scenario with some of its numbers set, as ``--set`` sets them."""

from collections.abc import Mapping

from pydantic import ValidationError

from sim.scenario.checks import about_problems
from sim.scenario.layers import Layer, normalised
from sim.scenario.merging import merged
from sim.scenario.overrides import override_layers
from sim.scenario.paths import is_rate
from sim.scenario.problems import ScenarioError, schema_problems
from sim.scenario.resolved import resolved_dict
from sim.scenario.schema import Scenario
from sim.units import BPS, to_bps


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with a value at each path: uncertain no more, rates in whole basis points.

    Raises ScenarioError with every problem found.
    """
    data = normalised(resolved_dict(scenario))
    settings = [f"{path}={whole(path, value)!r}" for path, value in values.items()]
    layers, problems = override_layers(settings, data)
    data = merged([Layer(scenario.name, data), *layers])

    def place(path: str) -> str:
        return f"{scenario.name} with {', '.join(settings)}" if settings else path

    problems += about_problems(data, place)
    try:
        changed = Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError([*problems, *schema_problems(error, data, place)]) from None
    if problems:
        raise ScenarioError(problems)
    return changed


def whole(path: str, value: float) -> float:
    """A value as its field holds it: a rate in whole basis points, anything else as it is."""
    return to_bps(value) / BPS if is_rate(path) else value
