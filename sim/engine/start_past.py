"""The months before day 0 fill the table of what is there on it: their revenue, and the fees that are owed."""

from sim.compilation import part
from sim.engine.started import Start
from sim.engine.started_new import add_books
from sim.scenario.parameters import Parameters


@part
def add_past(parameters: Parameters, start: Start) -> None:
    """Revenue of the months that are known, and fees that were earned in them and are not paid yet."""
    state = parameters.start[0]
    for number in range(len(state.months)):
        add_books(start, state.months[number].sourced_cents, state.months[number].total_cents)
    start.owed_cents = state.owed_cents
