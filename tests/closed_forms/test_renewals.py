"""Renewals are geometric: of N customers N (1 - churn)^n stay after n years, and ARR grows at each renewal."""

import numpy as np
import pytest

from sim.ledger import Kind
from sim.units import DAYS_PER_YEAR

REPLICATIONS = 38
CHURN = 0.30
GROWTH = 0.5 * 0.2


@pytest.fixture(scope="module")
def deals(ledgers):
    """For each deal with two renewals inside the horizon: renewals, and ARR after each over that at the start."""
    parameters, runs = ledgers("renewals", REPLICATIONS)
    renewals, first, second = [], [], []
    for rows in runs:
        live = rows[rows[:, 1] == Kind.GO_LIVE]
        assert live[:, 0].max() + 2 * DAYS_PER_YEAR < 30 * parameters.months
        codes = live[:, 2] << 32 | live[:, 3]
        order = np.argsort(codes)
        start = live[order, 0]

        def summed(kinds, before, rows=rows, codes=codes[order], start=start):
            """Amounts of these rows by deal, up to a number of days since go-live, over the starting ARR."""
            chosen = rows[np.isin(rows[:, 1], kinds)]
            place = np.searchsorted(codes, chosen[:, 2] << 32 | chosen[:, 3])
            counts = chosen[:, 0] <= start[place] + before
            result = np.zeros(len(codes))
            np.add.at(result, place[counts], chosen[counts, 4])
            return result / parameters.archetypes[0].acv_median_cents

        moves = (Kind.GO_LIVE, Kind.EXPANDED, Kind.CHURNED)
        first.append(summed(moves, DAYS_PER_YEAR))
        second.append(summed(moves, 2 * DAYS_PER_YEAR))
        renewed = rows[rows[:, 1] == Kind.RENEWED]
        place = np.searchsorted(codes[order], renewed[:, 2] << 32 | renewed[:, 3])
        renewals.append(np.bincount(place, minlength=len(live)))
    return np.concatenate(renewals), np.concatenate(first), np.concatenate(second)


def test_number_of_renewals(deals, agrees):
    def expected(churn):
        return (1 - churn) + (1 - churn) ** 2

    renewals, _, _ = deals
    assert renewals.max() == 2
    agrees(renewals, expected(CHURN), expected(1.05 * CHURN))


def test_customers_left_after_two_years(deals, agrees):
    _, _, second = deals
    agrees(second > 0, (1 - CHURN) ** 2, (1 - 1.05 * CHURN) ** 2)


def test_arr_after_one_year(deals, agrees):
    """Twice the churn's error for the companion: 5% of it moves the first year's ARR by 2% only."""
    _, first, _ = deals
    agrees(first, (1 - CHURN) * (1 + GROWTH), (1 - 1.1 * CHURN) * (1 + GROWTH))


def test_arr_after_two_years(deals, agrees):
    _, _, second = deals
    right = ((1 - CHURN) * (1 + GROWTH)) ** 2
    agrees(second, right, ((1 - 1.05 * CHURN) * (1 + GROWTH)) ** 2)


def test_an_expansion_is_its_share_of_the_arr(deals):
    _, first, second = deals
    assert set(np.round(first, 9)) == {0.0, 1.0, 1.2}
    assert set(np.round(second, 9)) == {0.0, 1.0, 1.2, 1.44}
