"""One world: its parameters are drawn, its futures and their twins simulated, their metrics computed."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np

from sim.engine.identity import roll_of
from sim.engine.reference import simulate as simulate_reference
from sim.ledger import IntArray, Ledger
from sim.metrics.declared import METRICS, TOTALS
from sim.metrics.economics import Runoff, runoff_of, totals
from sim.metrics.monthly import Business, metric_inputs, monthly_metrics
from sim.metrics.tallies import Tallies, tallies_of
from sim.randomness import Stream, chance_key, draw_uniform, ignorance_key, name_word
from sim.scenario.drawing import FACTOR_PREFIX, Drawing
from sim.scenario.parameters import Parameters, parameters_of
from sim.scenario.schema import Scenario
from sim.scenario.worlds import apply_parameters

_AT_ONCE = 25
"""Replications in one call of the compiled engine: few enough that the next call reuses their memory."""
_PARAMETER = Stream.PARAMETER.value
_FACTOR = Stream.FACTOR.value


@dataclass(frozen=True, slots=True)
class WorldResult:
    """The futures of one world."""

    parameters: dict[str, float]
    monthly: IntArray
    """int64 (futures, metrics, months)"""
    totals: IntArray
    """int64 (futures, totals)"""
    failures: tuple[tuple[int, str], ...]
    """(future, traceback); the rows of a failed future are zero"""


def simulate_world(scenario: Scenario, seed: int, world: int, futures: Sequence[int], engine: str) -> WorldResult:
    """Simulate futures of one world. A future that raises is reported, not raised."""
    values, parameters = world_parameters(scenario, seed, world)
    monthly = np.zeros((len(futures), len(METRICS), parameters.months), dtype=np.int64)
    sums = np.zeros((len(futures), len(TOTALS)), dtype=np.int64)
    failures = []
    for position, future in enumerate(futures):
        try:
            key = chance_key(seed, world, future)
            run = tallies(_simulate(parameters, key, engine), parameters).alone()
            twin = tallies(_simulate(parameters, key, engine, with_program=False), parameters).alone()
            one_monthly, one_sums = measure(run, twin, [parameters], 1)
            monthly[position], sums[position] = one_monthly[0], one_sums[0]
        except Exception:
            monthly[position] = sums[position] = 0
            failures.append((future, traceback.format_exc()))
    return WorldResult(values, monthly, sums, tuple(failures))


def simulate_worlds(
    scenario: Scenario, seed: int, worlds: Sequence[int], futures: Sequence[int], engine: str
) -> list[WorldResult]:
    """Simulate worlds: together with the compiled engine, one by one with the reference engine or if one raises."""
    if engine == "compiled":
        try:
            source, step = WorldSource(scenario), max(1, _AT_ONCE // len(futures))
            batches = (worlds[start : start + step] for start in range(0, len(worlds), step))
            return [result for batch in batches for result in _simulate_compiled(source, seed, batch, futures)]
        except Exception:  # an error of one world must not affect the others: each is then simulated alone
            return [simulate_world(scenario, seed, world, futures, engine) for world in worlds]
    return [simulate_world(scenario, seed, world, futures, engine) for world in worlds]


def _simulate_compiled(
    source: "WorldSource", seed: int, worlds: Sequence[int], futures: Sequence[int]
) -> list[WorldResult]:
    from sim.engine.compiled import simulate_worlds as simulate_tallies

    drawn = [source.world(seed, world) for world in worlds]
    keys = np.array([[chance_key(seed, world, future) for future in futures] for world in worlds], dtype=np.int64)
    tallied = simulate_tallies([parameters for _, parameters in drawn], keys)
    results, start = [], 0
    for _, alike in groupby(drawn, key=lambda world: (metric_inputs(world[1]), _cash_inputs(world[1]))):
        group = list(alike)
        rows = slice(start * len(futures), (start + len(group)) * len(futures))
        start += len(group)
        monthly, sums = measure(tallied.run.part(rows), tallied.twin.part(rows), [p for _, p in group], len(futures))
        for position, (values, _) in enumerate(group):
            own = slice(position * len(futures), (position + 1) * len(futures))
            results.append(WorldResult(values, monthly[own], sums[own], ()))
    return results


def _cash_inputs(parameters: Parameters) -> tuple[object, ...]:
    program = parameters.program
    return program.discount_rate, program.runoff_months, program.payout_lag_months


def measure(
    run: Tallies, twin: Tallies, all_parameters: Sequence[Parameters], futures: int
) -> tuple[IntArray, IntArray]:
    """Metrics and totals of worlds with equal metric inputs; ``futures`` rows per world."""
    parameters = all_parameters[0]
    business, twin_business = Business(run, parameters), Business(twin, parameters)
    monthly = monthly_metrics(run, business, twin_business, parameters)
    ends = [runoff_of(one) for one in all_parameters]
    runoff = Runoff(
        np.repeat([end.direct for end in ends], futures), np.repeat([end.recruited for end in ends], futures, axis=0)
    )
    return monthly, totals(monthly, business, twin_business, run.recruited_arr, runoff, parameters)


class WorldSource:
    """The worlds of a scenario; what they have in common is computed once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario, self._drawing, self._parameters = scenario, Drawing(scenario), parameters_of(scenario)

    def world(self, seed: int, world: int) -> tuple[dict[str, float], Parameters]:
        """The drawn values of a world by path, and the parameters with them."""
        key = ignorance_key(seed, world)
        values = self._drawing.draw(lambda name: draw_uniform(key, _stream(name), name_word(name), 0, 0))
        if not values:
            return values, self._parameters
        scenario = apply_parameters(self._scenario, values)
        return values, parameters_of(scenario, near=(self._scenario, self._parameters))


@cache
def _stream(name: str) -> int:
    return _FACTOR if name.startswith(FACTOR_PREFIX) else _PARAMETER


def world_parameters(scenario: Scenario, seed: int, world: int) -> tuple[dict[str, float], Parameters]:
    """The drawn values of one world by path, and the parameters with them."""
    return WorldSource(scenario).world(seed, world)


def ledger_of(scenario: Scenario, seed: int, world: int, future: int, engine: str) -> tuple[Ledger, Ledger, Parameters]:
    """The ledgers of a future and of its twin, and the parameters of its world."""
    _, parameters = world_parameters(scenario, seed, world)
    key = chance_key(seed, world, future)
    return _simulate(parameters, key, engine), _simulate(parameters, key, engine, with_program=False), parameters


def ledger_metrics(run: Ledger, twin: Ledger, parameters: Parameters) -> IntArray:
    """The monthly metrics of a ledger and its twin: int64 (metrics, months)."""
    tallied = tallies(run, parameters)
    business, twin_business = Business(tallied, parameters), Business(tallies(twin, parameters), parameters)
    return monthly_metrics(tallied, business, twin_business, parameters)


def tallies(ledger: Ledger, parameters: Parameters) -> Tallies:
    """The tallies of a ledger."""
    return tallies_of(ledger.array(), parameters.months, roll_of(parameters).starts, len(parameters.phases))


def _simulate(parameters: Parameters, key: int, engine: str, with_program: bool = True) -> Ledger:
    """A ledger by the engine of this name; ``auto`` is the reference engine."""
    if engine == "compiled":
        from sim.engine.compiled import simulate as simulate_compiled

        return simulate_compiled(parameters, key, with_program)
    if engine in ("auto", "reference"):
        return simulate_reference(parameters, key, with_program)
    raise ValueError(f"there is no engine '{engine}'")
