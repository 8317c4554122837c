"""Bands of volume, with the documents' own figures, and any cut of a volume."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.bands import (
    MARGINAL,
    WHOLE,
    band_rate_bps,
    banded_fee_cents,
    locked_rate_bps,
    marginal_cents,
    rate_now_bps,
    volume_of_others,
    volume_pay_cents,
    whole_cents,
)
from sim.rules.ring import DEALS, LIVE_ARR, SOLD
from sim.units import MOST_CENTS, share_of_cents, to_cents

MKT = ((0, to_cents(100_000), to_cents(250_000)), (2_000, 2_500, 3_000))
DEV = ((0, to_cents(100_000), to_cents(500_000)), (1_500, 2_000, 2_500))
MODES = st.sampled_from([MARGINAL, WHOLE])


@st.composite
def bands(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Steps that begin at 0, and their rates in any order."""
    froms = draw(st.lists(st.integers(1, 10**10), unique=True, max_size=5))
    rates = draw(st.lists(st.integers(0, 10_000), min_size=len(froms) + 1, max_size=len(froms) + 1))
    return (0, *sorted(froms)), tuple(rates)


def test_q_3_bands_of_one_document():
    """Q-3: 20,000 + 37,500 + 45,000 on 400,000."""
    assert marginal_cents(to_cents(400_000), *MKT) == to_cents(20_000 + 37_500 + 45_000) == to_cents(102_500)


def test_q_9_bands_of_another_document():
    """Q-9: 15,000 + 80,000 + 25,000 on 600,000; the whole volume at the last rate would be 150,000."""
    assert marginal_cents(to_cents(600_000), *DEV) == to_cents(15_000 + 80_000 + 25_000) == to_cents(120_000)
    assert whole_cents(to_cents(600_000), *DEV) == to_cents(150_000)


@pytest.mark.parametrize(
    ("value", "rate"),
    [(0, 2_000), (to_cents(100_000) - 1, 2_000), (to_cents(100_000), 2_500), (to_cents(250_000), 3_000), (-1, 0)],
)
def test_a_lower_bound_belongs_to_its_band(value, rate):
    assert band_rate_bps(value, *MKT) == rate


@pytest.mark.parametrize(
    ("number", "rate"), [(1, 2_000), (5, 2_000), (6, 2_500), (20, 2_500), (21, 3_000), (50, 3_000), (51, 3_500)]
)
def test_rates_by_the_number_of_the_deal(number, rate):
    """R-79: 1-5 referrals a month 20%, 6-20 25%, 21-50 30%, 51 and more 35%."""
    assert band_rate_bps(number, (0, 6, 21, 51), (2_000, 2_500, 3_000, 3_500)) == rate


def test_a_deal_that_crosses_a_band():
    """30,000 at 80,000 before: 20,000 at 20% and 10,000 at 25%; whole: 25% of 110,000 less 20% of 80,000."""
    assert banded_fee_cents(to_cents(80_000), to_cents(30_000), MARGINAL, *MKT) == to_cents(4_000 + 2_500)
    assert banded_fee_cents(to_cents(80_000), to_cents(30_000), WHOLE, *MKT) == to_cents(27_500 - 16_000)


def test_a_lower_rate_for_the_whole_volume_takes_back():
    assert banded_fee_cents(999, 1, WHOLE, (0, 1_000), (3_000, 2_000)) == 200 - 300


def test_each_band_is_rounded_by_itself():
    """Half a cent of each of two bands goes up twice; of both together it would be one cent."""
    assert marginal_cents(10, (0, 5), (1_000, 1_000)) == 2
    assert whole_cents(10, (0, 5), (1_000, 1_000)) == 1


@given(bands(), st.integers(-(10**6), 10**11))
def test_pay_of_a_volume_by_fractions(steps, volume):
    froms, rates = steps
    ends = (*froms[1:], MOST_CENTS)
    parts = [
        floor(Fraction(max(0, min(volume, end) - start) * rate, 10_000) + Fraction(1, 2))
        for start, end, rate in zip(froms, ends, rates, strict=True)
    ]
    assert volume_pay_cents(volume, MARGINAL, *steps) == sum(parts)
    reached = [rate for start, rate in zip(froms, rates, strict=True) if start <= volume]
    whole = Fraction(volume * reached[-1], 10_000) if reached else Fraction(0)
    assert volume_pay_cents(volume, WHOLE, *steps) == floor(whole + Fraction(1, 2))


@given(bands(), MODES, st.lists(st.integers(1, 10**9), max_size=12))
def test_a_years_fees_are_the_pay_of_its_volume_however_it_is_cut(steps, mode, amounts):
    before = 0
    fees = []
    for amount in amounts:
        fees.append(banded_fee_cents(before, amount, mode, *steps))
        before += amount
    assert sum(fees) == volume_pay_cents(sum(amounts), mode, *steps)


@given(bands(), st.integers(0, 10**11), st.integers(1, 10**9))
def test_marginal_pay_never_falls_and_never_exceeds_the_amount(steps, before, amount):
    fee = banded_fee_cents(before, amount, MARGINAL, *steps)
    assert 0 <= fee <= amount + len(steps[0])  # a cent of rounding a step at most


@given(bands(), st.integers(0, 10**11), st.integers(1, 10**11), MODES)
def test_a_locked_rate_is_the_nearest_basis_point(steps, before, amount, mode):
    fee = banded_fee_cents(before, amount, mode, *steps)
    assert locked_rate_bps(fee, amount) == floor(Fraction(10_000 * fee, amount) + Fraction(1, 2))


def test_a_locked_rate_is_exact_at_the_largest_amount():
    assert locked_rate_bps(share_of_cents(MOST_CENTS, 1_234), MOST_CENTS) == 1_234
    assert locked_rate_bps(-MOST_CENTS, MOST_CENTS) == -10_000


def test_a_renewal_does_not_count_its_own_arr():
    """Live ARR of $900 with $300 of the deal: $600 beside it at a renewal, $900 at a win, which is not live yet."""
    assert volume_of_others(LIVE_ARR, 90_000, 30_000, 2) == 60_000
    assert volume_of_others(LIVE_ARR, 90_000, 30_000, 1) == 90_000
    assert volume_of_others(SOLD, 90_000, 30_000, 2) == 90_000


def test_one_rate_of_all_that_is_measured():
    """T($300) of 10% up to $100 and 20% above is $50, 16.67%; whole 20%; the third deal has the step of number 3."""
    steps = (0, 10_000), (1_000, 2_000)
    assert rate_now_bps(SOLD, 30_000, MARGINAL, *steps) == 1_667
    assert rate_now_bps(SOLD, 30_000, WHOLE, *steps) == 2_000
    assert rate_now_bps(LIVE_ARR, 0, WHOLE, *steps) == 1_000
    assert [rate_now_bps(DEALS, number, 0, (0, 3), (1_000, 2_000)) for number in (0, 2, 3)] == [
        1_000, 1_000, 2_000,
    ]  # fmt: skip
