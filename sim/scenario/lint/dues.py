"""What partners pay: settings that act on nothing."""

from collections.abc import Iterator

from sim.scenario.ever import is_ever_set
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def due_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-72: months from which a minimum holds, without a minimum."""
    for name, kind in sorted(scenario.archetypes.items()):
        path = f"archetypes.{name}.terms.minimum_from_month"
        if kind.terms.minimum_from_month and not is_ever_set(scenario, "terms.minimum_per_month"):
            yield Flag("R-72", f"{path} changes nothing: terms.minimum_per_month is 0", "warning")
