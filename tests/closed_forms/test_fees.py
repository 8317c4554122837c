"""Expected referral fee of a won deal: rate times mean contract value, and over three years with churn."""

from math import exp

import numpy as np

from sim.ledger import IntArray, Kind
from sim.units import CENTS, to_cents

MEDIAN = 25_000.0
CHURN = 0.20
RATES = (0.15, 0.10, 0.05)


def fees(rows: IntArray) -> IntArray:
    """Fees accrued by each won deal, in cents."""
    won = rows[rows[:, 1] == Kind.WON]
    codes = np.sort(won[:, 2] << 32 | won[:, 3])
    accrued = rows[rows[:, 1] == Kind.FEE_ACCRUED]
    result = np.zeros(len(codes), dtype=np.int64)
    np.add.at(result, np.searchsorted(codes, accrued[:, 2] << 32 | accrued[:, 3]), accrued[:, 4])
    return result


def test_fee_of_the_first_year(ledgers, agrees):
    parameters, runs = ledgers("fee", 24)
    mean_value = MEDIAN * exp(parameters.archetypes[0].acv_sigma ** 2 / 2)
    paid = np.concatenate([fees(rows) for rows in runs]) / CENTS
    agrees(paid, 0.12 * mean_value, 1.05 * 0.12 * mean_value)
    agrees(paid, 0.12 * mean_value, 0.12 * MEDIAN)


def test_fee_of_three_contract_years(ledgers, agrees):
    parameters, runs = ledgers("fee_later", 24)
    mean_value = MEDIAN * exp(parameters.archetypes[0].acv_sigma ** 2 / 2)

    def expected(first: float = RATES[0]) -> float:
        return mean_value * (first + RATES[1] * (1 - CHURN) + RATES[2] * (1 - CHURN) ** 2)

    paid = np.concatenate([fees(rows) for rows in runs]) / CENTS
    agrees(paid, expected(), 1.05 * expected())
    agrees(paid, expected(), mean_value * sum(RATES))


def test_no_fee_after_the_last_rate(ledgers):
    _, runs = ledgers("fee_later", 1, "archetypes.partner.churn_per_year=0.0", "archetypes.partner.acv_sigma=0.0",
                      "months=44")  # fmt: skip
    years = runs[0][runs[0][:, 1] == Kind.FEE_ACCRUED, 6]
    assert sorted(set(years.tolist())) == [1, 2, 3]
    assert set(fees(runs[0]).tolist()) == {to_cents(MEDIAN * sum(RATES))}
