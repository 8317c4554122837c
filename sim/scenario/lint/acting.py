"""Whether a number acts in any world and month, and what is said of a setting that does not."""

from typing import Any

from sim.scenario.changes import Course
from sim.scenario.lint.flag import Flag
from sim.scenario.paths import value_at
from sim.scenario.schema import Scenario


def nothing(rule: str, path: str, why: str) -> Flag:
    """That what is stated at a path acts on nothing."""
    return Flag(rule, f"{path} changes nothing: {why}", "warning")


class Ever:
    """The numbers of a scenario in all its worlds and months."""

    def __init__(self, scenario: Scenario) -> None:
        self.drawn = scenario.uncertainty
        self.held = Course(scenario).in_force
        """What is in force, by number of the months with changes that are over."""

    def differs(self, path: str, neutral: Any) -> bool:
        """Whether the value at a path is ever another; one that is drawn is."""
        return path in self.drawn or any(value_at(one, path) not in (None, neutral) for one in self.held)

    def acts(self, path: str) -> bool:
        """Whether a number is ever another than 0."""
        return self.differs(path, 0)
