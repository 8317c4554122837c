"""When pay falls due, and that a list of fees adds up whatever happens to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.payout import (
    FIRST_PAYMENT,
    GO_LIVE,
    LOST,
    PAID,
    SIGNATURE,
    TRIAL_END,
    WAITS,
    is_disputed,
    is_due,
    is_payout_close,
    is_payout_of_owed,
    payable_day,
    payout_outcome,
    renewal_trigger_day,
    share_trigger_day,
    trigger_day,
)


@pytest.mark.parametrize(("trigger", "day"), [(SIGNATURE, 10), (GO_LIVE, 40), (FIRST_PAYMENT, 100), (TRIAL_END, 54)])
def test_what_pay_waits_for(trigger, day):
    """R-91: won on day 10, live on day 40, paid by the customer two months later, a trial of 14 days."""
    assert trigger_day(trigger, 10, 40, 2, 14) == day


@pytest.mark.parametrize(("trigger", "day"), [(SIGNATURE, 400), (GO_LIVE, 400), (FIRST_PAYMENT, 460), (TRIAL_END, 400)])
def test_later_years_wait_for_their_beginning_or_payment(trigger, day):
    assert renewal_trigger_day(trigger, 400, 2) == day


@pytest.mark.parametrize(
    ("trigger", "month", "deal_day", "day"),
    [
        (SIGNATURE, 4, 10, 119),
        (GO_LIVE, 4, 95, 119),
        (FIRST_PAYMENT, 4, 155, 179),
        (TRIAL_END, 4, 119, 119),
        (TRIAL_END, 4, 125, 125),  # a trial that is not over
    ],
)
def test_the_share_of_a_month_falls_due_with_its_last_day(trigger, month, deal_day, day):
    assert share_trigger_day(trigger, month, deal_day, 2) == day


@pytest.mark.parametrize(
    ("every", "lag", "months"),
    [
        (3, 1, [4, 7, 10, 13]),
        (3, 0, [3, 6, 9, 12]),
        (1, 0, list(range(1, 14))),
        (1, 2, list(range(3, 14))),
        (12, 1, [13]),
        (3, 3, [6, 9, 12]),
    ],
)
def test_payout_calendar(every, lag, months):
    assert [month for month in range(1, 14) if is_payout_close(month, every, lag)] == months
    owed = next(month for month in range(1, 40) if is_payout_of_owed(month, every, lag))
    assert owed == (lag or every), "that of a payout date on day 0, or of the first that a close pays"


def test_a_share_is_paid_at_the_close_of_its_own_month():
    """Without lag and holdback; a holdback of one day makes it the next."""
    day = share_trigger_day(GO_LIVE, 4, 95, 0)
    assert [is_due(payable_day(day, 0), month, 0) for month in (3, 4)] == [False, True]
    assert [is_due(payable_day(day, 1), month, 0) for month in (4, 5)] == [False, True]


def test_net_30_after_a_holdback_of_30_days():
    """R-90: live on day 40, held back to day 70, so due by the end of month 3 and paid a month after."""
    day = payable_day(trigger_day(GO_LIVE, 10, 40, 0, 0), 30)
    assert [month for month in range(1, 6) if is_payout_close(month, 1, 1) and is_due(day, month, 1)] == [4, 5]


def test_a_payout_that_is_late_has_a_longer_lag():
    paid = {
        late: min(m for m in range(1, 20) if is_payout_close(m, 3, 1 + late) and is_due(40, m, 1 + late))
        for late in (0, 1, 3)
    }
    assert paid == {0: 4, 1: 5, 3: 7}


def test_a_dispute_below_the_probability_only():
    assert is_disputed(0.0999, 0.1)
    assert not is_disputed(0.1, 0.1)
    assert not is_disputed(0.0, 0.0)


@pytest.mark.parametrize(
    ("due", "minimum", "is_gone", "is_last", "outcome"),
    [
        (5_000, 5_000, False, False, PAID),
        (4_999, 5_000, False, False, WAITS),
        (4_999, 5_000, True, False, PAID),
        (1, 0, False, False, PAID),
        (0, 0, False, False, PAID),
        (0, 5_000, False, False, PAID),
        (0, 0, True, True, PAID),
        (-1, 0, False, True, WAITS),
        (-1, 0, True, False, WAITS),
        (-1, 0, True, True, LOST),
    ],
)
def test_what_is_due_is_paid_waits_or_is_lost(due, minimum, is_gone, is_last, outcome):
    assert payout_outcome(due, minimum, is_gone, is_last) == outcome


ENTRY = st.tuples(st.integers(-5_000, 20_000), st.integers(0, 500))
"""Amount, a clawback being negative, and the day from which it is payable."""


@given(
    entries=st.lists(ENTRY, max_size=25),
    minimum=st.sampled_from([0, 5_000, 50_000]),
    gone_month=st.integers(1, 40),
    every=st.sampled_from([1, 3]),
    lag=st.integers(0, 3),
)
def test_a_list_of_fees_adds_up(entries, minimum, gone_month, every, lag):
    """Accrued and clawed back = paid + lost + owed, at every close; no payout is negative or too small."""
    waiting = list(entries)
    paid = lost = 0
    for month in range(1, 30):
        if not is_payout_close(month, every, lag):
            continue
        due = [entry for entry in waiting if is_due(entry[1], month, lag)]
        assert all(entry[1] < 30 * (month - lag) for entry in due)
        later = [entry for entry in waiting if entry not in due]
        is_gone = month >= gone_month
        total = sum(amount for amount, _ in due)
        outcome = payout_outcome(total, minimum, is_gone, not later)
        if outcome == PAID:
            assert total == 0 or (total > 0 and (is_gone or total >= minimum))
            paid, waiting = paid + total, later
        elif outcome == LOST:
            lost, waiting = lost + total, later
        assert sum(amount for amount, _ in entries) == paid + lost + sum(amount for amount, _ in waiting)
    if gone_month < 20:  # nothing is owed in the end
        assert not waiting
        assert lost <= 0 <= paid
