"""Certificates: who can hold one, exams and lapses by quarter; how many hold one in the long run."""

from random import Random

import pytest

from sim.rules.certificate import (
    COHORTS,
    MOST_PEOPLE,
    certifiable_people,
    cohort_of,
    due_cohort,
    exam_word,
    exams_of_quarter,
    quarters_since,
)
from tests.rules.closed_forms import agrees

LAST_U = 1 - 2**-53


@pytest.mark.parametrize(
    ("reps", "size", "people"),
    [(1, 0.01, 1), (1, 1.49, 1), (1, 1.5, 2), (8, 1.0, 8), (200, 1.0, MOST_PEOPLE), (30, 9.0, MOST_PEOPLE)],
)
def test_people_by_size(reps, size, people):
    assert certifiable_people(reps, size) == people


@pytest.mark.parametrize(("valid_months", "quarters"), [(3, 1), (4, 2), (6, 2), (12, 4), (24, 8), (58, 20), (60, 20)])
def test_a_cohort_is_due_after_its_validity_and_not_before(valid_months, quarters):
    for quarter in range(-3, 50):
        assert due_cohort(quarter + quarters) == cohort_of(quarter, valid_months)
        before = {due_cohort(quarter + after) for after in range(1, quarters)}
        assert cohort_of(quarter, valid_months) not in before
    assert quarters <= COHORTS


def test_everybody_passes_and_everybody_is_renewed():
    assert exams_of_quarter(7, 3, 2, 1.0, 1.0, 0.0, 0.0) == (0, 4)


def test_who_lapses_may_pass_at_once():
    """Of 7 people 3 hold it and 2 of them lapse: 6 sit the exam."""
    assert exams_of_quarter(7, 3, 2, 1.0, 0.0, 0.0, LAST_U) == (2, 6)
    assert exams_of_quarter(7, 3, 2, 0.0, 0.0, LAST_U, LAST_U) == (2, 0)


def test_holders_keep_theirs_when_the_required_one_lapses():
    """One person is left with the required certificate, three hold the next: nobody sits its exam."""
    assert exams_of_quarter(1, 3, 0, 1.0, 1.0, 0.5, 0.5) == (0, 0)
    assert exams_of_quarter(1, 3, 3, 1.0, 0.0, 0.5, 0.5) == (3, 1)


def test_the_two_draws_are_not_exchanged():
    assert exams_of_quarter(1, 0, 0, 0.5, 0.5, 0.6, 0.4) == (0, 1)
    assert exams_of_quarter(1, 1, 1, 0.0, 0.5, 0.6, 0.4) == (1, 0)


@pytest.mark.parametrize(("day", "quarters"), [(-1, 1), (-89, 1), (-90, 2), (-179, 2), (-180, 3), (-3_600, 41)])
def test_closes_of_quarters_before_day_0(day, quarters):
    """That of day 0, and one each 90 days before it, from the day on."""
    assert quarters_since(day) == quarters == len([close for close in range(0, -4_000, -90) if close >= day])


def test_exams_are_drawn_by_certificate_kind_and_the_partners_own_name():
    """A partner without a name of its own draws under the certificate's for its kind."""
    assert exam_word(7, 5, 5) == 7
    assert len({exam_word(7, 5, 5), exam_word(7, 6, 5), exam_word(8, 5, 5), exam_word(8, 6, 5)}) == 4


def holders_of(dice, people, required, chance, renewal, valid_months, quarters):
    """Holders of a certificate after each quarter; of it and of one that requires it, if ``required``."""
    rings = [[0] * COHORTS, [0] * COHORTS]
    holders = [0, 0]
    told = []
    for quarter in range(1, quarters + 1):
        for one in range(2 if required else 1):
            due = rings[one][due_cohort(quarter)]
            entitled = holders[0] if one else people
            lapsed, passed = exams_of_quarter(
                entitled, holders[one], due, chance, renewal, dice.random(), dice.random()
            )
            rings[one][due_cohort(quarter)] = 0
            rings[one][cohort_of(quarter, valid_months)] += due - lapsed + passed
            holders[one] += passed - lapsed
            assert sum(rings[one]) == holders[one]
            assert 0 <= holders[one] <= people
        told.append(holders[required])
    return told


def share_certified(chance, renewal, valid_quarters):
    """Long-run share of a person's quarters with a certificate: valid ÷ (1 − renewal) of them, then 1 ÷ chance − 1."""
    held = valid_quarters / (1 - renewal)
    return held / (held + 1 / chance - 1)


def test_certified_people_under_exam_and_lapse():
    """20 people, validity of a year, after the first years."""
    dice = Random(1)
    means = [sum(holders_of(dice, 20, False, 0.15, 0.5, 12, 120)[40:]) / 80 / 20 for _ in range(400)]
    agrees(means, share_certified(0.15, 0.5, 4), share_certified(1.05 * 0.15, 0.5, 4))
    agrees(means, share_certified(0.15, 0.5, 4), share_certified(0.15, 1.05 * 0.5, 4))


def test_certified_people_of_the_first_quarters():
    """1 − (1 − chance)^n, before anybody lapses."""
    dice = Random(2)
    counts = [holders_of(dice, 20, False, 0.15, 0.5, 24, 4)[3] / 20 for _ in range(2_000)]
    agrees(counts, 1 - 0.85**4, 1 - (1 - 1.05 * 0.15) ** 4)


def test_the_next_certificate_is_for_those_who_hold_the_required_one():
    """Both may be passed in one quarter: after n quarters Σ chance² · (j + 1) · (1 − chance)^j over j < n hold both."""

    def both(chance, quarters=4):
        return sum(chance**2 * (wait + 1) * (1 - chance) ** wait for wait in range(quarters))

    dice = Random(3)
    counts = [holders_of(dice, 20, True, 0.3, 0.5, 24, 4)[3] / 20 for _ in range(1_500)]
    agrees(counts, both(0.3), both(1.05 * 0.3))
