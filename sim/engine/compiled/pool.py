"""Candidates to contact, compiled: a binary heap an archetype; the best score first, then identity."""

from sim.compilation import part
from sim.engine.compiled.state import World
from sim.rules.selection import HIGHEST_SCORE

_VISIT_BITS = 16
_DENSE_BITS = 24


@part
def push_candidate(w: World, archetype: int, score: int, index: int, visit: int) -> None:
    """Put a candidate into the pool of its archetype."""
    entry = ((HIGHEST_SCORE - score) << _DENSE_BITS | index) << _VISIT_BITS | visit
    recruiting = w.recruiting[archetype]
    start = recruiting.pool_start
    at = recruiting.pool_size
    recruiting.pool_size += 1
    while at > 0:
        above = (at - 1) // 2
        if w.pool[start + above] <= entry:
            break
        w.pool[start + at] = w.pool[start + above]
        at = above
    w.pool[start + at] = entry


@part
def pop_candidate(w: World, archetype: int) -> tuple[int, int, int]:
    """Take the best candidate: score, dense index, visit."""
    recruiting = w.recruiting[archetype]
    start = recruiting.pool_start
    recruiting.pool_size -= 1
    size = recruiting.pool_size
    best = w.pool[start]
    entry = w.pool[start + size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and w.pool[start + below + 1] < w.pool[start + below]:
            below += 1
        if entry <= w.pool[start + below]:
            break
        w.pool[start + at] = w.pool[start + below]
        at = below
    w.pool[start + at] = entry
    visit = best & ((1 << _VISIT_BITS) - 1)
    index = (best >> _VISIT_BITS) & ((1 << _DENSE_BITS) - 1)
    return HIGHEST_SCORE - (best >> (_VISIT_BITS + _DENSE_BITS)), index, visit
