"""Shares of classes with fixed days, the use of registration, and survivors among equal partners (R-51, R-58, R-85)."""

import numpy as np
import pytest

from sim.ledger import Kind

CHANCES = {"registration": 0.6, "overlap": 0.5, "mention": 0.2, "support": 0.7}
PARTNERS, OVERLAP = 20, 0.02
DAY, KIND, DETAIL = 0, 1, 6
FULL_FLOW = 60
"""Day from which every partner was active at the last close."""


def shares_of_classes(registration, overlap, mention, support):
    """Direct sales come on one of 61 days: before the submission, 15 days before the opportunity, on 15 of them, by the
    decision, 20 days after it, on 51."""
    before, by_then = registration * overlap * 15 / 61, (1 - registration) * overlap * 51 / 61
    registered = (1 - mention) * (registration - before)
    unregistered = (1 - mention) * (1 - registration - by_then)
    influenced = (1 - mention) * support * (before + by_then)
    return registered, unregistered, influenced, 1 - registered - unregistered - influenced


@pytest.fixture(scope="module")
def of_claims(ledgers):
    return np.concatenate(ledgers("claims", 250)[1])


@pytest.mark.parametrize(
    ("class_", "chance"), [(0, "registration"), (1, "registration"), (2, "overlap"), (2, "support"), (3, "mention")]
)
def test_shares_of_classes(of_claims, agrees, class_, chance):
    off = {**CHANCES, chance: 1.05 * CHANCES[chance]}
    found = of_claims[of_claims[:, KIND] == Kind.WON, DETAIL] // 2 == class_
    agrees(found, shares_of_classes(**CHANCES)[class_], shares_of_classes(**off)[class_])


def test_the_use_of_registration(of_claims, agrees):
    kinds = of_claims[np.isin(of_claims[:, KIND], (Kind.QUALIFIED, Kind.REGISTERED)), KIND]
    place = np.flatnonzero(kinds == Kind.QUALIFIED)
    used = np.append(kinds, 0)[place + 1] == Kind.REGISTERED
    agrees(used, CHANCES["registration"], 1.05 * CHANCES["registration"])


def lost_share(overlap):
    """Each of the others has the account by itself; of two copies one is lost."""
    return (1 - (1 - overlap) ** (PARTNERS - 1)) / 2


def test_survivors_among_equal_partners(ledgers, agrees):
    rows = np.concatenate(ledgers("collisions", 60)[1])
    rows = rows[rows[:, DAY] >= FULL_FLOW]
    qualified = (rows[:, KIND] == Kind.QUALIFIED).sum()
    ended = np.zeros(qualified)
    ended[: (rows[:, KIND] == Kind.CLAIM_LOST).sum()] = 1.0
    agrees(ended, lost_share(OVERLAP), lost_share(1.05 * OVERLAP))
    agrees(1.0 - ended, 1 - lost_share(OVERLAP), 1 - lost_share(1.05 * OVERLAP))
