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
_PHASE_SHIFT = PARTNER_BITS + DEAL_BITS


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
    m[m[s.EVENT_ORDER_AT] + event] = phase << _PHASE_SHIFT | partner << _PARTNER_SHIFT | deal
    m[m[s.EVENT_ENTITY_AT] + event] = entity
    m[m[s.EVENT_NEXT_AT] + event] = m[m[s.DAY_HEAD_AT] + day]
    m[m[s.DAY_HEAD_AT] + day] = event


@part
def collect(m: IntArray, day: int) -> int:
    """Put the day's events into the agenda in order; their number."""
    size, event = 0, m[m[s.DAY_HEAD_AT] + day]
    while event >= 0:
        if size == m[s.AGENDA_ROOM]:
            m[s.IS_FULL] = 1
            return 0
        m[m[s.AGENDA_AT] + size] = event
        m[m[s.AGENDA_KEY_AT] + size] = m[m[s.EVENT_ORDER_AT] + event]
        size += 1
        event = m[m[s.EVENT_NEXT_AT] + event]
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
