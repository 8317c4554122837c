"""What is there when a run begins is filled once a future: established partners, or those of a running program.

``fill_start`` is compiled for the compiled engine and plain for the reference engine.
"""

from sim.compilation import part, plain
from sim.engine.prepared import Prepared
from sim.engine.start_established import add_established
from sim.engine.start_running import add_running
from sim.engine.started import Start, StartSize
from sim.records import blank, give_tables
from sim.scenario.parameters import Parameters

_FIRST_DEALS = 64


@part
def fill_start(parameters: Parameters, prepared: Prepared, key: int, start: Start, room: int) -> bool:
    """Fill the table for a future; False if it has more customers or opportunities than there is ``room`` for."""
    start.partner_count = 0
    start.customer_count = 0
    start.opportunity_count = 0
    start.waiting_count = 0
    for position in range(len(parameters.archetypes)):
        if not add_established(parameters, prepared, key, start, position, room):
            return False
        if len(parameters.start) > 0 and not add_running(parameters, prepared, key, start, position, room):
            return False
    if len(parameters.start) > 0:
        _put_in_line(parameters, start)
    return True


@part
def _put_in_line(parameters: Parameters, start: Start) -> None:
    """Partners that wait for onboarding, by the day of their agreement."""
    for number in range(len(parameters.start[0].waiting)):
        place = start.places[parameters.start[0].waiting[number]]
        if start.partners[place].waits:
            start.waiting[start.waiting_count] = place
            start.waiting_count += 1


_fill_plainly = plain(fill_start)


def partners_of(parameters: Parameters) -> int:
    """Partners that are there on day 0, or were once and are in its table."""
    established = sum(one.partners for archetype in parameters.archetypes for one in archetype.established)
    return established + sum(len(one.partners) for one in parameters.start)


def start_of(parameters: Parameters, prepared: Prepared, key: int) -> Start:
    """The state of day 0 of a future, in plain Python."""
    partners, room = partners_of(parameters), _FIRST_DEALS
    for one in parameters.start:
        room = max(room, len(one.customers) + len(one.opportunities))
    start = blank(Start)
    give_tables(start, StartSize(partners, room))
    while not _fill_plainly(parameters, prepared, key, start, room):
        room *= 2
        give_tables(start, StartSize(partners, room))
    return start
