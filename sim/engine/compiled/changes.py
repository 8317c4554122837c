"""Changes, compiled: from the opening of a month on, other parameters are in force (R-77)."""

from sim.compilation import part
from sim.engine.compiled.replication import emit
from sim.engine.compiled.state import World
from sim.engine.prepared import prepare_in_force
from sim.ledger import NOBODY, Kind

_TERMS_CHANGED = Kind.TERMS_CHANGED.value
_NOBODY = NOBODY


@part
def read_changes(w: World, month: int) -> None:
    """The changes of the month, by name; a row for each that gives a lever another value than it has."""
    for position in range(len(w.stated.changes)):
        change = w.stated.changes[position]
        if change.month == month:
            hold(w, change.number)
            if change.moved > 0:
                emit(w, _TERMS_CHANGED, _NOBODY, _NOBODY, change.moved, 0, change.position)


@part
def hold_from_start(w: World) -> None:
    """What is in force at the close with which the run begins."""
    number = 0
    for position in range(len(w.stated.changes)):
        change = w.stated.changes[position]
        if change.month <= w.start.month:
            number = max(number, change.number)
    if len(w.stated.later) > 0:
        hold(w, number)


@part
def hold(w: World, number: int) -> None:
    """The parameters that are in force after so many months with changes."""
    w.run.changed = number
    w.parameters = w.stated
    if number > 0:
        w.parameters = w.stated.later[number - 1]
    prepare_in_force(w.parameters, w.prepared, True)
