"""Numbers that are 0 where they do nothing: whether one acts in any world and month."""

from sim.scenario.changes import Course
from sim.scenario.paths import split, value_at
from sim.scenario.schema import Scenario


def is_ever_set(scenario: Scenario, field: str) -> bool:
    """Whether ``archetypes.<name>.<field>`` is above 0 for any name, as stated, drawn or after a change."""
    held = Course(scenario).in_force if scenario.changes else [scenario]
    if any(_value(kind, field) for one in held for kind in one.archetypes.values()):
        return True
    steps = tuple(field.split("."))
    return any(split(path)[0] == "archetypes" and split(path)[2:] == steps for path in scenario.uncertainty)


def is_ever_above_0(scenario: Scenario, path: str) -> bool:
    """Whether a number is above 0 in any world and month, where its table is stated."""
    held = Course(scenario).in_force if scenario.changes else [scenario]
    return path in scenario.uncertainty or any(value_at(one, path) for one in held)


def _value(kind: object, field: str) -> object:
    for step in field.split("."):
        kind = getattr(kind, step)
    return kind
