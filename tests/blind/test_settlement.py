"""Two versions of a partner's account: what is paid, waits and is lost, close by close."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.clawback import clawed_back_cents
from sim.rules.effort import payout_wait_months
from sim.rules.payout import (
    FIRST_PAYMENT,
    GO_LIVE,
    LOST,
    PAID,
    SIGNATURE,
    TRIAL_END,
    is_due,
    is_payout_close,
    payable_day,
    payout_outcome,
    renewal_trigger_day,
    share_trigger_day,
    trigger_day,
)
from tests.blind.clawback import Clawback, taken_back
from tests.blind.settlement import (
    Account,
    Entry,
    Promise,
    is_payout,
    payable_at_win,
    payable_renewal,
    payable_share,
    settle,
)

MONTHS = 40
TRIGGERS = {"signature": SIGNATURE, "go_live": GO_LIVE, "first_payment": FIRST_PAYMENT, "trial_end": TRIAL_END}
GENERATED = settings(derandomize=True, max_examples=200, deadline=None)


@st.composite
def promises(draw):
    """A calendar of payouts."""
    return Promise(
        draw(st.sampled_from(sorted(TRIGGERS))),
        every=draw(st.sampled_from([1, 2, 3, 6, 12])),
        lag=draw(st.integers(0, 3)),
        late=draw(st.integers(0, 2)),
        holdback=draw(st.sampled_from([0, 1, 29, 30, 31, 60, 360])),
        minimum=draw(st.sampled_from([0, 1, 50_00, 500_00])),
        trial=draw(st.integers(0, 60)),
        payment_delay=draw(st.integers(0, 3)),
    )


def settled_by_the_rules(entries, promise, gone_in):
    """The account by the rules: the list of fees is gone through at each close."""
    account, waiting = Account(), []
    lag = promise.lag + promise.late
    for month in range(1, MONTHS + 1):
        waiting += [entry for entry in entries if entry.day // 30 + 1 == month]
        paid = lost = 0
        if is_payout_close(month, promise.every, lag):
            due = [entry.amount for entry in waiting if is_due(entry.payable, month, lag)]
            later = [entry for entry in waiting if not is_due(entry.payable, month, lag)]
            is_gone = gone_in is not None and month >= gone_in
            outcome = payout_outcome(sum(due), promise.minimum, is_gone, not later)
            if outcome in (PAID, LOST):
                waiting = later
            paid = sum(due) if outcome == PAID else 0
            lost = sum(due) if outcome == LOST else 0
        account.paid.append(paid)
        account.lost.append(lost)
        account.waiting.append(sum(entry.amount for entry in waiting))
    return account


def both(entries, promise, gone_in=None):
    """The account, as both versions have it."""
    second = settle(entries, promise, MONTHS, gone_in)
    assert settled_by_the_rules(entries, promise, gone_in) == second
    return second


def payments(account):
    """Months with a payment, and what it is."""
    return {month: amount for month, amount in enumerate(account.paid, start=1) if amount}


@st.composite
def deals_of(draw):
    """Entries of some deals: a fee at the win, a later year, shares by month, and a clawback if it ends early."""
    promise, agreement, entries = draw(promises()), Clawback(30, 90, 180), []
    for _ in range(draw(st.integers(0, 4))):
        won = draw(st.integers(0, 600))
        live = won + draw(st.integers(0, 120))
        earned = draw(st.integers(0, 4) | st.integers(0, 400_00))
        trigger, delay = TRIGGERS[promise.trigger], promise.payment_delay
        first = trigger_day(trigger, won, live, delay, promise.trial)
        payable = payable_day(first, promise.holdback)
        assert payable == payable_at_win(promise, won, live)
        entries.append(Entry(won, earned, payable))
        ends = draw(st.none() | st.integers(0, 200))
        share = draw(st.integers(0, 60_00))
        for month in range(live // 30 + 1, live // 30 + 1 + draw(st.integers(0, 6))):
            if ends is not None and 30 * month > live + ends:
                break
            due = payable_day(share_trigger_day(trigger, month, first, delay), promise.holdback)
            assert due == payable_share(promise, won, live, month)
            entries.append(Entry(30 * month - 1, share, due))
            earned += share
        if ends is None:
            renewed = live + 360
            due = payable_day(renewal_trigger_day(trigger, renewed, delay), promise.holdback)
            assert due == payable_renewal(promise, renewed)
            entries.append(Entry(renewed, draw(st.integers(0, 400_00)), due))
        else:
            back = taken_back(agreement, earned, ends)
            assert back == clawed_back_cents(ends, earned, 30, 90, 180, 5_000)
            entries.append(Entry(live + ends, -back, live + ends))
    return promise, sorted(entries, key=lambda entry: entry.day)


@pytest.mark.parametrize(("live", "month"), [(59, 3), (60, 4), (89, 4), (90, 5)])
def test_a_holdback_that_ends_on_the_payout_date_is_paid_a_month_later(live, month):
    """Held back for 30 days: the last day of a month's payout is day 30m − 1; what is payable on day 30m waits."""
    promise = Promise("go_live", holdback=30)
    payable = payable_at_win(promise, 0, live - 30)
    assert payments(both([Entry(0, 100_00, payable)], promise)) == {month - 1: 100_00}
    assert payable == payable_day(trigger_day(GO_LIVE, 0, live - 30, 0, 0), 30)


