"""Claims: from when to when, who may, and how many are made."""

from math import log
from random import Random
from statistics import NormalDist

from sim.rules.claim import (
    NO_CLAIM,
    engagement_day,
    first_contact_day,
    is_alive,
    is_engaged,
    is_in_time,
    is_met_by_direct,
    is_protected,
    is_submitted,
    submission_day,
    was_met_first,
)
from sim.rules.deal import contract_value_cents
from sim.units import NEVER_YET
from tests.rules.closed_forms import agrees

LAST_U = 1 - 2**-53


def test_a_first_contact_may_lie_before_the_start():
    assert first_contact_day(10, 30) == -20


def test_what_an_opportunity_needs_to_be_registered():
    assert is_submitted(0.69, 0.7, True, True, 500, 500)
    assert not is_submitted(0.7, 0.7, True, True, 500, 500)
    assert not is_submitted(0.0, 1.0, False, True, 500, 500)
    assert not is_submitted(0.0, 1.0, True, False, 500, 500)
    assert not is_submitted(0.0, 1.0, True, True, 499, 500)


def test_days_of_a_submission():
    assert [submission_day(u, -20, 2, 5) for u in (0.0, 0.25, 0.74, LAST_U)] == [-18, -17, -16, -15]
    assert submission_day(LAST_U, 100, 0, 0) == 100


def test_a_claim_is_alive_for_its_days_and_its_renewals():
    """Approved on day 12 for 90 days: the last is day 101; with a renewal day 191."""
    assert [is_alive(day, 12, 90, 0) for day in (11, 12, 101, 102)] == [False, True, True, False]
    assert [is_alive(day, 12, 90, 1) for day in (102, 191, 192)] == [True, True, False]
    assert not is_alive(-100, NO_CLAIM, 720, 20)


def test_protection_is_shorter_than_the_claim_and_begins_anew_with_a_renewal():
    """R-50: protected for 30 of 90 days."""
    found = [day for day in range(300) if is_protected(day, 12, 90, 1, 30)]
    assert found == [*range(12, 42), *range(102, 132)]
    assert [day for day in range(300) if is_protected(day, 12, 90, 1, 90)] == list(range(12, 192))
    assert not any(is_protected(day, 12, 90, 1, 0) for day in range(300))


def test_the_last_day_in_time():
    assert [is_in_time(submission, 20, 7) for submission in (20, 27, 28)] == [True, True, False]


def test_direct_meets_an_account_around_its_qualification():
    assert [engagement_day(u, 100, -30, 30) for u in (0.0, 0.5, LAST_U)] == [70, 100, 130]
    assert engagement_day(LAST_U, 100, 5, 5) == 105
    assert [is_met_by_direct(u, 0.2) for u in (0.19, 0.2)] == [True, False]


def test_direct_counts_from_the_day_on_which_it_came():
    assert [is_engaged(100, day) for day in (99, 100, 101)] == [False, True, True]
    assert not is_engaged(NEVER_YET, 100)


def test_direct_was_first_where_it_came_before_the_partner():
    assert [was_met_first(engaged, 90, 70) for engaged in (69, 70, 91, NEVER_YET)] == [True, False, False, False]
    assert not was_met_first(69, 60, 70)


def test_registration_use():
    """Registered ÷ qualified: chance · part of the deals that are large enough, a lognormal's."""
    dice = Random(4)
    least, median, sigma = 1_500_000, 2_400_000.0, 0.7

    def use(chance):
        return chance * (1 - NormalDist().cdf(log(least / median) / sigma))

    found = [
        is_submitted(dice.random(), 0.75, True, True, contract_value_cents(dice.random(), median, sigma), least)
        for _ in range(20_000)
    ]
    agrees(found, use(0.75), use(1.05 * 0.75))
