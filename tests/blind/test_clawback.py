"""Two versions of what is taken back of a deal."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.clawback import clawed_back_cents, downgraded_cents, kept_of_last_share_cents
from tests.blind.clawback import Clawback, Kept, deal_that_ends, taken_back

R_92 = Clawback(30, 90, 180)
Q_12 = {0: 4_800_00, 29: 4_800_00, 30: 2_400_00, 60: 2_400_00, 89: 2_400_00, 90: 2_400_00}
Q_12 |= {135: 1_200_00, 179: 26_67, 180: 0, 360: 0}
GENERATED = settings(derandomize=True, max_examples=200, deadline=None)


def as_rules(agreement):
    """The schedule as the rules have it."""
    return agreement.full, agreement.partial, agreement.end, int(agreement.part * 10_000)


@st.composite
def schedules(draw):
    """Days in order, some of them equal; or one number of days."""
    if draw(st.booleans()):
        return Clawback.of_days(draw(st.integers(0, 360)))
    days = sorted(draw(st.lists(st.integers(0, 360), min_size=3, max_size=3)))
    return Clawback(*days, Fraction(draw(st.integers(0, 10_000)), 10_000))


@pytest.mark.parametrize(("age", "back"), Q_12.items())
def test_q_12_in_cents(age, back):
    """Q-12, with the first and last day of each window; from day 90 on 4,800 · ½ · (180 − d) ÷ 90."""
    assert taken_back(R_92, 4_800_00, age) == clawed_back_cents(age, 4_800_00, *as_rules(R_92)) == back


@pytest.mark.parametrize(("age", "kept"), [(0, 0), (30, 0), (59, 0), (60, 173_00)])
def test_kinsta_2_a_sum_and_shares_within_60_days_and_after(age, kept):
    """150.00 once and 11.50 a month: all goes back until day 59; from day 60 on 150 + 2 · 11.50 stay."""
    months = [11_50] * (1 if age <= 30 else 2)
    assert deal_that_ends(Clawback.of_days(60), 150_00, months, age).kept == kept


@GENERATED
@given(agreement=schedules(), fees=st.integers(0, 10**9), age=st.integers(0, 400))
def test_what_is_taken_back_at_any_age(agreement, fees, age):
    assert clawed_back_cents(age, fees, *as_rules(agreement)) == taken_back(agreement, fees, age)


@GENERATED
@given(
    agreement=schedules(),
    once=st.integers(0, 10**7),
    monthly=st.lists(st.integers(0, 10**6), max_size=12),
    age=st.integers(0, 360),
)
def test_a_deal_that_is_cancelled(agreement, once, monthly, age):
    """The sum and the months so far are taken back by age; of the last month only what is kept accrues."""
    days = as_rules(agreement)
    *before, last = monthly or [0]
    kept_of_last = kept_of_last_share_cents(age, last, *days)
    so_far = once + sum(before)
    second = deal_that_ends(agreement, once, monthly, age)
    assert Kept(so_far + kept_of_last, clawed_back_cents(age, so_far, *days)) == second


@GENERATED
@given(agreement=schedules(), once=st.integers(0, 10**7), age=st.integers(0, 360), part=st.integers(1, 9_999))
def test_a_deal_that_shrinks(agreement, once, age, part):
    """What a downgrade takes back. Its share is a float: a tie of half a cent may go down where it is not exact."""
    back = downgraded_cents(clawed_back_cents(age, once, *as_rules(agreement)), part / 10_000)
    second = deal_that_ends(agreement, once, [], age, 1 - Fraction(part, 10_000)).given_back
    is_tie = (taken_back(agreement, once, age) * part) % 10_000 == 5_000
    assert back == second or (is_tie and back == second - 1)