def test_shopify_4_a_minimum_that_is_reached_exactly():
    """7.80 a month from 25: 31.20 at close 4. 6.25 a month: 25.00 exactly, at close 4 as well."""
    for share in (7_80, 6_25):
        promise = Promise("go_live", minimum=25_00)
        entries = [Entry(30 * month - 1, share, payable_share(promise, 0, 0, month)) for month in range(1, 5)]
        assert payments(both(entries, promise)) == {4: 4 * share}


def test_hubspot_a_quarter_is_paid_two_months_after_it():
    """400.00 a month, paid by quarter with a lag of 2 months: 1,200.00 at closes 5, 8, 11 and 14."""
    promise = Promise(every=3, lag=2)
    entries = [Entry(30 * month - 1, 400_00, payable_share(promise, 0, 0, month)) for month in range(1, 13)]
    assert payments(both(entries, promise)) == {5: 1_200_00, 8: 1_200_00, 11: 1_200_00, 14: 1_200_00}


def test_a_clawback_is_set_against_later_pay():
    """100.00 is paid; 60.00 of it taken back; of the next 100.00 only 40.00 are paid."""
    entries = [Entry(0, 100_00, 0), Entry(40, -60_00, 40), Entry(100, 100_00, 100)]
    account = both(entries, Promise())
    assert payments(account) == {1: 100_00, 4: 40_00}
    assert account.waiting[:4] == [0, -60_00, -60_00, 0]


@pytest.mark.parametrize(("later", "paid", "lost"), [(0, {}, {3: -60_00}), (100_00, {6: 40_00}, {})])
def test_a_departed_partners_negative_rest(later, paid, lost):
    """Gone in month 3 and owing 60.00: lost at once, or set against what falls due in month 6."""
    entries = [Entry(0, 100_00, 0), Entry(40, -60_00, 40)] + ([Entry(50, later, 170)] if later else [])
    account = both(entries, Promise(), gone_in=3)
    assert payments(account) == {1: 100_00, **paid}
    assert {month: amount for month, amount in enumerate(account.lost, start=1) if amount} == lost
    assert account.waiting[-1] == 0


def test_a_departed_partner_gets_what_is_below_the_minimum():
    promise = Promise(minimum=50_00)
    assert payments(both([Entry(0, 49_99, 0)], promise)) == {}
    assert payments(both([Entry(0, 49_99, 0)], promise, gone_in=5)) == {5: 49_99}


def test_entries_that_add_up_to_0_move_no_money():
    """A fee of 161.50 held back to day 60 and taken back on day 30: nothing is paid, and later pay is paid in full."""
    entries = [Entry(0, 161_50, 60), Entry(30, -161_50, 30), Entry(200, 70_00, 200)]
    account = both(entries, Promise())
    assert payments(account) == {7: 70_00}
    assert account.waiting == [161_50, -161_50 + 161_50] + [0] * (MONTHS - 2)


@GENERATED
@given(drawn=deals_of(), gone_in=st.none() | st.integers(1, MONTHS))
def test_accounts_of_partners(drawn, gone_in):
    """Two years of deals with any calendar: the same at every close, and accrued = paid + lost + waiting."""
    promise, entries = drawn
    account = both(entries, promise, gone_in)
    for month in range(1, MONTHS + 1):
        so_far = sum(entry.amount for entry in entries if entry.day < 30 * month)
        assert so_far == sum(account.paid[:month]) + sum(account.lost[:month]) + account.waiting[month - 1]


@GENERATED
@given(
    entries=st.lists(st.tuples(st.integers(0, 900), st.integers(-9, 9), st.integers(0, 200)), max_size=12),
    promise=promises(),
    gone_in=st.none() | st.integers(1, MONTHS),
)
def test_accounts_of_a_few_cents(entries, promise, gone_in):
    """Amounts so small that sums of 0, of a minimum of a cent and below 0 are frequent."""
    both([Entry(day, amount, day + wait) for day, amount, wait in sorted(entries)], promise, gone_in)


@pytest.mark.parametrize("every", [1, 2, 3, 6, 12])
@pytest.mark.parametrize(("go_live", "holdback", "lag", "late"), [(0, 0, 0, 0), (30, 30, 1, 0), (47, 14, 2, 3)])
def test_the_mean_wait_for_pay(every, go_live, holdback, lag, late):
    """Over the days of a paying period, from the morning of a win to the payout: the formula and half a day."""
    promise = Promise("go_live", every=every, lag=lag, late=late, holdback=holdback)
    waits = []
    for won in range(30 * every):
        payable = payable_at_win(promise, won, won + go_live)
        months = (m for m in range(1, 100) if is_payout(promise, m) and payable < 30 * (m - lag - late))
        waits.append(30 * next(months) - won)
    mean_days = Fraction(sum(waits), len(waits)) - Fraction(1, 2)
    assert float(mean_days / 30) == pytest.approx(payout_wait_months(go_live, holdback, every, lag + late), rel=1e-12)
