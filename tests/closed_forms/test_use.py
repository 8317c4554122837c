"""Mean billed of a ramp: what a customer is billed in the first months of a contract of mean value."""

from math import exp

import numpy as np
import pytest

from sim.ledger import IntArray, Kind
from sim.units import CENTS

MEDIAN = 25_000.0
RAMP, START = 8, 0.2


def mean_use(months: int, start: float = START) -> float:
    """Mean use over the first ``months``, none after the ramp: the first and last of them are its ends."""
    last = start + (1 - start) * (months - 1) / RAMP
    return (start + last) / 2


def billed(rows: IntArray, months: int) -> IntArray:
    """List of the first months of each customer that has had so many, in cents."""
    live = rows[rows[:, 1] == Kind.GO_LIVE]
    live = live[np.argsort(live[:, 2] << 32 | live[:, 3])]
    revenue = rows[rows[:, 1] == Kind.REVENUE]
    customer = np.searchsorted(live[:, 2] << 32 | live[:, 3], revenue[:, 2] << 32 | revenue[:, 3])
    is_young = revenue[:, 0] // 30 - live[customer, 0] // 30 <= months
    sums, counts = np.zeros(len(live), dtype=np.int64), np.zeros(len(live), dtype=np.int64)
    np.add.at(sums, customer[is_young], revenue[is_young, 5])
    np.add.at(counts, customer[is_young], 1)
    return sums[counts == months]


@pytest.mark.parametrize("months", [4, RAMP])
def test_mean_billed_of_a_ramp(ledgers, agrees, months):
    parameters, runs = ledgers("use", 6)
    a_month = MEDIAN * exp(parameters.archetypes[0].acv_sigma ** 2 / 2) / 12
    found = np.concatenate([billed(rows, months) for rows in runs]) / CENTS
    formula = a_month * months * mean_use(months)
    agrees(found, formula, 1.05 * formula)
    agrees(found, formula, a_month * months * mean_use(months, 1.2 * START))
