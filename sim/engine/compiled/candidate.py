"""Candidates, compiled: they are listed with a score, and the best are contacted (R-20, R-23, R-25, R-28)."""

from sim.compilation import part
from sim.engine.compiled.agenda import link
from sim.engine.compiled.partner import contact
from sim.engine.compiled.pool import pop_candidate, push_candidate
from sim.engine.compiled.replication import has_phase, keep_stock
from sim.engine.compiled.state import World
from sim.engine.identity import STARTED_BATCH
from sim.metrics.tallies import PLANNED, STAFFED
from sim.randomness import Stream, uniform
from sim.rules.selection import contact_quota, selection_score, staffed_quota
from sim.units import MILLION

_SCORE = Stream.SCORE.value
_BATCH_PLACE, _INDEX_PLACE = 32, 16
_STARTED_PLACE = STARTED_BATCH << _BATCH_PLACE


@part
def list_candidates(w: World, month: int) -> None:
    """New names and returning candidates get a score; those not ready rest until their next visit (R-20, R-23)."""
    for position in range(len(w.parameters.archetypes)):
        archetype = w.parameters.archetypes[position]
        size = archetype.candidates if month == 1 else archetype.candidates_per_month
        for number in range(size):
            _list(w, month, position, _index_of(w, position, month - 1, number), 0)
    returned = w.returning[month]
    while returned >= 0:
        candidate = w.links[returned]
        _list(w, month, archetype_at(w, candidate.first), candidate.first, candidate.second)
        returned = candidate.next


@part
def _index_of(w: World, position: int, batch: int, number: int) -> int:
    """Dense index of a candidate."""
    archetype = w.parameters.archetypes[position]
    index = w.prepared.archetypes[position].first_index + number
    if batch > 0:
        index += archetype.candidates + (batch - 1) * archetype.candidates_per_month
    return index


@part
def archetype_at(w: World, index: int) -> int:
    """Position of the archetype of a dense index."""
    position = len(w.parameters.archetypes) - 1
    while w.prepared.archetypes[position].first_index > index:
        position -= 1
    return position


@part
def _place_of(w: World, position: int, index: int) -> int:
    """Place of a candidate in the address of a random number: its batch and its index in it."""
    archetype = w.parameters.archetypes[position]
    number = index - w.prepared.archetypes[position].first_index
    if index >= w.prepared.archetypes[position].started_index:
        return _STARTED_PLACE
    if number < archetype.candidates:
        return number << _INDEX_PLACE
    number -= archetype.candidates
    batch = number // archetype.candidates_per_month + 1
    return batch << _BATCH_PLACE | number % archetype.candidates_per_month << _INDEX_PLACE


@part
def _word_of(w: World, position: int, index: int) -> int:
    """The name under which a candidate draws: its archetype's, or its own in a running program."""
    number = index - w.prepared.archetypes[position].started_index
    if number < 0:
        return w.parameters.archetypes[position].name_word
    state = w.parameters.start[0]
    number -= state.first_partner[position + 1] - state.first_partner[position]
    return state.candidates[state.first_candidate[position] + number].name_word


@part
def _list(w: World, month: int, position: int, index: int, visit: int) -> None:
    archetype = w.parameters.archetypes[position]
    selection = w.parameters.selection
    u = uniform(w.run.key, _SCORE, _word_of(w, position, index), _place_of(w, position, index), visit)
    score = selection_score(u, archetype.score_mean, archetype.score_sd)
    if score < selection.minimum_score:
        link(w, w.returning, month + selection.revisit_months, index, visit + 1)
    else:
        push_candidate(w, position, score, index, visit)


@part
def contact_candidates(w: World, month: int) -> None:
    """The month's contacts go to archetypes by mix and to the best scores first (R-25, R-28)."""
    if not has_phase(w):
        return
    phase = w.parameters.phases[w.run.phase]
    capacity = w.prepared.readiness[month].capacity
    heads = phase.managers + phase.staff
    per_head = w.parameters.program.contacts_per_head_month
    all_planned = 0
    all_staffed = 0
    for position in range(len(w.parameters.archetypes)):
        recruiting = w.recruiting[position]
        share = w.parameters.archetypes[position].mix_share
        quota = staffed_quota(phase.contacts_per_month, share, capacity, heads, per_head)
        all_planned += contact_quota(phase.contacts_per_month, share, capacity)
        all_staffed += quota
        recruiting.contact_carry += quota
        contacts = recruiting.contact_carry // MILLION
        recruiting.contact_carry -= contacts * MILLION
        for _ in range(min(contacts, recruiting.pool_size)):
            score, index, visit = pop_candidate(w, position)
            contact(w, position, index, _word_of(w, position, index), _place_of(w, position, index), score, visit)
    keep_stock(w, month, PLANNED, all_planned)
    keep_stock(w, month, STAFFED, all_staffed)
