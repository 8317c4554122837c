"""Departure hazard and the quarterly review at their edges."""

from math import exp, log

import pytest

from sim.rules.departure import KEPT, NO_DEAL, NO_OPPORTUNITY, departs, departure_hazard, review_outcome, yearly_hazard

LAST_U = 1 - 2**-53
NEVER = -1
NEW, SETTLED = -log(0.6), -log(0.88)


def test_a_yearly_chance_as_a_hazard():
    assert yearly_hazard(0.4) == pytest.approx(NEW)
    assert yearly_hazard(0.0) == 0.0


def test_hazard_at_age_0_and_at_a_high_age():
    assert departure_hazard(0, NEW, SETTLED, 8.0) == pytest.approx(NEW)
    assert departure_hazard(7200, NEW, SETTLED, 8.0) == pytest.approx(SETTLED)


def test_hazard_after_the_settling_time():
    """The difference has fallen to 1/e."""
    assert departure_hazard(240, NEW, SETTLED, 8.0) == pytest.approx(SETTLED + (NEW - SETTLED) * 0.36787944)


def test_hazard_falls_with_age():
    hazards = [departure_hazard(30 * month, NEW, SETTLED, 8.0) for month in range(100)]
    assert hazards == sorted(hazards, reverse=True)


def test_no_hazard_nobody_leaves():
    assert departure_hazard(100, 0.0, 0.0, 8.0) == 0.0
    assert not departs(0.0, 1.0, 100, 0.0, 0.0, 8.0)


def test_twelve_months_at_a_constant_hazard_are_the_yearly_chance():
    monthly = 1 - 0.6 ** (1 / 12)
    assert departs(monthly - 1e-9, 1.0, 0, NEW, NEW, 8.0)
    assert not departs(monthly + 1e-9, 1.0, 0, NEW, NEW, 8.0)


@pytest.mark.parametrize("age", [0, 30, 240, 3000])
@pytest.mark.parametrize("factor", [0.5, 1.0, 9.0])
def test_the_chance_follows_age_and_factor(age, factor):
    monthly = 1 - exp(-factor * departure_hazard(age, NEW, SETTLED, 8.0) / 12)
    assert departs(monthly - 1e-9, factor, age, NEW, SETTLED, 8.0)
    assert not departs(monthly + 1e-9, factor, age, NEW, SETTLED, 8.0)


def test_a_chance_of_99_percent_is_no_certainty():
    hazard = yearly_hazard(0.99)
    assert not departs(LAST_U, 1.0, 0, hazard, hazard, 8.0)


def review(day, signed=0, qualified=NEVER, won=NEVER, idle_quarters=2, grace=270, no_deal=0):
    return review_outcome(day, signed, qualified, won, idle_quarters, grace, no_deal)


@pytest.mark.parametrize(
    ("day", "qualified", "outcome"),
    [
        (540, 360, KEPT),  # the first day of the two quarters counts
        (540, 359, NO_OPPORTUNITY),
        (540, 540, KEPT),
        (540, NEVER, NO_OPPORTUNITY),
        (269, NEVER, KEPT),  # still in grace
        (270, NEVER, NO_OPPORTUNITY),
    ],
)
def test_two_quarters_without_an_opportunity(day, qualified, outcome):
    assert review(day, qualified=qualified) == outcome


def test_grace_counts_from_the_agreement():
    assert review(540, signed=271) == KEPT
    assert review(540, signed=270) == NO_OPPORTUNITY


def test_a_partner_younger_than_the_window_is_kept_without_grace():
    assert review(180, signed=0, grace=0) == KEPT
    assert review(181, signed=0, grace=0) == NO_OPPORTUNITY


def test_grace_longer_than_the_window():
    assert review(1079, grace=1080) == KEPT
    assert review(1080, grace=1080) == NO_OPPORTUNITY


def test_no_review_of_opportunities():
    assert review(3600, idle_quarters=0) == KEPT


@pytest.mark.parametrize(
    ("day", "signed", "won", "outcome"),
    [
        (720, 0, NEVER, KEPT),  # exactly 24 months
        (721, 0, NEVER, NO_DEAL),
        (1440, 0, 720, KEPT),
        (1441, 0, 720, NO_DEAL),
        (1440, 719, NEVER, NO_DEAL),
        (1440, 720, NEVER, KEPT),
    ],
)
def test_24_months_without_a_deal(day, signed, won, outcome):
    assert review(day, signed=signed, won=won, idle_quarters=0, no_deal=24) == outcome


def test_no_review_of_deals():
    assert review(7200, idle_quarters=0, no_deal=0) == KEPT


def test_grace_does_not_delay_the_review_of_deals():
    assert review(400, idle_quarters=0, grace=1080, no_deal=12) == NO_DEAL


def test_opportunities_are_reviewed_before_deals():
    assert review(1000, no_deal=24) == NO_OPPORTUNITY
    assert review(1000, qualified=990, no_deal=24) == NO_DEAL
