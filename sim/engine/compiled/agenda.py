"""Events by day and lists by month, compiled.

Durations are whole days of at least one, so a day's events are all known when it begins; they are then put in the
order of their keys. No heap is needed.
"""

from sim.compilation import part
from sim.engine.compiled.state import Entry, World
from sim.engine.order import order_key
from sim.records import Table
from sim.units import DAYS_PER_MONTH


@part
def schedule(w: World, day: int, phase: int, partner: int, deal: int, entity: int) -> None:
    """An event on ``day`` with its place in the day's order; past the horizon nothing happens."""
    if day >= DAYS_PER_MONTH * w.parameters.months:
        return
    if w.run.events == w.room.events:
        w.run.is_full = True
        return
    event = w.events[w.run.events]
    event.order = order_key(phase, partner, deal)
    event.entity = entity
    event.next = w.day_events[day]
    w.day_events[day] = w.run.events
    w.run.events += 1


@part
def collect(w: World, day: int) -> int:
    """Write the day's events into the agenda in order; returns their number."""
    size = 0
    position = w.day_events[day]
    while position >= 0:
        if size == w.room.agenda:
            w.run.is_full = True
            return 0
        event = w.events[position]
        note(w, size, event.order, event.entity)
        size += 1
        position = event.next
    put_in_order(w.agenda, size)
    return size


@part
def note(w: World, position: int, order: int, entity: int) -> None:
    """Write an entry into the agenda."""
    w.agenda[position].order = order
    w.agenda[position].entity = entity


@part
def put_in_order(entries: Table[Entry], size: int) -> None:
    """Sort the first entries by their orders, which are distinct (shell sort)."""
    gap = 1
    while gap < size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, size):
            order = entries[last].order
            entity = entries[last].entity
            at = last
            while at >= gap and entries[at - gap].order > order:
                entries[at] = entries[at - gap]
                at -= gap
            entries[at].order = order
            entries[at].entity = entity
        gap //= 3


@part
def merge_in_order(w: World, entries: Table[Entry], in_order: int, size: int) -> None:
    """Sort a list whose first entries are sorted already."""
    added = size - in_order
    if added > w.room.agenda:
        w.run.is_full = True
        return
    for position in range(added):
        w.agenda[position] = entries[in_order + position]
    put_in_order(w.agenda, added)
    at = size - 1
    while added > 0:
        if in_order > 0 and entries[in_order - 1].order > w.agenda[added - 1].order:
            entries[at] = entries[in_order - 1]
            in_order -= 1
        else:
            entries[at] = w.agenda[added - 1]
            added -= 1
        at -= 1


@part
def link(w: World, heads: Table[int], month: int, first: int, second: int) -> None:
    """Add two values to the list of ``month``; past the horizon nothing is kept."""
    if month > w.parameters.months:
        return
    if w.run.links == w.room.links:
        w.run.is_full = True
        return
    new = w.links[w.run.links]
    new.first = first
    new.second = second
    new.next = heads[month]
    heads[month] = w.run.links
    w.run.links += 1
