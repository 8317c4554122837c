"""20.5: a company that is frozen into its exports and begun again from them goes on as it would have gone on.

For each of 200 futures of ``coach``, frozen at the close of month 15 and begun again 10 times with the inputs of its
world, the true value of the next 12 months takes a rank among those of the restarts; if nothing is lost and nothing
invented, each rank is as likely. Partners who are recruited after day 0 are left out: the exports do not have them.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from math import sqrt

import numpy as np
import pytest

from sim.engine import compiled
from sim.engine.identity import STARTED_BATCH, roll_of
from sim.experiment.replication import world_parameters
from sim.ledger import LEAVING_KINDS, IntArray, Kind
from sim.randomness import chance_key
from sim.scenario.conversion import Blocks
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, started_parameters
from sim.scenario.parameters.start import begun
from sim.scenario.start import StartState

from .company import Company, as_of_close, company_of
from .expected import Records, records_of

SEED, ENSEMBLE_SEED = 5, 1005
MONTH, AFTER, RESTARTS = 15, 12, 10
FUTURES, FEW_FUTURES = 200, 80
SCENARIO = load_scenario("coach", [f"months={MONTH + AFTER}", f"gate.month={MONTH + AFTER}"])
MEASURES = ("won deals", "active partners", "partners that left", "revenue of the last month")
MOST_CHI_SQUARE = 35.56
"""Of 10 degrees of freedom: exceeded once in 10,000."""
MOST_SCORE = 3.9
"""Of the mean rank, in standard errors: exceeded once in 10,000."""
COUNTED = (*LEAVING_KINDS, Kind.QUALIFIED, Kind.WON)
"""Besides the revenue of the last day."""
Change = Callable[[Records], None]


def measured(rows: IntArray, name: Callable[[int], str], there: set[str], before: int) -> tuple[int, ...]:
    """The measures of partners by id over the months after the first ``before`` of a ledger."""
    end = 30 * (before + AFTER)
    won = left = revenue = 0
    gone, last = set[str](), dict[str, int]()
    is_counted = np.isin(rows[:, 1], COUNTED) | ((rows[:, 1] == Kind.REVENUE) & (rows[:, 0] == end))
    for day, kind, partner, _, _, listed, _ in rows[is_counted & (rows[:, 2] >= 0)].tolist():
        if (who := name(partner)) not in there:
            continue
        if kind in LEAVING_KINDS:
            gone.add(who)
            left += day > 30 * before
        elif kind in (Kind.QUALIFIED, Kind.WON):
            last[who] = day
            won += kind == Kind.WON and day >= 30 * before
        else:
            revenue += listed
    active = sum(who not in gone and day >= end - 90 for who, day in last.items())
    return won, active, left, revenue


def restarted(parameters: Parameters, records: Records, arr_cents: Sequence[int], phase: str) -> Parameters:
    """The world of a future, from the frozen records on."""
    as_of = as_of_close(SCENARIO, MONTH)
    tables = {name: tuple(records[name]) for name in ("partners", "customers", "opportunities")}
    state = StartState(
        as_of=as_of, month=MONTH, phase=phase, phase_age_months=0, growth_last_year=(None, None, None), candidates=(),
        months=(), digest="", **tables,
    )  # type: ignore[arg-type]  # fmt: skip
    blocks, vendor, readiness = Blocks(SCENARIO.archetypes), parameters.vendor, parameters.readiness
    later = {name: getattr(readiness, name)[MONTH:] for name in readiness.__dataclass_fields__}
    channels = [replace(one, starting_arr_cents=arr) for one, arr in zip(vendor.channels, arr_cents, strict=True)]
    season = (1.0, *vendor.season[MONTH + 1 :], *vendor.season[MONTH - 11 : MONTH + 1])
    moved = replace(
        parameters, months=AFTER, readiness=replace(readiness, **later),
        vendor=replace(vendor, channels=tuple(channels), season=season), gate=replace(parameters.gate, month=AFTER),
    )  # fmt: skip
    return begun(moved, started_parameters(blocks, SCENARIO, state))


@cache
def frozen(world: int) -> tuple[Parameters, Company, tuple[int, ...]]:
    """The world of a future, the company at the close, and what came."""
    parameters = world_parameters(SCENARIO, SEED, world)[1]
    company = company_of(SCENARIO, MONTH, SEED, world)
    rows = compiled.simulate(parameters, chance_key(SEED, world, 0)).array()
    return parameters, company, measured(rows, roll_of(parameters).name, set(company.partners), MONTH)


def ranks_of(change: Change, futures: int) -> list[list[int]]:
    """By measure: the rank of the truth in each future, ties in an order drawn by lot."""
    lots = random.Random(1)
    ranks: list[list[int]] = [[] for _ in MEASURES]
    for world in range(futures):
        parameters, company, truth = frozen(world)
        records = records_of(company, as_of_close(SCENARIO, MONTH))
        there = set(company.partners)
        change(records)
        again = restarted(parameters, records, company.arr_cents, company.phases[-1][1])
        roll = roll_of(again)

        def id_of(dense: int, roll=roll) -> str:  # type: ignore[no-untyped-def]
            archetype, batch, index = roll.place(dense)
            return roll.ids[archetype][index] if batch == STARTED_BATCH else ""

        others = [
            measured(compiled.simulate(again, chance_key(ENSEMBLE_SEED, world, future)).array(), id_of, there, 0)
            for future in range(RESTARTS)
        ]
        for own, true, found in zip(ranks, truth, zip(*others, strict=True), strict=True):
            own.append(sum(one < true for one in found) + lots.randint(0, sum(one == true for one in found)))
    return ranks


def as_exported(records: Records) -> None:
    """Nothing is left out."""


def sizes_unknown(records: Records) -> None:
    records["partners"] = [replace(one, size_thousandths=None) for one in records["partners"]]  # type: ignore[type-var]


def without_open_opportunities(records: Records) -> None:
    records["opportunities"] = [one for one in records["opportunities"] if one.won_day > -10_000]  # type: ignore[attr-defined]


@cache
def statistics(change: Change, futures: int = FUTURES) -> dict[str, tuple[float, float]]:
    """By measure: chi-square of the ranks against equal shares, and their mean in standard errors from the middle."""
    found = {}
    for name, ranks in zip(MEASURES, ranks_of(change, futures), strict=True):
        counts, each = Counter(ranks), futures / (RESTARTS + 1)
        chi_square = sum((counts[rank] - each) ** 2 / each for rank in range(RESTARTS + 1))
        error = sqrt(((RESTARTS + 1) ** 2 - 1) / 12 / futures)
        found[name] = chi_square, (sum(ranks) / futures - RESTARTS / 2) / error
    return found


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(as_exported, id="as_exported"),
        pytest.param(sizes_unknown, id="sizes_unknown", marks=pytest.mark.full),
    ],
)
def test_the_rank_of_what_came_is_uniform(change: Change, name: str) -> None:
    chi_square, score = statistics(change)[name]
    assert chi_square < MOST_CHI_SQUARE
    assert abs(score) < MOST_SCORE


def test_it_is_not_with_the_open_opportunities_left_out() -> None:
    found = statistics(without_open_opportunities, FEW_FUTURES)
    for name in ("won deals", "revenue of the last month"):
        assert found[name][1] > MOST_SCORE
