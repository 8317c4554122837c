"""The changes of levers in a run, in numbers."""

from typing import Any

from sim.scenario.changes import Course
from sim.scenario.paths import spec_of
from sim.scenario.schema import Scenario


def changes_dict(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    """As ``changes``: each by month and name, with what its levers were and are; empty without one."""
    if not scenario.changes:
        return {}
    course = Course(scenario)
    return {
        "changes": [
            {
                "name": name,
                "month": period.month - course.over,
                "month_of_program": period.month,
                "retroactive": period.changes[name].retroactive,
                "levers": [
                    {"path": one.path, "unit": _unit(one.path), "before": one.before, "after": one.after} for one in its
                ],
            }
            for period, moves in zip(course.periods, course.moves, strict=True)
            for name, its in moves.items()
        ]
    }


def _unit(path: str) -> str:
    spec = spec_of(path)
    return "" if spec is None else spec.unit
