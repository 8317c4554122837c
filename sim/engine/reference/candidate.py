"""Candidates: they are listed with a score, and the best are contacted (R-20, R-23, R-25, R-28)."""

from heapq import heappop, heappush

from sim.engine.identity import STARTED_BATCH
from sim.engine.reference.partner import partner_life
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner
from sim.ledger import Kind
from sim.metrics.tallies import PLANNED, STAFFED
from sim.randomness import Stream, draw_uniform
from sim.rules.selection import contact_quota, selection_score, staffed_quota
from sim.units import MILLION

_SCORE = Stream.SCORE.value


def list_candidates(run: Replication, month: int) -> None:
    """New names and returning candidates get a score; those not ready rest until their next visit (R-20, R-23)."""
    for position, archetype in enumerate(run.parameters.archetypes):
        size = archetype.candidates if month == 1 else archetype.candidates_per_month
        for index in range(size):
            _list(run, month, position, month - 1, index, 0)
    for dense, visit in sorted(run.returning.pop(month, [])):
        _list(run, month, *run.roll.place(dense), visit)


def _list(run: Replication, month: int, position: int, batch: int, index: int, visit: int) -> None:
    archetype, dense = run.parameters.archetypes[position], run.roll.dense(position, batch, index)
    u = draw_uniform(run.key, _SCORE, _word(run, position, dense), _place(batch, index), visit)
    score = selection_score(u, archetype.score_mean, archetype.score_sd)
    if score < run.parameters.selection.minimum_score:
        run.returning.setdefault(month + run.parameters.selection.revisit_months, []).append((dense, visit + 1))
    else:
        heappush(run.pools[position], (-score, dense, visit))


def _word(run: Replication, position: int, dense: int) -> int:
    """The name under which a candidate draws: its archetype's, or its own in a running program."""
    _, batch, number = run.roll.place(dense)
    if batch != STARTED_BATCH:
        return run.parameters.archetypes[position].name_word
    state = run.parameters.start[0]
    partners = state.first_partner[position + 1] - state.first_partner[position]
    return state.candidates[state.first_candidate[position] + number - partners].name_word


def _place(batch: int, index: int) -> int:
    """Place of a candidate in the address of a random number; one of a running program has a name of its own."""
    return batch << 32 | (0 if batch == STARTED_BATCH else index << 16)


def contact_candidates(run: Replication, month: int) -> None:
    """The month's contacts go to archetypes by mix and to the best scores first (R-25, R-28)."""
    phase, planned, staffed = run.phase_in_force, 0, 0
    if phase is None:
        return
    heads = phase.managers + phase.staff
    for position, archetype in enumerate(run.parameters.archetypes):
        plan = phase.contacts_per_month, archetype.mix_share, run.prepared.readiness[month].capacity
        quota = staffed_quota(*plan, heads, run.parameters.program.contacts_per_head_month)
        planned += contact_quota(*plan)
        staffed += quota
        run.contact_carry[position] += quota
        contacts, run.contact_carry[position] = divmod(run.contact_carry[position], MILLION)
        for _ in range(min(contacts, len(run.pools[position]))):
            _contact(run, position)
    run.ledger.count(PLANNED, month, planned)
    run.ledger.count(STAFFED, month, staffed)


def _contact(run: Replication, position: int) -> None:
    """Approach the best candidate of an archetype: its funnel begins."""
    negative_score, dense, visit = heappop(run.pools[position])
    _, batch, index = run.roll.place(dense)
    partner = Partner(dense, run.kinds, position, _place(batch, index), -negative_score, visit)
    partner.name_word = _word(run, position, dense)
    run.row(Kind.CONTACTED.value, dense, detail=partner.score)
    run.agenda.begin(partner_life(run, partner))
