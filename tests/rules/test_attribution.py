"""Whose deal it was: the whole table, in three readings; shares of classes with fixed days; what a class pays."""

from random import Random

import pytest

from sim.rules.attribution import (
    ALL,
    BROAD,
    DOCUMENTED,
    INFLUENCED,
    MENTION,
    NO_SUPPORT,
    NONE,
    REGISTERED,
    ROUTED,
    RULES,
    STRICT,
    UNREGISTERED,
    class_of_deal,
    class_of_revenue,
    class_of_won,
    is_late_or_less,
    is_own_deal,
    is_sold,
    is_sourced,
    other_test,
    share_of_class_bps,
    sourced_cents,
    support_given,
    won_detail,
)
from sim.rules.claim import NO_CLAIM, engagement_day, is_met_by_direct, is_submitted, submission_day
from sim.rules.pay import entry_cents
from sim.units import NEVER_YET, to_cents
from tests.rules.closed_forms import agrees

CONTACT, DECIDED = 100, 200
WITHIN, VALID, RENEWALS = 7, 45, 1
CLAIMS = {
    "in time": (106, 120),
    "late": (108, 120),
    "expired": (101, 110),
    "none": (NO_CLAIM, NO_CLAIM),
}
"""Submission and approval; a claim lives for 90 days from its approval, and ``expired`` to the day of the decision."""
DIRECT = {"never": NEVER_YET, "later": 108, "before": 105}
SUPPORT = {"mention": MENTION, "documented": DOCUMENTED, "nothing": NO_SUPPORT}
R, U, I, N = REGISTERED, UNREGISTERED, INFLUENCED, NONE  # noqa: E741
TABLE = {
    # claim, direct: (all, rules strict, rules broad), for a mere mention, documented support and nothing
    ("in time", "never"): [(R, N, N), (R, R, R), (R, R, R)],
    ("in time", "later"): [(R, N, N), (R, R, R), (R, R, R)],
    ("in time", "before"): [(R, N, N), (R, I, I), (R, N, I)],
    ("late", "never"): [(R, N, N), (R, U, U), (R, U, U)],
    ("late", "later"): [(R, N, N), (R, I, I), (R, N, I)],
    ("late", "before"): [(R, N, N), (R, I, I), (R, N, I)],
    ("expired", "never"): [(U, N, N), (U, U, U), (U, U, U)],
    ("expired", "later"): [(U, N, N), (U, I, I), (U, N, I)],
    ("expired", "before"): [(U, N, N), (U, I, I), (U, N, I)],
    ("none", "never"): [(U, N, N), (U, U, U), (U, U, U)],
    ("none", "later"): [(U, N, N), (U, I, I), (U, N, I)],
    ("none", "before"): [(U, N, N), (U, I, I), (U, N, I)],
}
READINGS = [(ALL, STRICT), (RULES, STRICT), (RULES, BROAD)]
ROWS = [
    pytest.param(claim, direct, support, classes, id=f"{claim}, direct {direct}, {support}")
    for (claim, direct), by_support in TABLE.items()
    for support, classes in zip(SUPPORT, by_support, strict=True)
]


def class_by(test, influence, claim, direct, support, day=DECIDED, stated=True):
    submission, approval = claim
    return class_of_deal(
        test, influence, stated, WITHIN, VALID, RENEWALS, CONTACT, submission, approval, direct, support, day
    )


@pytest.mark.parametrize(("claim", "direct", "support", "classes"), ROWS)
def test_the_table(claim, direct, support, classes):
    found = [class_by(*reading, CLAIMS[claim], DIRECT[direct], SUPPORT[support]) for reading in READINGS]
    assert tuple(found) == classes


def test_the_table_has_36_rows():
    assert len(ROWS) == 36


@pytest.mark.parametrize(("approval", "class_"), [(110, U), (111, R), (200, R), (201, U)])
def test_a_claim_counts_on_the_day_of_the_decision(approval, class_):
    """Ninety days from approval: expired on day 200, not approved before day 201."""
    for reading in READINGS:
        assert class_by(*reading, (104, approval), NEVER_YET, NO_SUPPORT) == class_


def test_the_last_day_in_time_and_the_day_on_which_direct_comes():
    registered = [class_by(RULES, STRICT, (day, 120), NEVER_YET, NO_SUPPORT) for day in (107, 108)]
    assert registered == [R, U]
    assert [class_by(RULES, STRICT, (106, 120), day, NO_SUPPORT) for day in (105, 106, 107)] == [N, R, R]
    assert [class_by(RULES, STRICT, (106, 120), day, NO_SUPPORT, 150) for day in (150, 151)] == [R, R]
    assert [class_by(RULES, STRICT, CLAIMS["none"], day, NO_SUPPORT, 150) for day in (150, 151)] == [N, U]


