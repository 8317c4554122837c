"""A scenario with some of its numbers set, as ``--set`` sets them."""

from collections.abc import Mapping
from typing import TypeVar

from sim.scenario.load import changed
from sim.scenario.overrides import Setting
from sim.scenario.schema import Root

R = TypeVar("R", bound=Root)


def with_values(scenario: R, values: Mapping[str, float], typed: Mapping[str, str] | None = None) -> R:
    """The scenario with a value at each path: uncertain no more, rates in whole basis points.

    ``typed`` is what the user typed for a path, for messages. Raises ScenarioError with every problem found.
    """
    known = typed or {}
    return changed(
        scenario, [Setting(f"{path}={value!r}", known.get(path, f"--set {path}")) for path, value in values.items()]
    )
