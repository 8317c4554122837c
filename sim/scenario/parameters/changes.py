"""Changes of levers: when they come, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.changes import Course


@dataclass(frozen=True, slots=True)
class ChangeParameters:
    month: int
    """At whose opening it comes, counted from day 0."""
    number: int
    """Of what is in force from that month on: 1 after the first month with changes."""
    position: int
    """Among all changes, in the order of their names."""
    moved: int
    """How many of its levers take another value, in force or for deals that had locked one."""


def change_parameters(course: Course) -> tuple[ChangeParameters, ...]:
    """All changes in the order in which they come."""
    names = sorted(name for moves in course.moves for name in moves)
    return tuple(
        ChangeParameters(
            month=period.month - course.over,
            number=number,
            position=names.index(name),
            moved=sum(move.is_felt for move in its),
        )
        for number, (period, moves) in enumerate(zip(course.periods, course.moves, strict=True), start=1)
        for name, its in moves.items()
    )