def test_without_registration_all_is_registered_and_rules_have_no_claim():
    for claim in CLAIMS.values():
        assert class_by(ALL, STRICT, claim, DIRECT["before"], MENTION, stated=False) == R
        assert class_by(RULES, STRICT, claim, NEVER_YET, NO_SUPPORT, stated=False) == U


def test_support_is_one_draw():
    """A tenth is only mentioned, of the rest four fifths are documented."""
    assert [support_given(u, 0.1, 0.8) for u in (0.0, 0.09, 0.1, 0.81, 0.821, 0.99)] == [
        *(MENTION, MENTION, DOCUMENTED, DOCUMENTED, NO_SUPPORT, NO_SUPPORT)
    ]
    assert support_given(0.0, 0.0, 1.0) == support_given(0.999, 0.0, 1.0) == DOCUMENTED


def test_shares_by_class():
    assert [share_of_class_bps(class_, 1, 2, 3) for class_ in (R, U, I, N, ROUTED)] == [10_000, 1, 2, 3, 0]
    assert [is_sourced(class_) for class_ in (R, U, I, N, ROUTED)] == [True, True, False, False, False]


def test_what_a_won_deal_adds_to_the_measures_of_its_partner():
    every = (R, U, I, N, ROUTED)
    assert [sourced_cents(class_, 1_001, 2_500) for class_ in every] == [1_001, 250, 0, 0, 0]
    assert [is_sold(class_) for class_ in every] == [True, True, True, True, False]
    assert [is_own_deal(class_) for class_ in every] == [True, True, True, False, False]


def test_rows_say_the_class():
    for class_ in (R, U, I, N, ROUTED):
        assert [class_of_won(won_detail(taken, class_)) for taken in (True, False)] == [class_, class_]
        assert class_of_revenue(class_ + 8 * 3) == class_
    assert won_detail(True, ROUTED) == 9


def test_the_other_test_and_what_counts_in_part():
    assert (other_test(ALL), other_test(RULES)) == (RULES, ALL)
    assert [is_late_or_less(class_) for class_ in (R, U, I, N, ROUTED)] == [False, True, True, True, False]


def test_q_4_influenced_at_half_of_a_quarter():
    """R-81: 25% of 100,000 is 25,000, of which an influenced deal pays half."""
    pay_share = share_of_class_bps(INFLUENCED, 10_000, 5_000, 0)
    assert entry_cents(to_cents(25_000), 0, 0, 0, pay_share, 0, 0) == to_cents(12_500)


CHANCES = {"registration": 0.6, "overlap": 0.5, "mention": 0.2, "support": 0.7}


def shares_of_classes(registration, overlap, mention, support):
    """Contact 20 days before qualification, submitted 5 days later; direct within 30 days of it; decided 20 days on.

    Direct comes on one of 61 days: before the submission on 15, by the decision on 51.
    """
    before, by_then = registration * overlap * 15 / 61, (1 - registration) * overlap * 51 / 61
    registered = (1 - mention) * (registration - before)
    unregistered = (1 - mention) * (1 - registration - by_then)
    influenced = (1 - mention) * support * (before + by_then)
    return registered, unregistered, influenced, 1 - registered - unregistered - influenced


def drawn_class(dice):
    qualified, decided = 500, 520
    contact = qualified - 20
    submission = approval = NO_CLAIM
    if is_submitted(dice.random(), CHANCES["registration"], True, True, 1, 0):
        submission = approval = submission_day(dice.random(), contact, 5, 5)
    engaged = NEVER_YET
    if is_met_by_direct(dice.random(), CHANCES["overlap"]):
        engaged = engagement_day(dice.random(), qualified, -30, 30)
    support = support_given(dice.random(), CHANCES["mention"], CHANCES["support"])
    return class_of_deal(RULES, STRICT, True, 7, 90, 0, contact, submission, approval, engaged, support, decided)


@pytest.fixture(scope="module")
def drawn():
    dice = Random(5)
    return [drawn_class(dice) for _ in range(100_000)]


@pytest.mark.parametrize(
    ("class_", "chance"),
    [(R, "registration"), (U, "registration"), (I, "overlap"), (I, "support"), (N, "mention"), (N, "support")],
)
def test_shares_of_classes_with_fixed_days(drawn, class_, chance):
    off = {**CHANCES, chance: 1.05 * CHANCES[chance]}
    found = [float(one == class_) for one in drawn]
    agrees(found, shares_of_classes(**CHANCES)[class_], shares_of_classes(**off)[class_])
