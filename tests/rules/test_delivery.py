"""Delivery: who waits for accreditation, and who pays."""

import pytest

from sim.rules.delivery import delivery_cost_cents, delivery_wait_days


@pytest.mark.parametrize(
    ("delivers", "accredited", "wait", "cost"),
    [(False, False, 0, 250), (False, True, 0, 250), (True, False, 45, 250), (True, True, 0, 0)],
)
def test_delivery_waits_and_costs_without_accreditation(delivers, accredited, wait, cost):
    assert delivery_wait_days(delivers, accredited, 45) == wait
    assert delivery_cost_cents(1_000, 2_500, delivers, accredited) == cost
