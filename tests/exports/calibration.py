"""A company frozen at month 9 and begun again from its records, with those who are recruited, is as it would have been.

``python -m tests.exports.calibration [FUTURES RESTARTS]`` prints for each change of the records the mean rank of the
truth among the restarts, in standard errors from the middle, and the chi-square of the ranks, by measure.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from sim.engine import compiled
from sim.engine.identity import roll_of
from sim.experiment.replication import world_parameters
from sim.ledger import LEAVING_KINDS, IntArray, Kind, Row
from sim.randomness import Stream, chance_key, draw_uniform
from sim.rules.selection import selection_score
from sim.scenario.conversion import Blocks
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, started_parameters
from sim.scenario.parameters.start import begun
from sim.scenario.start import StartedCandidate, StartState
from sim.units import NEVER_YET

from .company import Company, as_of_close, company_of
from .expected import Records, records_of

SEED, ENSEMBLE_SEED = 11, 1011
MONTH, END = 9, 24
AFTER = END - MONTH
SCENARIO = load_scenario("coach", [f"months={END}", f"gate.month={END}"])
MEASURES = ("share", "active partners", "won deals", "revenue")
Change = Callable[[Records], None]


@dataclass(frozen=True)
class Ranks:
    """Where the truth lies among the restarts of each future, by measure."""

    restarts: int
    ranks: tuple[list[int], ...]

    def statistics(self) -> dict[str, tuple[float, float]]:
        """Chi-square of the ranks against equal shares, and their mean in standard errors from the middle."""
        found = {}
        for name, ranks in zip(MEASURES, self.ranks, strict=True):
            counts, each = Counter(ranks), len(ranks) / (self.restarts + 1)
            chi_square = sum((counts[rank] - each) ** 2 / each for rank in range(self.restarts + 1))
            error = sqrt(((self.restarts + 1) ** 2 - 1) / 12 / len(ranks))
            found[name] = chi_square, (sum(ranks) / len(ranks) - self.restarts / 2) / error
        return found


def measured(rows: IntArray, before: int) -> tuple[int, ...]:
    """The measures of all partners at the end of a ledger, in which day 0 is the close of month ``before``."""
    day, kind, partner, amount, listed, detail = (rows[:, column] for column in (0, 1, 2, 4, 5, 6))
    end = 30 * (before + AFTER)
    is_last = (kind == Kind.REVENUE) & (day == end)
    channels = (kind == Kind.CHANNEL_REVENUE) & (day == end)
    sourced = amount[is_last].sum() + amount[channels & (detail == 2)].sum()
    total = amount[is_last].sum() + amount[channels].sum()
    recent = np.isin(kind, (Kind.QUALIFIED, Kind.WON)) & (day >= end - 90)
    active = np.setdiff1d(partner[recent], partner[np.isin(kind, LEAVING_KINDS)])
    won = ((kind == Kind.WON) & (day >= 30 * before)).sum()
    return int(sourced * 10**9 // total), len(active), int(won), int(listed[is_last].sum())


def listed_candidates(parameters: Parameters, key: int, rows: Sequence[Row]) -> Iterator[StartedCandidate]:
    """Names that are not in recruiting after close ``MONTH`` and may be: on a list, or to be listed again later.

    Those to be listed again have a score below the least: it is not told when.
    """
    roll = roll_of(parameters)
    said_later, is_there = dict[int, list[int]](), dict[int, bool]()
    for day, kind, partner, *_ in rows:
        if day < 30 * MONTH and kind in (Kind.CONTACTED, Kind.POSTPONED):
            is_there[partner] = kind == Kind.CONTACTED
            if kind == Kind.POSTPONED:
                said_later.setdefault(partner, []).append(day // 30 + 1)
    for position, kind in enumerate(parameters.archetypes):
        for batch in range(MONTH):
            for index in range(kind.candidates_per_month if batch else kind.candidates):
                dense = roll.dense(position, batch, index)
                if not is_there.get(dense, False):
                    score = score_of(parameters, key, position, batch, index, said_later.get(dense, []))
                    yield StartedCandidate(f"list {batch}/{index}", kind.name, score, NEVER_YET, "")


def score_of(parameters: Parameters, key: int, position: int, batch: int, index: int, said_later: list[int]) -> int:
    """The score of a name on its list; one below the least while it rests. ``said_later`` are the months of that."""
    selection, kind = parameters.selection, parameters.archetypes[position]
    month, visit, said = batch + 1, 0, list(said_later)
    while month <= MONTH:
        u = draw_uniform(key, Stream.SCORE.value, kind.name_word, batch << 32 | index << 16, visit)
        score = selection_score(u, kind.score_mean, kind.score_sd)
        if score >= selection.minimum_score and not said:
            return score
        month = (said.pop(0) if score >= selection.minimum_score else month) + selection.revisit_months
        visit += 1
    return selection.minimum_score - 1


def restarted(parameters: Parameters, records: Records, arr_cents: Sequence[int], phase: str) -> Parameters:
    """The world of a future, from the frozen records on: the names on its lists are those of the records."""
    tables = {name: tuple(records[name]) for name in records}
    state = StartState(
        as_of=as_of_close(SCENARIO, MONTH), month=MONTH, phase=phase, phase_age_months=0,
        growth_last_year=(None, None, None), digest="", **tables,
    )  # type: ignore[arg-type]  # fmt: skip
    there = Counter(one.archetype for one in (*state.partners, *state.candidates))
    kinds = [replace(one, candidates=there[one.name] + one.candidates_per_month) for one in parameters.archetypes]
    blocks, vendor, readiness = Blocks(SCENARIO.archetypes), parameters.vendor, parameters.readiness
    later = {name: getattr(readiness, name)[MONTH:] for name in readiness.__dataclass_fields__}
    channels = [replace(one, starting_arr_cents=arr) for one, arr in zip(vendor.channels, arr_cents, strict=True)]
    season = (1.0, *vendor.season[MONTH + 1 :], *vendor.season[MONTH - 8 : MONTH + 1])
    moved = replace(
        parameters, months=AFTER, readiness=replace(readiness, **later), archetypes=tuple(kinds),
        vendor=replace(vendor, channels=tuple(channels), season=season),
        gate=replace(parameters.gate, month=AFTER),
    )  # fmt: skip
    return begun(moved, started_parameters(blocks, SCENARIO, state))


def frozen(world: int) -> tuple[Parameters, Company, Records, Sequence[Row]]:
    """A future, frozen: its world, the company, all its records, and its ledger to the end."""
    parameters, key = world_parameters(SCENARIO, SEED, world)[1], chance_key(SEED, world, 0)
    company = company_of(SCENARIO, MONTH, SEED, world)
    records = records_of(company, as_of_close(SCENARIO, MONTH))
    rows = compiled.simulate(parameters, key).rows
    all_candidates = [*records["candidates"], *listed_candidates(parameters, key, rows)]
    records["candidates"] = sorted(all_candidates, key=lambda one: (one.archetype, one.id))  # type: ignore[attr-defined]
    return parameters, company, records, rows


def ranks_of(changes: Sequence[Change], worlds: Iterable[int], restarts: int) -> list[Ranks]:
    """For each change of the records: the rank of the truth in each future, ties in an order drawn by lot."""
    lots = random.Random(1)
    found = [Ranks(restarts, tuple([] for _ in MEASURES)) for _ in changes]
    for world in worlds:
        parameters, company, records, rows = frozen(world)
        truth = measured(np.array(rows), MONTH)
        for change, ranks in zip(changes, found, strict=True):
            known = {name: list(each) for name, each in records.items()}
            change(known)
            again = restarted(parameters, known, company.arr_cents, company.phases[-1][1])
            others = [
                measured(compiled.simulate(again, chance_key(ENSEMBLE_SEED, world, future)).array(), 0)
                for future in range(restarts)
            ]
            for own, true, values in zip(ranks.ranks, truth, zip(*others, strict=True), strict=True):
                own.append(sum(one < true for one in values) + lots.randint(0, sum(one == true for one in values)))
    return found


def as_exported(records: Records) -> None:
    """Nothing is left out."""


def without_the_funnel(records: Records) -> None:
    """Without candidates in recruiting, and partners that are not onboarded."""
    records["candidates"] = [one for one in records["candidates"] if one.contacted_day == NEVER_YET]  # type: ignore[attr-defined]
    gone = {place for place, one in enumerate(records["partners"]) if one.onboarded_day == NEVER_YET}  # type: ignore[attr-defined]
    kept = [place for place in range(len(records["partners"])) if place not in gone]
    moved = {old: new for new, old in enumerate(kept)}
    records["partners"] = [records["partners"][place] for place in kept]
    for table in ("customers", "opportunities"):
        own = [one for one in records[table] if one.partner in moved]  # type: ignore[attr-defined]
        records[table] = [replace(one, partner=moved[one.partner]) for one in own]  # type: ignore[attr-defined, type-var]


def without_the_wins(records: Records) -> None:
    """Without what has been won so far: customers, deals that are not live yet, days of the last win."""
    records["customers"] = []
    records["opportunities"] = [one for one in records["opportunities"] if one.won_day == NEVER_YET]  # type: ignore[attr-defined]
    records["partners"] = [replace(one, last_won_day=NEVER_YET) for one in records["partners"]]  # type: ignore[type-var]


CHANGES = (as_exported, without_the_funnel, without_the_wins)


def main(arguments: list[str]) -> None:
    futures, restarts = map(int, arguments or ("400", "20"))
    for change, ranks in zip(CHANGES, ranks_of(CHANGES, range(futures), restarts), strict=True):
        for name, (chi_square, score) in ranks.statistics().items():
            print(f"{change.__name__}: {name}: mean rank {score:+.2f} standard errors, chi-square {chi_square:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
