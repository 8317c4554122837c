"""Customers that leave by month, and what is expected to be taken back of a fee (R-92, R-93, Q-13)."""

import numpy as np
import pytest

from sim.ledger import Kind
from sim.units import CENTS

CHURN = 0.05
MONTHS = 12
SHARE = 25.0
CANCELS = 0.9
FEE = 1_000.0


@pytest.fixture(scope="module")
def shares(ledgers):
    """What each customer's partner earned in a year, and the months in which it did; every customer is a year old."""
    parameters, runs = ledgers("monthly_churn", 48)
    earned, months = [], []
    for rows in runs:
        live = rows[rows[:, 1] == Kind.GO_LIVE]
        assert live[:, 0].max() + 30 * MONTHS < 30 * parameters.months
        accrued = rows[rows[:, 1] == Kind.SHARE_ACCRUED]
        assert accrued[:, 6].max() == MONTHS
        earned.append(by_deal(live, accrued, accrued[:, 4]))
        months.append(by_deal(live, accrued, np.ones(len(accrued), dtype=np.int64)))
    return np.concatenate(earned) / CENTS, np.concatenate(months)


def by_deal(live, rows, amounts):
    codes = np.sort(live[:, 2] << 32 | live[:, 3])
    result = np.zeros(len(codes), dtype=np.int64)
    np.add.at(result, np.searchsorted(codes, rows[:, 2] << 32 | rows[:, 3]), amounts)
    return result


def months_of(churn):
    """The month in which somebody leaves is billed: month j is reached by (1 - churn)^(j - 1)."""
    return (1 - (1 - churn) ** MONTHS) / churn


def test_a_year_of_shares_under_monthly_churn(shares, agrees):
    """Q-13: $229.82 of $300 (the companion loses 5% more of its customers)."""
    earned, _ = shares
    assert round(SHARE * months_of(CHURN), 2) == 229.82
    agrees(earned, SHARE * months_of(CHURN), SHARE * months_of(1.05 * CHURN))


def test_months_that_customers_stay_are_geometric(shares, agrees):
    _, months = shares
    for month in (6, 12):
        agrees(months >= month, (1 - CHURN) ** (month - 1), (1 - 1.05 * CHURN) ** (month - 1))


def expected_part(cancels):
    """All of it on 29 of 180 days, half on 60, half of 90/90, 89/90 … 1/90 on 90, and none on the last day."""
    pro_rata = sum(0.5 * days / 90 for days in range(1, 91))
    return cancels * (29 + 0.5 * 60 + pro_rata) / 180


def test_expected_clawback(ledgers, agrees):
    _, runs = ledgers("clawback", 40)
    taken = []
    for rows in runs:
        live = rows[rows[:, 1] == Kind.GO_LIVE]
        back = rows[rows[:, 1] == Kind.CLAWED_BACK]
        taken.append(by_deal(live, back, -back[:, 4]))
    expected = FEE * expected_part(CANCELS)
    agrees(np.concatenate(taken) / CENTS, expected, FEE * expected_part(1.05 * CANCELS))
    agrees(np.concatenate(taken) / CENTS, expected, 1.05 * expected)
