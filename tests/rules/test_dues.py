"""What distributors keep and partners pay, at its edges."""

import pytest

from sim.rules.dues import (
    distributor_margin_cents,
    fiscal_partner_fee_cents,
    has_minimum,
    partner_fee_cents,
    shortfall_cents,
    support_borne_cents,
    support_rate_bps,
)
from sim.units import to_cents


def test_a_distributor_keeps_its_part_of_list():
    assert distributor_margin_cents(to_cents(48_000), 500) == to_cents(2_400)
    assert distributor_margin_cents(1, 5_000) == 1


def test_a_fee_at_the_agreement_and_each_year_after():
    assert [month for month in range(5, 42) if partner_fee_cents(100, month, 5)] == [5, 17, 29, 41]


def test_a_fee_by_the_fiscal_year():
    """An agreement in the ninth fiscal month pays for three months, then for each year to come."""
    paid = [fiscal_partner_fee_cents(100_001, (8 + month) % 12 + 1, month == 0) for month in range(16)]
    assert paid == [25_000, 0, 0, 100_001, *[0] * 11, 100_001]


def test_an_agreement_in_the_last_fiscal_month_pays_for_the_year_to_come():
    assert fiscal_partner_fee_cents(100_001, 12, True) == 100_001


@pytest.mark.parametrize(("month", "holds"), [(7, False), (8, True), (20, True)])
def test_a_minimum_holds_months_after_the_agreement(month, holds):
    assert has_minimum(month, 5, 3) == holds


@pytest.mark.parametrize(
    ("listed", "margin", "shortfall"), [(300, 90, 40), (400, 120, 0), (0, 0, 250), (360, 110, 0), (359, 110, 1)]
)
def test_a_shortfall_up_to_the_minimum(listed, margin, shortfall):
    assert shortfall_cents(250, listed, margin) == shortfall


def test_support_is_a_part_of_the_cost_of_goods():
    """A quarter of a cost of 20% of list is 5% of it."""
    assert support_rate_bps(8_000, 2_500) == 500
    assert support_rate_bps(7_000, 10_000) == 3_000
    assert support_borne_cents(to_cents(1_000), 500) == to_cents(50)
    assert support_borne_cents(10, 500) == 1
