"""Accounts, opportunities of a month, their days and the discovery gate at their edges."""

import pytest

from sim.rules.dealflow import (
    MOST_RAW_OPPORTUNITIES,
    even_day,
    even_opportunities,
    is_capped,
    is_qualified,
    opportunity_day,
    partner_accounts,
    raw_opportunities,
    raw_rate,
    untouched_share,
)

LAST_U = 1 - 2**-53


@pytest.mark.parametrize(
    ("accounts", "size", "expected"),
    [(60.0, 1.0, 60), (60.0, 0.5, 30), (1.0, 2.5, 3), (1.0, 1.5, 2), (3.0, 0.01, 1), (1.0, 0.0, 1)],
)
def test_accounts_are_half_up_and_one_at_least(accounts, size, expected):
    assert partner_accounts(accounts, size) == expected


@pytest.mark.parametrize(("accounts", "worked", "share"), [(4, 0, 1.0), (4, 1, 0.75), (4, 4, 0.0), (4, 5, 0.0)])
def test_untouched_share(accounts, worked, share):
    assert untouched_share(accounts, worked) == share


def test_the_gate_makes_the_raw_rate_of_the_qualified_one():
    assert raw_rate(2.0, 0.5) == 4.0
    assert raw_rate(2.0, 1.0) == 2.0


def test_raw_opportunities_by_the_poisson_distribution():
    """Mean 1: P(0) = .3679, P(0 or 1) = .7358, P(up to 2) = .9197."""
    assert [raw_opportunities(u, 1.0) for u in (0.0, 0.3678, 0.3679, 0.7357, 0.7358, 0.9197)] == [0, 0, 1, 1, 2, 3]


def test_no_rate_no_opportunity():
    assert raw_opportunities(LAST_U, 0.0) == 0


@pytest.mark.parametrize("u", [0.0, 0.01, 0.3, 0.5, 0.9, 0.999, LAST_U])
def test_a_higher_rate_keeps_the_opportunities_of_a_lower_one(u):
    counts = [raw_opportunities(u, rate / 2) for rate in range(300)]
    assert counts == sorted(counts)


def test_both_forms_of_arrival_have_the_same_highest_rate():
    assert raw_opportunities(0.5, 120.0) == raw_opportunities(0.5, 5_000.0) == 120
    assert even_opportunities(120.0) == even_opportunities(5_000.0) == 120
    assert raw_opportunities(0.5, 119.0) == even_opportunities(119.0) == 119


def test_what_is_capped():
    assert not is_capped(120.0, 190)
    assert is_capped(120.1, 100)
    assert is_capped(119.0, 191)
    assert raw_opportunities(LAST_U, 119.0) > MOST_RAW_OPPORTUNITIES


@pytest.mark.parametrize(("rate", "count"), [(2.0, 2), (4.0, 4), (0.49, 0), (0.5, 1), (2.5, 3)])
def test_even_opportunities_are_rounded_half_up(rate, count):
    assert even_opportunities(rate) == count


def test_even_days_spread_over_the_month():
    assert [even_day(k, 1, 1) for k in range(1)] == [15]
    assert [even_day(k, 2, 1) for k in range(2)] == [7, 22]
    assert [even_day(k, 3, 2) for k in range(3)] == [35, 45, 55]
    assert [even_day(k, 30, 1) for k in range(30)] == list(range(30))


@pytest.mark.parametrize("count", [1, 7, 31, 250])
def test_even_days_stay_in_their_month(count):
    days = [even_day(k, count, 4) for k in range(count)]
    assert days == sorted(days)
    assert days[0] >= 90
    assert days[-1] < 120


def test_day_of_an_opportunity_stays_in_its_month():
    assert opportunity_day(0.0, 1) == 0
    assert opportunity_day(LAST_U, 1) == 29
    assert opportunity_day(0.0, 5) == 120
    assert opportunity_day(LAST_U, 5) == 149


def test_the_gate():
    assert is_qualified(0.4999, 0.5)
    assert not is_qualified(0.5, 0.5)
    assert is_qualified(LAST_U, 1.0)
