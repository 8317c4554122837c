"""Processor time in which 2,000 partners with 20,000 customers begin: ``python -m tests.benchmarks.started``.

Half of the partners are of unknown size, and each has an open opportunity; beside them some are being onboarded, and
candidates are in the funnel or listed. A world of one month, its twin with it, is
run with them and without; the difference is the start, and the first month's revenue rows of so many customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time

import numpy as np

from sim.engine import compiled
from sim.engine.compiled import simulate_worlds
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.scenario.parameters import Parameters
from tests.engines.cases import both
from tests.engines.started import NEVER, candidate, customer, listed, opportunity, parameters_with, partner, state_of

PARTNERS, CUSTOMERS = 2000, 10
ONBOARDING, CANDIDATES = 5, 5
"""Partners a partner that is being onboarded, and a candidate of either sort."""
KINDS = ("referral", "reseller")
_STARTED = ("STARTED", "STARTED_CUSTOMER", "STARTED_OPPORTUNITY", "STARTED_CANDIDATE")
SHORT = ("months=1", "gate.month=1", "archetypes.*.candidates=9000", *both("opportunities_per_month=0.01"))
"""A month in which hardly anything is new."""


@dataclass(frozen=True)
class Found:
    """What began, and the processor time of a world."""

    rows: dict[str, int]
    """Rows of day 0 of a run by kind."""
    milliseconds: float
    """A world with the partners, less one without."""


def parameters_of(partners: int) -> Parameters:
    """A world of so many started partners."""
    there = [
        partner(
            f"p{place:05}", KINDS[place % 2], last_won_day=-60, qualified=CUSTOMERS + 1 + place % 5,
            first_qualified_day=-500 + place % 360, size_thousandths=1000 if place % 4 < 2 else None,
        )
        for place in range(partners)
    ]  # fmt: skip
    nothing = {
        "signed_day": -20, "onboarded_day": NEVER, "is_committed": None, "first_qualified_day": NEVER,
        "last_qualified_day": NEVER, "qualified": 0, "size_thousandths": None,
    }  # fmt: skip
    there += [partner(f"q{place:05}", KINDS[place % 2], **nothing) for place in range(partners // ONBOARDING)]
    asked = range(partners // CANDIDATES)
    names = [
        make(f"{word}{one:05}", kind)
        for kind in KINDS
        for make, word in ((candidate, "c"), (listed, "d"))
        for one in asked
        if KINDS[one % 2] == kind
    ]
    customers = [customer(place, number) for place in range(partners) for number in range(CUSTOMERS)]
    opened = [opportunity(place, CUSTOMERS) for place in range(partners)]
    return parameters_with(state_of(there, customers, opened, candidates=tuple(names)), *SHORT)


def measure(partners: int = PARTNERS, worlds: int = 20) -> Found:
    """The rows of day 0, and the time a world."""
    parameters = parameters_of(partners)
    kinds = [Kind(row[1]).name for row in compiled.simulate(parameters, chance_key(1, 0, 0)).rows if row[0] == 0]
    rows = {name: kinds.count(name) for name in _STARTED}
    without = replace(parameters, start=())
    seconds = min(_seconds([parameters] * worlds) for _ in range(3)) - min(
        _seconds([without] * worlds) for _ in range(3)
    )
    return Found(rows, 1000.0 * seconds / worlds)


def _seconds(worlds: Sequence[Parameters]) -> float:
    keys = np.array([[chance_key(1, world, 0)] for world in range(len(worlds))], dtype=np.int64)
    start = process_time()
    simulate_worlds(list(worlds), keys)
    return process_time() - start


if __name__ == "__main__":
    found = measure()
    print(f"{found.rows}: {found.milliseconds:.1f} ms a world")
