"""People who hold a certificate, under exams and lapses, by the quarter (R-34, R-36)."""

import numpy as np
import pytest

from sim.ledger import Kind

PASS, RENEW, VALID = 0.3, 0.6, 2
"""Chances a quarter, and the quarters for which a certificate holds."""
PARTNERS, PEOPLE, QUARTERS = 20, 8, 8
DAY, KIND, PARTNER, AMOUNT = 0, 1, 2, 4


def holding(passes, renews, quarters=QUARTERS, valid=VALID):
    """Part of the people who hold it at the close of each quarter.

    Those who passed, or were renewed, so many quarters ago are renewed, or else lapse and may pass at once; of those
    who hold none a part passes.
    """
    issued, held = dict[int, float](), [0.0]
    for quarter in range(1, quarters + 1):
        due = issued.get(quarter - valid, 0.0)
        lapsed = due * (1 - renews)
        passed = (1 - held[-1] + lapsed) * passes
        issued[quarter] = passed + due - lapsed
        held.append(held[-1] - lapsed + passed)
    return held[1:]


def in_the_long_run(passes, renews, valid=VALID):
    """A certificate lasts ``valid`` quarters so often as it is not lost, then there is none for 1 ÷ passes."""
    lost = (1 - renews) * (1 - passes)
    return valid / lost / (valid / lost + 1 / passes)


@pytest.fixture(scope="module")
def holders(ledgers):
    """People who hold it, by partner and quarter."""
    found = []
    for rows in ledgers("certificates", 600)[1]:
        changes = np.zeros((PARTNERS, QUARTERS), dtype=np.int64)
        for kind, sign in ((Kind.CERTIFIED, 1), (Kind.LAPSED, -1)):
            its = rows[rows[:, KIND] == kind]
            np.add.at(changes, (its[:, PARTNER], its[:, DAY] // 90 - 1), sign * its[:, AMOUNT])
        found.append(changes.cumsum(axis=1))
    return np.concatenate(found)


@pytest.mark.parametrize("quarter", [1, 2, 3, QUARTERS])
def test_certified_people_after_quarters_of_exams(holders, agrees, quarter):
    formula, wrong = (PEOPLE * holding(passes, RENEW)[quarter - 1] for passes in (PASS, 1.05 * PASS))
    agrees(holders[:, quarter - 1], formula, wrong)


def test_certified_people_after_lapses(holders, agrees):
    formula, wrong = (PEOPLE * holding(PASS, renews)[-1] for renews in (RENEW, 0.95 * RENEW))
    agrees(holders[:, -1], formula, wrong)


def test_the_last_quarter_is_close_to_the_long_run():
    assert holding(PASS, RENEW, 200)[-1] == pytest.approx(in_the_long_run(PASS, RENEW), rel=1e-9)
    assert holding(PASS, RENEW)[-1] == pytest.approx(in_the_long_run(PASS, RENEW), rel=0.03)


def test_people_who_hold_it_never_are_more_than_there_are(holders):
    assert holders.min() >= 0
    assert holders.max() == PEOPLE
