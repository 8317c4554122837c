"""20.5: an onboarding that is under way on day 0 keeps its slot, began when one was free, and ends by its age."""

import random
from heapq import heappop, heappush
from math import log
from statistics import NormalDist, fmean

import pytest

from sim.engine import compiled, reference
from sim.engine.prepared import prepared_of
from sim.engine.start import start_of
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.units import NEVER_YET, month_of

from .started import parameters_with, partner, state_of

SHORT = ("months=16", "gate.month=16", "vendor.roster.partners=0", "program.partners_per_manager=200")
NEW = {
    "onboarded_day": NEVER_YET, "first_qualified_day": NEVER_YET, "last_qualified_day": NEVER_YET, "qualified": 0,
    "is_committed": None,
}  # fmt: skip
ENGINES = {"reference": reference, "compiled": compiled}


def queue_of(seed, slots, number, mean_wait, length):
    """A line with so many slots: days signed, begun and ended, the last two from the first by an own simulation."""
    lots = random.Random(seed)
    day, free_from, found = -400, [], []
    for _ in range(number):
        day += lots.randrange(2 * mean_wait + 1)
        if day >= 0:
            break
        begun = max(day, heappop(free_from)) if len(free_from) == slots else day
        ended = begun + 1 + lots.randrange(length)
        heappush(free_from, ended)
        found.append((day, begun, ended))
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("slots", "mean_wait", "length"), [(1, 9, 30), (2, 5, 30), (3, 4, 60), (4, 3, 25), (6, 8, 50)])
def test_the_begin_of_an_onboarding_is_found(seed, slots, mean_wait, length):
    """With the slots as they are on day 0 all along: in order of agreement each took the slot that was free first."""
    line = queue_of(seed, slots, 120, mean_wait, length)
    there = [
        partner(f"p{place:03}", signed_day=signed, **{**NEW, "onboarded_day": ended if ended < 0 else NEVER_YET})
        for place, (signed, _, ended) in enumerate(line)
    ]
    capacity = prepared_of(parameters_with(state_of([]), *SHORT)).readiness[0].capacity
    parameters = parameters_with(state_of(there), f"program.onboarding_slots={(slots + 0.3) / capacity}", *SHORT)
    start = start_of(parameters, prepared_of(parameters), chance_key(1, 0, 0))
    assert [one.onboarding_day for one in (start.partners[place] for place in range(len(line)))] == [
        begun if begun < 0 <= ended else NEVER_YET for _, begun, ended in line
    ]
    assert start.busy == sum(begun < 0 <= ended for _, begun, ended in line)
    waiting = [start.waiting[place] for place in range(start.waiting_count)]
    assert waiting == [place for place, (_, begun, _) in enumerate(line) if begun >= 0]


@pytest.mark.parametrize("engine", ENGINES)
def test_who_is_trained_keeps_the_slot(engine):
    """One slot: the second begins on the day on which the first ends, and no row says that the first begins."""
    there = [partner("a", signed_day=-20, **NEW), partner("b", signed_day=-9, **NEW)]
    over = ("program.onboarding_slots=1", "departure.idle_multiplier=1", "review.grace_days=900")
    parameters = parameters_with(state_of(there), *SHORT, *over)
    for future in range(20):
        rows = ENGINES[engine].simulate(parameters, chance_key(1, 0, future), True).rows
        first = min(row[2] for row in rows if row[1] == Kind.STARTED)
        began = {row[2]: row[0] for row in rows if row[1] == Kind.ONBOARDING_STARTED}
        ended = [row[0] for row in rows if row[1] == Kind.ONBOARDING_ENDED and row[2] == first]
        if not ended or any(row[1] == Kind.DEPARTED for row in rows if row[2] in (first, first + 1)):
            continue
        assert [row[0:1] + row[6:] for row in rows if row[1] == Kind.STARTED_ONBOARDING] == [(0, 20)]
        assert first not in began
        assert [began[first + 1]] == ended


@pytest.mark.parametrize(("days", "sigma"), [(1, 0.5), (20, 0.5), (90, 0.6), (4000, 0.4), (20, 0.0), (90, 0.0)])
def test_the_rest_of_an_onboarding_is_drawn_beyond_its_age(days, sigma):
    """The part of the law of its whole length in which it ends is even between the part that has passed and 1."""
    over = (f"archetypes.referral.onboarding_sigma={sigma}", "archetypes.referral.onboarding_median_days=40")
    parameters = parameters_with(state_of([partner("a", signed_day=-days, **NEW)]), *over, *SHORT)
    prepared = prepared_of(parameters)
    futures = range(1500 if sigma else 20)
    ends = [start_of(parameters, prepared, chance_key(1, 0, future)).events[0].day for future in futures]
    assert min(ends) >= 0
    if sigma == 0:
        assert set(ends) == {max(0, 40 - days)}
        return
    law = NormalDist(log(40), sigma)
    passed = law.cdf(log(days - 0.5)) if days > 1 else 0.0
    if passed > 1 - 1e-9:
        assert max(ends) == 0 or fmean(ends) < 400
        return
    parts = [(law.cdf(log(end + days)) - passed) / (1 - passed) for end in ends]
    assert abs(fmean(parts) - 0.5) < 4 * (12 * len(parts)) ** -0.5 + 0.01
    assert abs(fmean(part * part for part in parts) - 1 / 3) < 0.035


def test_without_managers_all_wait():
    parameters = parameters_with(state_of([partner("a", signed_day=-20, **NEW)]), *SHORT, "phases.pilot.managers=0")
    start = start_of(parameters, prepared_of(parameters), chance_key(1, 0, 0))
    assert (start.busy, start.waiting_count, month_of(start.waiting[0])) == (0, 1, 1)
