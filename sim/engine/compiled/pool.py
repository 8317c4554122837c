"""Candidates to contact, compiled: a binary heap an archetype; the best score first, then identity."""

from sim.compilation import part
from sim.engine.compiled import state as s
from sim.ledger import IntArray
from sim.rules.selection import HIGHEST_SCORE

_VISIT_BITS = 16
_DENSE_BITS = 24


@part
def push_candidate(m: IntArray, kind: int, score: int, dense: int, visit: int) -> None:
    """Put a candidate into the pool of its archetype."""
    entry = ((HIGHEST_SCORE - score) << _DENSE_BITS | dense) << _VISIT_BITS | visit
    base, at = m[m[s.POOL_START_AT] + kind], m[m[s.POOL_SIZE_AT] + kind]
    m[m[s.POOL_SIZE_AT] + kind] = at + 1
    while at > 0:
        above = (at - 1) // 2
        if m[base + above] <= entry:
            break
        m[base + at] = m[base + above]
        at = above
    m[base + at] = entry


@part
def pop_candidate(m: IntArray, kind: int) -> tuple[int, int, int]:
    """Take the best candidate: score, dense index, visit."""
    base, size = m[m[s.POOL_START_AT] + kind], m[m[s.POOL_SIZE_AT] + kind] - 1
    m[m[s.POOL_SIZE_AT] + kind] = size
    best, entry, at = m[base], m[base + size], 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and m[base + below + 1] < m[base + below]:
            below += 1
        if entry <= m[base + below]:
            break
        m[base + at] = m[base + below]
        at = below
    m[base + at] = entry
    visit = best & ((1 << _VISIT_BITS) - 1)
    dense = (best >> _VISIT_BITS) & ((1 << _DENSE_BITS) - 1)
    return HIGHEST_SCORE - (best >> (_VISIT_BITS + _DENSE_BITS)), dense, visit
