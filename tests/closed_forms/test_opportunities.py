"""Opportunities of ramped partners are Poisson, and the discovery gate thins raw work without touching volume."""

import numpy as np
import pytest

from sim.ledger import IntArray, Kind
from sim.units import DAYS_PER_MONTH

RATE = 3.2
PARTNERS = 40
REPLICATIONS = 12


def counts(rows: IntArray, months: int, *kinds: Kind) -> IntArray:
    """Rows of these kinds by partner and month, months 2 to the last: the first opportunity stands in month 1."""
    chosen = rows[np.isin(rows[:, 1], kinds)]
    result = np.zeros((PARTNERS, months + 1), dtype=np.int64)
    np.add.at(result, (chosen[:, 2], chosen[:, 0] // DAYS_PER_MONTH + 1), 1)
    return result[:, 2:]


@pytest.fixture(scope="module")
def open_gate(ledgers):
    parameters, runs = ledgers("opportunities", REPLICATIONS)
    return np.stack([counts(rows, parameters.months, Kind.QUALIFIED) for rows in runs])


def test_mean_of_a_partner_month(open_gate, agrees):
    agrees(open_gate, RATE, 1.05 * RATE)


def test_variance_equals_the_mean(open_gate):
    """The variance of n Poisson counts has the relative standard error sqrt((2 + 1 / rate) / n)."""
    error = np.sqrt((2 + 1 / RATE) / open_gate.size)
    assert abs(open_gate.var(ddof=1) / RATE - 1) <= 4 * error
    assert 4 * error <= 0.06


def test_months_of_a_partner_are_independent(open_gate):
    before, after = open_gate[:, :, :-1].ravel(), open_gate[:, :, 1:].ravel()
    assert abs(np.corrcoef(before, after)[0, 1]) <= 4 / np.sqrt(before.size)


@pytest.mark.parametrize("gate", [0.5])
def test_the_gate_multiplies_work_and_keeps_volume(ledgers, agrees, gate):
    parameters, runs = ledgers("opportunities", REPLICATIONS, f"archetypes.partner.qualification_probability={gate}")
    qualified = np.stack([counts(rows, parameters.months, Kind.QUALIFIED) for rows in runs])
    rejected = np.stack([counts(rows, parameters.months, Kind.REJECTED) for rows in runs])
    agrees(qualified, RATE, 1.05 * RATE)
    agrees(qualified + rejected, RATE / gate, RATE / (1.05 * gate))
    agrees(rejected, RATE * (1 - gate) / gate, RATE * (1 - 1.05 * gate) / (1.05 * gate))


def test_the_first_opportunity_is_qualified_whatever_the_gate(ledgers):
    _, runs = ledgers("opportunities", 1, "archetypes.partner.qualification_probability=0.01", "months=1")
    kinds = runs[0][:, 1].tolist()
    assert kinds.count(Kind.QUALIFIED) == PARTNERS
    assert Kind.REJECTED not in kinds
