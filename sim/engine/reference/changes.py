"""Changes: from the opening of a month on, other parameters are in force (R-77)."""

from sim.engine.prepared import prepare_again
from sim.engine.reference.replication import Replication
from sim.ledger import Kind


def read_changes(run: Replication, month: int) -> None:
    """The changes of the month, by name; a row for each that gives a lever another value than it has."""
    for change in run.stated.changes:
        if change.month == month:
            hold(run, change.number)
            if change.moved:
                run.row(Kind.TERMS_CHANGED.value, amount=change.moved, detail=change.position)


def hold_from_start(run: Replication) -> None:
    """What is in force at the close with which the run begins."""
    over = [change.number for change in run.stated.changes if change.month <= run.start.month]
    if over:
        hold(run, max(over))


def hold(run: Replication, number: int) -> None:
    """The parameters that are in force after so many months with changes."""
    run.changed, run.parameters = number, run.stated.later[number - 1]
    run.kinds.archetypes, run.vendor.parameters = run.parameters.archetypes, run.parameters.vendor
    prepare_again(run.parameters, run.prepared)
