"""Partners that are there on day 0: who holds a certificate, after exams since their deal flow began."""

from sim.compilation import part
from sim.engine.started import Start
from sim.randomness import Stream, uniform
from sim.rules.certificate import (
    COHORTS,
    certifiable_people,
    cohort_of,
    due_cohort,
    exam_word,
    exams_of_quarter,
    quarters_since,
)
from sim.scenario.parameters import NO_CERTIFICATE, Parameters
from sim.units import has_come

_COHORTS, _NO_CERTIFICATE = COHORTS, NO_CERTIFICATE
_EXAM = Stream.EXAM.value


@part
def recall_certificates(parameters: Parameters, key: int, start: Start) -> None:
    """As if the certificates had been there; what they cost was paid before."""
    number = len(parameters.certificates)
    for position in range(number):
        start.issued[position] = 0
    for place in range(number * start.partner_count):
        start.holders[place] = 0
    for place in range(_COHORTS * number * start.partner_count):
        start.cohorts[place] = 0
    for place in range(start.partner_count if number > 0 else 0):
        partner = start.partners[place]
        if partner.onboarded and has_come(partner.flow_day) and not partner.gone:
            for ago in range(quarters_since(partner.flow_day) - 1, -1, -1):
                for position in range(number):
                    _hold_exam(parameters, key, start, place, position, ago)


@part
def _hold_exam(parameters: Parameters, key: int, start: Start, place: int, position: int, ago: int) -> None:
    """An exam so many quarters before day 0; the draws of a partner's past are told by their ordinals."""
    certificate = parameters.certificates[position]
    partner = start.partners[place]
    archetype = parameters.archetypes[partner.archetype]
    number = len(parameters.certificates)
    holders = number * place + position
    entitled = certifiable_people(archetype.reps, partner.size)
    if certificate.requires != _NO_CERTIFICATE:
        entitled = start.holders[number * place + certificate.requires]
    word = exam_word(certificate.name_words[partner.archetype], partner.name_word, archetype.name_word)
    at = _COHORTS * holders + due_cohort(-ago)
    due = start.cohorts[at]
    start.cohorts[at] = 0
    lapsed, passed = exams_of_quarter(
        entitled, start.holders[holders], due, certificate.pass_probability, certificate.renewal_probability,
        uniform(key, _EXAM, word, partner.place, 2 * ago), uniform(key, _EXAM, word, partner.place, 2 * ago + 1),
    )  # fmt: skip
    start.cohorts[_COHORTS * holders + cohort_of(-ago, certificate.valid_months)] += due - lapsed + passed
    start.holders[holders] += passed - lapsed
