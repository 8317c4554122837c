"""Events by day and lists by month, compiled.

Durations are whole days of at least one, so a day's events are all known when it begins; they are then put in the
order of their keys. No heap is needed.
"""

from sim.compilation import part
from sim.engine.compiled import state as s
from sim.engine.compiled.state import link_row
from sim.engine.order import DEAL_BITS, PARTNER_BITS
from sim.ledger import IntArray

_PARTNER_SHIFT = DEAL_BITS
PHASE_SHIFT = PARTNER_BITS + DEAL_BITS


@part
def schedule(m: IntArray, day: int, phase: int, partner: int, deal: int, entity: int) -> None:
    """An event on ``day`` with its place in the day's order; past the horizon nothing happens."""
    if day >= 30 * m[s.MONTHS]:
        return
    event = m[s.EVENTS]
    if event == m[s.EVENT_ROOM]:
        m[s.IS_FULL] = 1
        return
    m[s.EVENTS] = event + 1
    row = m[s.EVENT_AT] + event * s.EVENT_COLUMNS
    m[row + s.EVENT_ORDER] = phase << PHASE_SHIFT | partner << _PARTNER_SHIFT | deal
    m[row + s.EVENT_ENTITY] = entity
    m[row + s.EVENT_NEXT] = m[m[s.DAY_HEAD_AT] + day]
    m[m[s.DAY_HEAD_AT] + day] = row


@part
def collect(m: IntArray, day: int) -> int:
    """Put the day's events into the agenda in order, entities with their keys; their number."""
    size, row = 0, m[m[s.DAY_HEAD_AT] + day]
    while row >= 0:
        if size == m[s.AGENDA_ROOM]:
            m[s.IS_FULL] = 1
            return 0
        m[m[s.AGENDA_AT] + size] = m[row + s.EVENT_ENTITY]
        m[m[s.AGENDA_KEY_AT] + size] = m[row + s.EVENT_ORDER]
        size += 1
        row = m[row + s.EVENT_NEXT]
    put_in_order(m, size)
    return size


@part
def put_in_order(m: IntArray, size: int) -> None:
    """Sort the first entries of the agenda by their keys, which are distinct (shell sort)."""
    entries, keys, gap = m[s.AGENDA_AT], m[s.AGENDA_KEY_AT], 1
    while gap < size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, size):
            entry, key, at = m[entries + last], m[keys + last], last
            while at >= gap and m[keys + at - gap] > key:
                m[entries + at] = m[entries + at - gap]
                m[keys + at] = m[keys + at - gap]
                at -= gap
            m[entries + at] = entry
            m[keys + at] = key
        gap //= 3


@part
def merge_in_order(m: IntArray, list_at: int, old: int, size: int, keys_at: int, columns: int) -> None:
    """Put a list in order whose first ``old`` entries are in order; an entry's key stands ``columns`` apart."""
    new = size - old
    if new > m[s.AGENDA_ROOM]:
        m[s.IS_FULL] = 1
        return
    for position in range(new):
        entry = m[list_at + old + position]
        m[m[s.AGENDA_AT] + position] = entry
        m[m[s.AGENDA_KEY_AT] + position] = m[keys_at + columns * entry]
    put_in_order(m, new)
    at = size - 1
    while new > 0:
        if old > 0 and m[keys_at + columns * m[list_at + old - 1]] > m[m[s.AGENDA_KEY_AT] + new - 1]:
            m[list_at + at] = m[list_at + old - 1]
            old -= 1
        else:
            m[list_at + at] = m[m[s.AGENDA_AT] + new - 1]
            new -= 1
        at -= 1


@part
def link(m: IntArray, heads_at: int, month: int, first: int, second: int) -> None:
    """Add two values to the list of ``month``; past the horizon nothing is kept."""
    if month > m[s.MONTHS]:
        return
    new = m[s.LINKS]
    if new == m[s.LINK_ROOM]:
        m[s.IS_FULL] = 1
        return
    m[s.LINKS] = new + 1
    row = link_row(m, new)
    m[row + s.FIRST_VALUE] = first
    m[row + s.SECOND_VALUE] = second
    m[row + s.NEXT] = m[heads_at + month]
    m[heads_at + month] = new
