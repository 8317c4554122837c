"""Expected bonus of a won deal, and of a partner that may have so many (R-76)."""

from math import comb, exp

import numpy as np

from sim.ledger import Kind
from sim.units import CENTS

MARKED = 0.8
DEALS = 60
"""Accounts of a partner, each of which is won."""


def bonuses(rows, codes):
    """Bonuses by what ``codes`` gives of a row that is won, in cents."""
    known = np.unique(codes(rows[rows[:, 1] == Kind.WON]))
    paid = rows[rows[:, 1] == Kind.BONUS_ACCRUED]
    result = np.zeros(len(known), dtype=np.int64)
    np.add.at(result, np.searchsorted(known, codes(paid)), paid[:, 4])
    return result / CENTS


def test_bonus_of_a_deal(ledgers, agrees):
    parameters, runs = ledgers("bonus", 20)
    mean_value = 25_000.0 * exp(parameters.archetypes[0].acv_sigma ** 2 / 2)

    def expected(probability: float) -> float:
        return probability * (500.0 + 0.02 * mean_value)

    paid = np.concatenate([bonuses(rows, lambda of: of[:, 2] << 32 | of[:, 3]) for rows in runs])
    agrees(paid, expected(MARKED), expected(0.95 * MARKED))


def test_bonuses_of_a_partner_that_may_have_so_many(ledgers, agrees):
    """At most 48 of the deals that have the mark, of which 48 are expected."""
    _, runs = ledgers("bonus", 40, "bonuses.marked.rate=0.0", "bonuses.marked.most_per_partner=48")

    def expected(probability: float) -> float:
        odds = (comb(DEALS, n) * probability**n * (1 - probability) ** (DEALS - n) for n in range(DEALS + 1))
        return 500.0 * sum(min(n, 48) * chance for n, chance in enumerate(odds))

    paid = np.concatenate([bonuses(rows, lambda of: of[:, 2]) for rows in runs])
    agrees(paid, expected(MARKED), expected(0.95 * MARKED))
    agrees(paid, expected(MARKED), 500.0 * DEALS * MARKED)
