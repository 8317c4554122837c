"""A scenario with some of its numbers set, as ``--set`` sets them."""

from collections.abc import Mapping

from sim.scenario.load import changed
from sim.scenario.overrides import Setting
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario


def with_values(scenario: Scenario, values: Mapping[str, float], typed: Mapping[str, str] | None = None) -> Scenario:
    """The scenario with a value at each path: uncertain no more, rates in whole basis points.

    ``typed`` is what the user typed for a path, for messages. Raises ScenarioError with every problem found.
    """
    known = typed or {}
    return changed(
        scenario, [Setting(f"{path}={value!r}", known.get(path, f"--set {path}")) for path, value in values.items()]
    )


def whole(path: str, value: float) -> float:
    """A value as its field holds it: a rate in whole basis points, anything else as it is."""
    spec = spec_of(path)
    return value if spec is None else float(spec.held(value))
