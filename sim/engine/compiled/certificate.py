"""Certificates, compiled: exams and lapses at quarter closes, and what they cost (R-32, R-34, R-36)."""

from sim.compilation import part
from sim.engine.compiled.effects import expect_effects
from sim.engine.compiled.numbers import fill
from sim.engine.compiled.replication import archetype_of, emit, keep_stock
from sim.engine.compiled.state import World
from sim.ledger import NOBODY, Kind
from sim.metrics.tallies import CERTIFIED
from sim.randomness import Stream, uniform
from sim.rules.certificate import (
    COHORTS,
    certifiable_people,
    cohort_of,
    due_cohort,
    exam_word,
    exams_of_quarter,
)
from sim.scenario.parameters import NO_CERTIFICATE
from sim.units import MONTHS_PER_QUARTER

_EXAM = Stream.EXAM.value
_PASSED, _RENEWED = range(2)
"""Ordinals of the two draws."""
_NOT_DRAWN = 0.0
"""The draw of an exam for which nobody sits, whatever lapses."""
_LAPSED, _CERTIFIED, _COST = Kind.LAPSED.value, Kind.CERTIFIED.value, Kind.COST_CERTIFICATION.value
_COHORTS, _NO_CERTIFICATE, _NOBODY, _HELD = COHORTS, NO_CERTIFICATE, NOBODY, CERTIFIED
_MONTH_PLACE = 8


@part
def charge_certificates(w: World, month: int) -> None:  # noqa: ARG001  # what every step is given
    """What those cost that were passed or renewed since the books before; beside it what they cost the partners."""
    for position in range(len(w.parameters.certificates)):
        certificate = w.parameters.certificates[position]
        number = w.issued[position]
        w.issued[position] = 0
        cost = number * certificate.cost_cents
        theirs = number * certificate.partner_cost_cents
        if cost != 0 or theirs != 0:
            emit(w, _COST, _NOBODY, _NOBODY, cost, theirs, position)


@part
def hold_exams(w: World, month: int) -> None:
    """At the close of a quarter, by partner whose onboarding is over, by dense index, and certificate, by name."""
    if len(w.parameters.certificates) == 0 or month % MONTHS_PER_QUARTER != 0:
        return
    for place in range(w.run.in_force):
        slot = w.in_force[place].entity
        if w.partners[slot].onboarded:
            for position in range(len(w.parameters.certificates)):
                _hold_exam(w, month, slot, position)


@part
def _hold_exam(w: World, month: int, slot: int, position: int) -> None:
    """Those of whom a certificate ends renew it or not; who may, and does not hold it, may pass."""
    certificate = w.parameters.certificates[position]
    partner = w.partners[slot]
    archetype = archetype_of(w, partner)
    quarter = month // MONTHS_PER_QUARTER
    first = len(w.parameters.certificates) * slot
    entitled = certifiable_people(archetype.reps, partner.size)
    if certificate.requires != _NO_CERTIFICATE:
        entitled = w.holders[first + certificate.requires]
    held = first + position
    at = _COHORTS * held + due_cohort(quarter)
    due = w.cohorts[at]
    w.cohorts[at] = 0
    word = exam_word(certificate.name_words[partner.archetype], partner.name_word, archetype.name_word)
    place = partner.place | month << _MONTH_PLACE
    u_passed = _NOT_DRAWN
    u_renewed = _NOT_DRAWN
    if entitled > w.holders[held] - due:
        u_passed = uniform(w.run.key, _EXAM, word, place, _PASSED)
    if due > 0:
        u_renewed = uniform(w.run.key, _EXAM, word, place, _RENEWED)
    lapsed, passed = exams_of_quarter(
        entitled, w.holders[held], due, certificate.pass_probability, certificate.renewal_probability, u_passed,
        u_renewed,
    )  # fmt: skip
    w.cohorts[_COHORTS * held + cohort_of(quarter, certificate.valid_months)] += due - lapsed + passed
    if (w.holders[held] > 0) != (w.holders[held] + passed - lapsed > 0):
        expect_effects(w, slot)
    w.holders[held] += passed - lapsed
    w.issued[position] += due - lapsed + passed
    if lapsed != 0:
        emit(w, _LAPSED, partner.index, _NOBODY, lapsed, 0, position)
    if passed != 0:
        emit(w, _CERTIFIED, partner.index, _NOBODY, passed, 0, position)


@part
def count_certified(w: World, month: int) -> None:
    """How many certificates people of partners in force hold, after all that a close does."""
    number = len(w.parameters.certificates)
    if number == 0:
        return
    held = 0
    for place in range(w.run.in_force):
        first = number * w.in_force[place].entity
        for position in range(number):
            held += w.holders[first + position]
    keep_stock(w, month, _HELD, held)


@part
def begin_certificates(w: World, slot: int) -> None:
    """Nobody holds one yet."""
    number = len(w.parameters.certificates)
    fill(w.holders, number * slot, number * (slot + 1), 0)
    fill(w.cohorts, _COHORTS * number * slot, _COHORTS * number * (slot + 1), 0)


@part
def recall_certificates(w: World, slot: int) -> None:
    """Who holds one at a partner that is there; partners have the same places in the table."""
    number = len(w.parameters.certificates)
    for place in range(number * slot, number * (slot + 1)):
        w.holders[place] = w.start.holders[place]
    for place in range(_COHORTS * number * slot, _COHORTS * number * (slot + 1)):
        w.cohorts[place] = w.start.cohorts[place]


@part
def recall_issued(w: World) -> None:
    """Those that no books have charged yet."""
    for position in range(len(w.parameters.certificates)):
        w.issued[position] = w.start.issued[position]
