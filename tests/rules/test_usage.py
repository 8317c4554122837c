"""Use that ramps up within the contract: no cent is lost."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.usage import month_of_use_cents, use_bps, used_so_far_bps
from sim.units import MOST_CENTS, contract_month_cents, to_cents

ARR = st.integers(0, MOST_CENTS)
RAMP = st.integers(0, 36)
START = st.integers(0, 10_000)


def test_a_ramp_of_six_months_from_a_fifth():
    """Committed 6,000 a year: 1,599.90 in the first six months instead of 3,000."""
    months = [month_of_use_cents(to_cents(6_000), month, 6, 2_000) for month in range(1, 9)]
    assert months == [10_000, 16_665, 23_330, 30_000, 36_665, 43_330, 50_000, 50_000]
    assert sum(months[:6]) == to_cents(1_599.90)


def test_use_rises_in_equal_steps_to_all():
    assert [use_bps(month, 4, 2_000) for month in range(1, 7)] == [2_000, 4_000, 6_000, 8_000, 10_000, 10_000]
    assert [use_bps(month, 2, 0) for month in (1, 2, 3)] == [0, 5_000, 10_000]
    assert use_bps(1, 0, 0) == use_bps(1, 3, 10_000) == 10_000


@given(st.integers(0, 300), RAMP, START)
def test_use_so_far_is_the_sum_of_its_months(months, ramp, start):
    sum_of_months = 0
    for month in range(1, months + 1):
        ramped = start + floor(Fraction((10_000 - start) * (month - 1), ramp)) if ramp else 10_000
        sum_of_months += min(10_000, ramped)
    assert used_so_far_bps(months, ramp, start) == sum_of_months


@given(ARR, st.integers(1, 240))
def test_without_a_ramp_it_is_the_contract_month(arr, month):
    assert month_of_use_cents(arr, month, 0, 0) == contract_month_cents(arr, (month - 1) % 12 + 1)


@given(ARR, RAMP, START, st.integers(0, 60))
def test_twelve_months_of_full_use_are_the_committed_arr(arr, ramp, start, later):
    """Any twelve months after the ramp, to the cent."""
    first = ramp + 1 + later
    assert sum(month_of_use_cents(arr, month, ramp, start) for month in range(first, first + 12)) == arr


@given(ARR, RAMP, START, st.integers(1, 60))
def test_months_add_up_to_the_use_so_far(arr, ramp, start, months):
    billed = sum(month_of_use_cents(arr, month, ramp, start) for month in range(1, months + 1))
    assert billed == floor(Fraction(arr * used_so_far_bps(months, ramp, start), 120_000))


@pytest.mark.parametrize(("ramp", "start"), [(6, 2_000), (12, 0), (36, 5_000)])
def test_the_mean_of_a_ramp(ramp, start):
    """Closed form: over the ramp use is on average half way between its first month and the month before full use."""
    last = start + (10_000 - start) * (ramp - 1) / ramp
    mean = used_so_far_bps(ramp, ramp, start) / ramp
    assert mean == pytest.approx((start + last) / 2, abs=1)
    assert mean != pytest.approx(1.05 * (start + last) / 2, abs=1)
