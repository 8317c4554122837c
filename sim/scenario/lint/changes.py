"""Changes of levers that change nothing."""

from collections.abc import Iterator

from sim.scenario.changes import Course
from sim.scenario.lint.flag import Flag
from sim.scenario.schema import Scenario


def change_flags(scenario: Scenario) -> Iterator[Flag]:
    """R-77: a lever that is set to the value it has."""
    course = Course(scenario)
    for period, moves in zip(course.periods, course.moves, strict=True):
        for name, its in moves.items():
            for move in its:
                if not move.is_felt:
                    what = f"changes.{name} sets {move.path} to {move.after:g} from month {period.month} on"
                    cure = "state another value, or leave it out"
                    yield Flag("R-77", f"{what}, which it is already: {cure}", "warning")
