"""Which leaf of a rate card holds, and what it pays in the years of a contract."""

import pytest

from sim.rules.card import (
    NOT_STATED,
    REFERRAL,
    RESALE,
    SHARE,
    contract_month_of,
    entry_on_cents,
    is_shared,
    margin_on_cents,
    pointed_cents,
    rate_of_year_bps,
    renewal_rate_bps,
    renewed_pay_cents,
    shared_months,
    stated_leaf,
    with_points_bps,
)
from sim.units import BPS, contract_month_cents, share_of_cents, to_cents


@pytest.mark.parametrize(
    ("places", "leaf"),
    [
        ((4, 3, 2, 1), 4),
        ((NOT_STATED, 3, 2, 1), 3),
        ((NOT_STATED, NOT_STATED, 2, 1), 2),
        ((NOT_STATED, NOT_STATED, NOT_STATED, 1), 1),
        ((NOT_STATED, NOT_STATED, NOT_STATED, NOT_STATED), NOT_STATED),
        ((0, 3, 2, 1), 0),  # a stated rate of 0 is stated
        ((NOT_STATED, 0, 2, 1), 0),
        ((NOT_STATED, NOT_STATED, 0, 1), 0),
    ],
)
def test_the_most_specific_place_holds(places, leaf):
    assert stated_leaf(*places) == leaf


@pytest.mark.parametrize(
    ("model", "stated", "rate"),
    [
        (REFERRAL, NOT_STATED, 0),
        (RESALE, NOT_STATED, 2_000),
        (SHARE, NOT_STATED, 2_000),
        (REFERRAL, 500, 500),
        (RESALE, 500, 500),
        (SHARE, 0, 0),
    ],
)
def test_a_margin_and_a_share_go_on_and_a_fee_does_not(model, stated, rate):
    assert renewal_rate_bps(model, 2_000, stated) == rate


def test_rates_of_years_by_name_and_the_renewal_rate_for_the_others():
    later = (1_000, NOT_STATED, 300)
    assert [rate_of_year_bps(year, 1_500, later, 200) for year in range(1, 7)] == [1_500, 1_000, 200, 300, 200, 200]


def test_q_10_each_years_own_contract_value():
    """Q-10: 15, 10 and 5% of 100,000 in three years, then nothing."""
    rates = [rate_of_year_bps(year, 1_500, (1_000, 500), 0) for year in range(1, 6)]
    fees = [entry_on_cents(*[to_cents(100_000)] * 2, rate, NOT_STATED, 0, 0, BPS, 0, 0) for rate in rates]
    assert fees == [to_cents(fee) for fee in (15_000, 10_000, 5_000, 0, 0)]
    assert sum(fees) == to_cents(30_000)


def test_what_a_renewal_adds_has_its_own_rate_where_one_is_stated():
    """10% of 10,000.05 is 1,000.005, 20% of the added 0.02 is 0.004: each is rounded by itself."""
    assert renewed_pay_cents(1_000_005, 1_000_007, 1_000, 2_000) == 100_001 + 0
    assert renewed_pay_cents(to_cents(10_000), to_cents(12_000), 1_000, 2_000) == to_cents(1_000 + 400)
    assert renewed_pay_cents(to_cents(10_000), to_cents(12_000), 1_000, 0) == to_cents(1_000)


def test_one_amount_where_no_rate_of_expansion_is_stated_or_nothing_was_added():
    assert renewed_pay_cents(1_000_005, 1_000_010, 1_000, NOT_STATED) == share_of_cents(1_000_010, 1_000)
    assert renewed_pay_cents(to_cents(10_000), to_cents(10_000), 1_000, 9_000) == to_cents(1_000)
    assert renewed_pay_cents(to_cents(10_000), to_cents(8_000), 1_000, 9_000) == to_cents(800)


@pytest.mark.parametrize(("lost_after", "retained"), [(24, 7_200), (40, 7_200), (18, 5_400), (1, 300), (0, 0)])
def test_q_2_a_share_for_24_months(lost_after, retained):
    """Q-2: 15% of 24,000 a year is 300 a month, 7,200 in all, 5,400 if the customer is lost after month 18."""
    months = range(1, lost_after + 1)
    shares = [
        share_of_cents(contract_month_cents(to_cents(24_000), (month - 1) % 12 + 1), 1_500)
        for month in months
        if is_shared(month, 24)
    ]
    assert set(shares) <= {to_cents(300)}
    assert sum(shares) == to_cents(retained)


def test_a_share_without_a_term_lasts():
    assert is_shared(10_000, 0)
    assert shared_months(100, 0) == 12


@pytest.mark.parametrize(("term", "months"), [(24, [12, 12, 0]), (18, [12, 6, 0]), (2, [2, 0, 0]), (36, [12] * 3)])
def test_shared_months_of_a_year_are_those_that_are_shared(term, months):
    assert [shared_months(year, term) for year in (1, 2, 3)] == months
    for year in (1, 2, 3):
        assert shared_months(year, term) == sum(is_shared(12 * (year - 1) + month, term) for month in range(1, 13))


@pytest.mark.parametrize(
    ("before", "after", "rate", "expansion", "pointed"),
    [
        (100, 100, 1, NOT_STATED, 100),
        (100, 150, 1, NOT_STATED, 150),
        (100, 150, 0, NOT_STATED, 0),
        (100, 150, 0, 1, 50),
        (100, 150, 1, 0, 100),
        (100, 150, 1, 1, 150),
        (150, 150, 0, 1, 0),
    ],
)
def test_points_come_on_amounts_with_a_rate(before, after, rate, expansion, pointed):
    assert pointed_cents(before, after, rate, expansion) == pointed


def test_points_come_on_top_of_a_rate():
    assert [with_points_bps(rate, 500) for rate in (0, 1, NOT_STATED)] == [0, 501, NOT_STATED]


@pytest.mark.parametrize(
    ("flat", "least", "most", "entry"),
    [(0, 0, 0, 7_500), (99, 0, 0, 7_599), (0, 8_000, 0, 8_000), (0, 0, 7_000, 7_000), (0, 8_000, 7_000, 7_000)],
)
def test_an_entry_on_an_amount_that_grew(flat, least, most, entry):
    """10% of 300.00, 20% of the added 200.00, and 1 point on all of it: 30 + 40 + 5."""
    assert entry_on_cents(30_000, 50_000, 1_000, 2_000, 100, flat, BPS, least, most) == entry


def test_a_margin_has_rate_and_points_in_one():
    """Q-5; and 35.5% of 0.99 is 0.35145, while 35% and half a point would be 0.35 and 0.00."""
    assert margin_on_cents(5_000_000, 5_000_000, 3_500, NOT_STATED, 500, BPS, 0, 0) == 2_000_000
    assert margin_on_cents(300, 300, 3_500, NOT_STATED, 51, BPS, 0, 0) == 107  # 1.0653
    assert entry_on_cents(300, 300, 3_500, NOT_STATED, 51, 0, BPS, 0, 0) == 105 + 2
    assert margin_on_cents(99, 99, 0, NOT_STATED, 500, BPS, 1_000, 0) == 0


def test_contract_months_go_on_over_the_years():
    assert [contract_month_of(year, month) for year, month in ((1, 1), (1, 12), (2, 1), (3, 12))] == [1, 12, 13, 36]
