"""Mean partners in force: agreements a month times their survival of the monthly departure draws."""

import numpy as np
import pytest

from sim.ledger import LEAVING_KINDS, IntArray, Kind
from sim.rules.departure import departure_hazard, yearly_hazard
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR

REPLICATIONS = 60
CONTACTS = 80
PASSED = 0.9
FUNNEL_DAYS = 12


def in_force(rows: IntArray, months: int) -> IntArray:
    """Partners in force at each close, counted from agreements and departures."""
    closes = DAYS_PER_MONTH * np.arange(1, months + 1)[:, None]
    signed = rows[rows[:, 1] == Kind.SIGNED, 0]
    left = rows[np.isin(rows[:, 1], LEAVING_KINDS), 0]
    return (signed < closes).sum(axis=1) - (left <= closes).sum(axis=1)


def survival(parameters, closes: int, hazard_factor: float) -> list[float]:
    """Chance to be in force after the first, second, … close since the agreement, by the rule of departure."""
    archetype = parameters.archetypes[0]
    result, hazard = [], 0.0
    for n in range(1, closes + 1):
        hazard += hazard_factor * departure_hazard(
            DAYS_PER_MONTH * n - FUNNEL_DAYS,
            yearly_hazard(archetype.departure_new_per_year),
            yearly_hazard(archetype.departure_settled_per_year),
            archetype.departure_settling_months,
        )
        result.append(float(np.exp(-hazard / MONTHS_PER_YEAR)))
    return result


def expected(parameters, month: int, contacts: float = CONTACTS, hazard_factor: float = 1.0) -> float:
    """Partners in force at the close of a month: the cohorts of all months up to it."""
    return contacts * PASSED * sum(survival(parameters, month, hazard_factor))


@pytest.fixture(scope="module")
def partners(ledgers):
    parameters, runs = ledgers("partners", REPLICATIONS)
    return parameters, np.stack([in_force(rows, parameters.months) for rows in runs])


def test_mean_over_the_months(partners, agrees):
    parameters, counts = partners
    months = range(1, parameters.months + 1)

    def mean(contacts=CONTACTS, hazard_factor=1.0):
        return sum(expected(parameters, month, contacts, hazard_factor) for month in months) / len(months)

    agrees(counts.mean(axis=1), mean(), mean(contacts=1.05 * CONTACTS))
    agrees(counts.mean(axis=1), mean(), mean(hazard_factor=1.05))


def test_number_at_the_last_close(partners, agrees):
    parameters, counts = partners
    last = parameters.months
    agrees(counts[:, -1], expected(parameters, last), expected(parameters, last, 1.05 * CONTACTS))


def test_the_expected_number_levels_off(partners):
    """As in M/G/∞: arrivals go on and the number in force no longer grows."""
    parameters, _ = partners
    assert expected(parameters, 200) == pytest.approx(expected(parameters, 100), rel=1e-6)
