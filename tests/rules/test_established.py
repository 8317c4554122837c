"""The state of a partner and a customer of an age, at its edges and against its law."""

from math import exp, log

import numpy as np
import pytest

from sim.rules.established import (
    accounts_worked,
    contract_month,
    customer_age_days,
    customers_in_force,
    day_after,
    days_since,
    days_since_last,
    last_rate,
    ramped_months,
    renewals_passed,
    signed_day,
)
from sim.units import NEVER_YET, month_of

LAST_U = 1 - 2**-53


def test_days_before_the_start():
    assert signed_day(1) == -30
    assert signed_day(36) == -1080
    assert [day_after(-1080, 45.4), day_after(-1080, 44.5), day_after(-30, 45.0)] == [-1035, -1035, -1]
    assert (days_since(-17, 0), days_since(253, 270), days_since(NEVER_YET, 270)) == (17, 17, 0)


@pytest.mark.parametrize(
    ("customers", "size", "accounts", "wanted"),
    [(3.0, 1.5, 60, 5), (3.0, 0.1, 60, 0), (3.0, 1.5, 4, 4), (0.0, 9.0, 4, 0)],
)
def test_customers_follow_size_and_stay_within_accounts(customers, size, accounts, wanted):
    assert customers_in_force(customers, size, accounts) == wanted


@pytest.mark.parametrize(("first_month", "wanted"), [(0, 0.0), (-1, 0.25), (-4, 2.5), (-10, 8.5)])
def test_months_before_the_start_count_by_their_ramp(first_month, wanted):
    """A ramp of four months: quarters, halves, three quarters, then whole months."""
    assert ramped_months(first_month, 4) == pytest.approx(wanted)


def test_worked_accounts_near_the_number_of_accounts_and_are_at_least_the_customers():
    assert accounts_worked(0.0, 1.0, 60, 0) == 1
    assert accounts_worked(24.0, 1.0, 60, 0) == round(60 * (1 - exp(-25 / 60)))
    assert accounts_worked(24.0, 1.0, 60, 33) == 33
    assert accounts_worked(1e6, 1.0, 60, 0) == 60
    assert accounts_worked(0.0, 0.0, 1, 1) == 1


def test_a_rate_that_accounts_limit_from_month_to_month_works_as_many():
    """The closed form against the loop that it stands for: each month a share of what is left."""
    worked = 0.0
    for _ in range(300):
        worked += 0.1 * (1 - worked / 25)
    assert accounts_worked(300 * 0.1 - 1, 1.0, 25, 0) == pytest.approx(worked, abs=0.6)


def test_the_last_opportunity_came_at_the_rate_of_its_time():
    assert last_rate(-10, 4, 2.0, 60, 60) == pytest.approx(2.0 / 60)
    assert last_rate(-2, 4, 2.0, 60, 1) == pytest.approx(1.0)
    assert last_rate(0, 4, 2.0, 60, 1) == pytest.approx(0.5)


def test_days_since_the_last_opportunity():
    assert days_since_last(0.0, 2.0, 100) == 1
    assert days_since_last(0.5, 2.0, 100) == 1 + int(15 * log(2))
    assert days_since_last(LAST_U, 2.0, 100) == 100
    assert days_since_last(0.3, 0.0, 100) == 100
    days = np.array([days_since_last((n + 0.5) / 4000, 0.5, 10_000) for n in range(4000)])
    assert days.mean() == pytest.approx(1 / (1 - exp(-0.5 / 30)), rel=0.01)


@pytest.mark.parametrize("churn", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("most", [1, 90, 360, 361, 1000])
def test_ages_of_customers_follow_even_arrivals_and_churn(churn, most):
    """Each day of age by its weight, from a fine grid of uniforms."""
    count = 40 * most
    ages = np.array([customer_age_days((n + 0.5) / count, most, churn) for n in range(count)])
    assert (ages.min(), ages.max()) == (1, most)
    weights = np.array([(1 - churn) ** (day // 360) for day in range(most)])
    found = np.bincount(ages, minlength=most + 1)[1:] / count
    assert np.abs(np.cumsum(found) - np.cumsum(weights) / weights.sum()).max() <= 2 / count
    assert list(ages) == sorted(ages), "an inverse: a larger uniform is an older customer"


def test_nobody_is_older_than_a_year_where_everybody_leaves():
    assert {customer_age_days(u, 1000, 1.0) for u in (0.0, 0.999999, LAST_U)} == {1, 360}
    assert customer_age_days(LAST_U, 1000, 1e-12) == 1000


@pytest.mark.parametrize(
    ("age", "renewals", "month"),
    [(1, 0, 1), (30, 0, 1), (31, 0, 2), (360, 0, 12), (361, 1, 1), (720, 1, 12), (721, 2, 1)],
)
def test_place_in_the_contract_year(age, renewals, month):
    """A renewal on day 0 is to come; the month that holds day -1 was billed last."""
    assert renewals_passed(age) == renewals
    assert contract_month(month_of(360 * renewals - age), 0) == month
    assert contract_month(9 + month_of(360 * renewals - age), 9) == month
