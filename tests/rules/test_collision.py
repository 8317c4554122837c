"""Collisions: with whom, who wins, and how many of equal partners' copies are left."""

from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.rules.claim import NO_CLAIM
from sim.rules.collision import (
    FIRST_CONTACT,
    FIRST_REGISTERED,
    SPLIT,
    collides,
    ends_for_loser,
    rival_contact_day,
    rival_place,
    split_value_cents,
    wins_collision,
)
from tests.rules.closed_forms import agrees

LAST_U = 1 - 2**-53
WINDOWS = [(-30, 30), (0, 60), (-60, -1), (5, 5), (0, 1)]


def test_each_other_partner_may_have_the_account():
    """1 − 0.9³ = 0.271."""
    assert [collides(u, 0.1, 3) for u in (0.2709, 0.2711)] == [True, False]
    assert not collides(0.0, 0.1, 0)
    assert not collides(0.0, 0.0, 3)
    assert collides(LAST_U, 1.0, 1)


@given(st.floats(0, LAST_U), st.floats(0, 1), st.integers(0, 400))
@example(0.2709, 0.1, 3)
@example(0.0199, 0.01, 2)
@example(0.0199, 0.01, 3)
@settings(derandomize=True, max_examples=500, deadline=None)
def test_a_collision_is_as_likely_as_that_one_of_the_others_has_the_account(u, chance, others):
    """Also where bounds of that chance tell already."""
    expected = 1.0 - (1.0 - chance) ** others
    for near in (u, expected - 1e-7, expected + 1e-7):
        if 0.0 <= near < 1.0 and abs(near - expected) > 1e-12:
            assert collides(near, chance, others) == (near < expected)


def test_every_other_partner_is_the_rival_as_often():
    assert [rival_place(u, 3) for u in (0.0, 0.33, 0.34, 0.67, LAST_U)] == [0, 0, 1, 2, 2]


def test_the_rival_comes_within_a_window_around_the_partner():
    assert [rival_contact_day(u, 100, -30, 30) for u in (0.0, 0.5, LAST_U)] == [70, 100, 130]
    assert [rival_contact_day(u, 100, 0, 60) for u in (0.0, 0.5, LAST_U)] == [70, 100, 130]
    assert [rival_contact_day(u, 100, 5, 5) for u in (0.0, LAST_U)] == [100, 100]


@pytest.mark.parametrize(("first", "last"), WINDOWS)
def test_either_side_of_a_collision_is_as_often_the_earlier_one(first, last):
    days = [rival_contact_day((place + 0.5) / 610, 0, first, last) for place in range(610)]
    assert sorted(days) == sorted(-day for day in days)


@pytest.mark.parametrize(
    ("mine", "rivals", "registered", "contact"),
    [
        # partner, submission, contact
        ((3, 50, 40), (5, 51, 30), True, False),
        ((3, 51, 30), (5, 50, 40), False, True),
        ((3, 50, 40), (5, 50, 41), True, True),
        ((3, 50, 41), (5, 50, 40), False, False),
        ((3, 50, 40), (5, 50, 40), True, True),
        ((5, 50, 40), (3, 50, 40), False, False),
        ((5, 90, 40), (3, NO_CLAIM, 30), True, False),
        ((3, NO_CLAIM, 30), (5, 90, 40), False, True),
        ((3, NO_CLAIM, 40), (5, NO_CLAIM, 41), True, True),
        ((5, NO_CLAIM, 40), (3, NO_CLAIM, 40), False, False),
    ],
)
def test_who_wins(mine, rivals, registered, contact):
    """By submission, contact and index; one of the two, whoever is asked. A split is decided as by registration."""
    for settlement, wins in [(FIRST_REGISTERED, registered), (SPLIT, registered), (FIRST_CONTACT, contact)]:
        assert wins_collision(settlement, *mine, *rivals) == wins
        assert wins_collision(settlement, *rivals, *mine) != wins


def test_a_split_keeps_the_value_and_both_copies():
    assert split_value_cents(1_001, 6_000, True) == 601
    for share in (0, 1, 3_333, 5_000, 10_000):
        assert split_value_cents(1_001, share, True) + split_value_cents(1_001, share, False) == 1_001
    assert [ends_for_loser(settlement) for settlement in (FIRST_REGISTERED, FIRST_CONTACT, SPLIT)] == [
        True,
        True,
        False,
    ]


def survives(dice, partner, partners, overlap, settlement, window):
    """Whether a copy of one of equal partners is left; each registers four of ten within 20 days."""
    others = [other for other in range(partners) if other != partner]
    if not collides(dice.random(), overlap, len(others)):
        return True
    rival = others[rival_place(dice.random(), len(others))]
    contact = rival_contact_day(dice.random(), 0, *window)
    mine, rivals = (day + dice.randrange(20) if dice.random() < 0.4 else NO_CLAIM for day in (0, contact))
    return wins_collision(settlement, partner, mine, 0, rival, rivals, contact) or not ends_for_loser(settlement)


def left(overlap, partners=30):
    """Half of the copies that collide end: 1 − (1 − (1 − overlap)^(n − 1)) ÷ 2, all partners taken together."""
    return 1 - (1 - (1 - overlap) ** (partners - 1)) / 2


def test_survivors_among_equal_partners():
    dice = Random(6)
    found = [survives(dice, place % 30, 30, 0.035, FIRST_REGISTERED, (-30, 30)) for place in range(200_000)]
    agrees(found, left(0.035), left(1.05 * 0.035))


@pytest.mark.parametrize("settlement", [FIRST_REGISTERED, FIRST_CONTACT])
@pytest.mark.parametrize("window", WINDOWS)
def test_as_many_survive_however_a_collision_is_settled(settlement, window):
    dice = Random(8)
    found = [survives(dice, place % 30, 30, 0.1, settlement, window) for place in range(30_000)]
    agrees(found, left(0.1), left(0.1) + 0.05)


def test_after_a_split_all_copies_are_left():
    dice = Random(7)
    assert all(survives(dice, place % 4, 4, 0.9, SPLIT, (-30, 30)) for place in range(1_000))
