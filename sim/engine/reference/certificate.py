"""Certificates: exams and lapses at quarter closes, and what they cost (R-32, R-34, R-36)."""

from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Partner
from sim.ledger import Kind
from sim.metrics.tallies import CERTIFIED
from sim.randomness import Stream, draw_uniform
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


def charge_certificates(run: Replication, month: int) -> None:  # noqa: ARG001  # what every step is given
    """What those cost that were passed or renewed since the books before; beside it what they cost the partners."""
    for position, certificate in enumerate(run.parameters.certificates):
        number, run.issued[position] = run.issued[position], 0
        cost, theirs = number * certificate.cost_cents, number * certificate.partner_cost_cents
        if cost or theirs:
            run.row(Kind.COST_CERTIFICATION.value, amount=cost, listed=theirs, detail=position)


def hold_exams(run: Replication, month: int) -> None:
    """At the close of a quarter, by partner whose onboarding is over, by dense index, and certificate, by name."""
    if not run.parameters.certificates or month % MONTHS_PER_QUARTER:
        return
    for partner in run.partners():
        if partner.onboarded:
            for position in range(len(run.parameters.certificates)):
                _hold_exam(run, month, partner, position)


def _hold_exam(run: Replication, month: int, partner: Partner, position: int) -> None:
    """Those of whom a certificate ends renew it or not; who may, and does not hold it, may pass."""
    certificate, quarter = run.parameters.certificates[position], month // MONTHS_PER_QUARTER
    entitled = certifiable_people(partner.archetype.reps, partner.size)
    if certificate.requires != NO_CERTIFICATE:
        entitled = partner.holders[certificate.requires]
    first = COHORTS * position
    at = first + due_cohort(quarter)
    due, partner.cohorts[at] = partner.cohorts[at], 0
    lapsed, passed = exams_of_quarter(
        entitled, partner.holders[position], due, certificate.pass_probability, certificate.renewal_probability,
        _draw(run, month, partner, position, _PASSED), _draw(run, month, partner, position, _RENEWED),
    )  # fmt: skip
    partner.cohorts[first + cohort_of(quarter, certificate.valid_months)] += due - lapsed + passed
    partner.holders[position] += passed - lapsed
    run.issued[position] += due - lapsed + passed
    if lapsed:
        run.row(Kind.LAPSED.value, partner.index, amount=lapsed, detail=position)
    if passed:
        run.row(Kind.CERTIFIED.value, partner.index, amount=passed, detail=position)


def _draw(run: Replication, month: int, partner: Partner, position: int, ordinal: int) -> float:
    kind_word = run.parameters.certificates[position].name_words[partner.archetype_position]
    word = exam_word(kind_word, partner.name_word, partner.archetype.name_word)
    return draw_uniform(run.key, _EXAM, word, partner.place | month << 8, ordinal)


def count_certified(run: Replication, month: int) -> None:
    """How many certificates people of partners in force hold, after all that a close does."""
    if run.parameters.certificates:
        run.ledger.count(CERTIFIED, month, sum(sum(partner.holders) for partner in run.in_force.values()))


def begin_certificates(run: Replication, partner: Partner) -> None:
    """Nobody holds one as an agreement begins."""
    number = len(run.parameters.certificates)
    partner.holders, partner.cohorts = [0] * number, [0] * (COHORTS * number)


def recall_certificates(run: Replication, partner: Partner, place: int) -> None:
    """Who holds one at a partner that is there."""
    number = len(run.parameters.certificates)
    partner.holders = [run.start.holders[number * place + position] for position in range(number)]
    cohorts = COHORTS * number
    partner.cohorts = [run.start.cohorts[cohorts * place + at] for at in range(cohorts)]


def recall_issued(run: Replication) -> None:
    """Those that no books have charged yet."""
    run.issued = [run.start.issued[position] for position in range(len(run.parameters.certificates))]
