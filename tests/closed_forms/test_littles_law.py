"""Little's law on the onboarding line: number in the line = arrival rate × time in the line, from the ledger alone."""

from math import exp

import numpy as np

from sim.ledger import IntArray, Kind

REPLICATIONS = 48
PASSED = 60 * 0.9 / 30
"""Agreements a day."""
MEAN_DAYS = 40 * exp(0.5**2 / 2)
FROM_DAY, TO_DAY = 360, 720
"""Two of the longest onboardings fit before the window."""


def days_of(rows: IntArray, kind: Kind) -> dict[int, int]:
    """Day of a kind's row by partner; each partner has at most one."""
    chosen = rows[rows[:, 1] == kind]
    assert len(np.unique(chosen[:, 2])) == len(chosen)
    return dict(zip(chosen[:, 2].tolist(), chosen[:, 0].tolist(), strict=True))


def census(rows: IntArray, entered: Kind, left: Kind, days: int) -> IntArray:
    """Number inside at the end of each day 0 … days - 1, by adding and removing in the order of the rows."""
    result = np.zeros(days, dtype=np.int64)
    inside, today = 0, 0
    for day, kind in rows[np.isin(rows[:, 1], (entered, left)), :2].tolist():
        result[today:day] = inside
        inside += 1 if kind == entered else -1
        assert inside >= 0
        today = day
    result[today:] = inside
    return result


def test_number_in_the_line(ledgers, agrees):
    _, runs = ledgers("onboarding", REPLICATIONS)
    numbers = [
        census(rows, Kind.QUEUED, Kind.ONBOARDING_ENDED, TO_DAY)[FROM_DAY:TO_DAY].mean() for rows in runs
    ]  # fmt: skip
    agrees(numbers, PASSED * MEAN_DAYS, PASSED * 1.05 * MEAN_DAYS)
    agrees(numbers, PASSED * MEAN_DAYS, 1.05 * PASSED * MEAN_DAYS)


def test_partner_days_in_a_line_that_empties(ledgers):
    """Ten slots for 300 partners: the census summed over days is the sum of everybody's days, exactly."""
    parameters, runs = ledgers(
        "onboarding", 3, "months=60", "phases.open.managers=1", "program.onboarding_slots=10",
        "archetypes.partner.candidates=300", "archetypes.partner.candidates_per_month=0",
    )  # fmt: skip
    for rows in runs:
        queued, begun = days_of(rows, Kind.QUEUED), days_of(rows, Kind.ONBOARDING_STARTED)
        ended = days_of(rows, Kind.ONBOARDING_ENDED)
        assert queued.keys() == begun.keys() == ended.keys() == days_of(rows, Kind.SIGNED).keys()
        days = 30 * parameters.months
        in_line = census(rows, Kind.QUEUED, Kind.ONBOARDING_ENDED, days)
        waiting = census(rows, Kind.QUEUED, Kind.ONBOARDING_STARTED, days)
        served = census(rows, Kind.ONBOARDING_STARTED, Kind.ONBOARDING_ENDED, days)
        stated = rows[rows[:, 1] == Kind.ONBOARDING_STARTED, 6]
        assert in_line.sum() == sum(ended[p] - queued[p] for p in queued)
        assert waiting.sum() == stated.sum() == sum(begun[p] - queued[p] for p in queued)
        assert served.max() == 10
        assert (served[waiting > 0] == 10).all(), "a slot stands idle while somebody waits"


def test_the_line_is_first_come(ledgers):
    _, runs = ledgers("onboarding", 1, "phases.open.managers=1", "program.onboarding_slots=10")
    rows = runs[0]
    queued = rows[rows[:, 1] == Kind.QUEUED, 2].tolist()
    begun = rows[rows[:, 1] == Kind.ONBOARDING_STARTED, 2].tolist()
    assert begun == queued[: len(begun)]
