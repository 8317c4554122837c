"""One world: its parameters are drawn, its futures and their twins simulated, their metrics computed."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from sim.engine.identity import roll_of
from sim.engine.reference.state import Reading
from sim.ledger import IntArray, Ledger
from sim.metrics.business import Business
from sim.metrics.declared import metric_set_of
from sim.metrics.metric_set import MetricSet
from sim.metrics.tallies import Tallies, tallies_of
from sim.names import name_word
from sim.randomness import Stream, chance_key, draw_uniform, ignorance_key
from sim.scenario.drawing import FACTOR_PREFIX, Drawing
from sim.scenario.parameters import Parameters, blocks_of, parameters_of
from sim.scenario.schema import Scenario

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
    batch_failure: str = ""
    """Traceback of a batch that failed although each of its worlds could be simulated alone."""


def simulate_world(scenario: Scenario, seed: int, world: int, futures: Sequence[int], engine: str) -> WorldResult:
    """Simulate futures of one world. A world that cannot be drawn, a future that raises is reported, not raised."""
    return _simulate_alone(WorldSource(scenario), seed, world, futures, engine)


def simulate_worlds(
    scenario: Scenario, seed: int, worlds: Sequence[int], futures: Sequence[int], engine: str
) -> list[WorldResult]:
    """Simulate worlds: in batches with the compiled engine, one by one with the reference engine."""
    source = WorldSource(scenario)
    if engine != "compiled":
        return [_simulate_alone(source, seed, world, futures, engine) for world in worlds]
    step = max(1, _AT_ONCE // len(futures))
    batches = (worlds[start : start + step] for start in range(0, len(worlds), step))
    return [result for batch in batches for result in _simulate_batch(source, seed, batch, futures)]


def _simulate_batch(
    source: "WorldSource", seed: int, worlds: Sequence[int], futures: Sequence[int]
) -> list[WorldResult]:
    """Worlds together; one by one if that raises, because an error of one world must not affect the others.

    An error that no world raises alone is one of the batch, and is reported with the results.
    """
    try:
        return _simulate_at_once(source, seed, worlds, futures)
    except Exception:
        reason = traceback.format_exc()
    results = [_simulate_alone(source, seed, world, futures, "compiled") for world in worlds]
    own = {_last_line(text) for result in results for _, text in result.failures}
    return results if _last_line(reason) in own else [replace(one, batch_failure=reason) for one in results]


def _last_line(text: str) -> str:
    """The exception at the end of a traceback."""
    return text.rstrip().rpartition("\n")[2]


def _simulate_alone(source: "WorldSource", seed: int, world: int, futures: Sequence[int], engine: str) -> WorldResult:
    try:
        values, parameters = source.world(seed, world)
    except Exception:
        return failed_world(source.scenario, futures, traceback.format_exc())
    monthly, sums = _zeros(source.metric_set, len(futures), parameters.months)
    failures = []
    for position, future in enumerate(futures):
        try:
            key = chance_key(seed, world, future)
            run = tallies(_simulate(parameters, key, engine), parameters).alone()
            twin = tallies(_simulate(parameters, key, engine, with_program=False), parameters).alone()
            one_monthly, one_sums = measure(source.metric_set, run, twin, [parameters], 1)
            monthly[position], sums[position] = one_monthly[:, 0], one_sums[:, 0]
        except Exception:
            failures.append((future, traceback.format_exc()))
    return WorldResult(values, monthly, sums, tuple(failures))


def failed_world(scenario: Scenario, futures: Sequence[int], reason: str) -> WorldResult:
    """A world without results."""
    monthly, sums = _zeros(metric_set_of(scenario), len(futures), scenario.months)
    return WorldResult({}, monthly, sums, tuple((future, reason) for future in futures))


def _zeros(metric_set: MetricSet, futures: int, months: int) -> tuple[IntArray, IntArray]:
    monthly = np.zeros((futures, len(metric_set.metrics), months), dtype=np.int64)
    return monthly, np.zeros((futures, len(metric_set.totals)), dtype=np.int64)


def _simulate_at_once(
    source: "WorldSource", seed: int, worlds: Sequence[int], futures: Sequence[int]
) -> list[WorldResult]:
    from sim.engine.compiled import simulate_worlds as simulate_tallies

    drawn = [source.world(seed, world) for world in worlds]
    all_parameters = [parameters for _, parameters in drawn]
    keys = np.array([[chance_key(seed, world, future) for future in futures] for world in worlds], dtype=np.int64)
    tallied = simulate_tallies(all_parameters, keys)
    monthly, sums = measure(source.metric_set, tallied.run, tallied.twin, all_parameters, len(futures))
    monthly, sums = monthly.transpose(1, 0, 2), sums.T
    rows = (slice(place * len(futures), (place + 1) * len(futures)) for place in range(len(worlds)))
    return [WorldResult(values, monthly[own], sums[own], ()) for (values, _), own in zip(drawn, rows, strict=True)]


def measure(
    metric_set: MetricSet, run: Tallies, twin: Tallies, worlds: Sequence[Parameters], futures: int
) -> tuple[IntArray, IntArray]:
    """Metrics (metrics, replications, months), totals (totals, replications); ``futures`` replications per world."""
    business = Business(metric_set, run, worlds, futures, twin)
    monthly = np.array([business[metric.name] for metric in metric_set.metrics])
    return monthly, np.array([business.of(total.value) for total in metric_set.totals])


class WorldSource:
    """The worlds of a scenario; what they have in common is computed once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.metric_set = scenario, metric_set_of(scenario)
        self._drawing, self._blocks = Drawing(scenario), blocks_of(scenario)
        self._parameters = parameters_of(scenario, self._blocks)

    def world(self, seed: int, world: int) -> tuple[dict[str, float], Parameters]:
        """The drawn values of a world by path, and the parameters with them."""
        key = ignorance_key(seed, world)
        values = self._drawing.draw(lambda name: draw_uniform(key, _stream(name), name_word(name), 0, 0))
        if not values:
            return values, self._parameters
        return values, parameters_of(self._drawing.worlds.scenario(values), self._blocks)

    def ledgers(self, seed: int, world: int, future: int, engine: str) -> tuple[Ledger, Ledger, Parameters]:
        """The ledgers of a future and of its twin, and the parameters of its world."""
        _, parameters = self.world(seed, world)
        key = chance_key(seed, world, future)
        return _simulate(parameters, key, engine), _simulate(parameters, key, engine, with_program=False), parameters


@cache
def _stream(name: str) -> int:
    return _FACTOR if name.startswith(FACTOR_PREFIX) else _PARAMETER


def world_parameters(scenario: Scenario, seed: int, world: int) -> tuple[dict[str, float], Parameters]:
    """The drawn values of one world by path, and the parameters with them."""
    return WorldSource(scenario).world(seed, world)


def ledger_of(scenario: Scenario, seed: int, world: int, future: int, engine: str) -> tuple[Ledger, Ledger, Parameters]:
    """The ledgers of a future and of its twin, and the parameters of its world."""
    return WorldSource(scenario).ledgers(seed, world, future, engine)


def ladder_readings(parameters: Parameters, seed: int, world: int, future: int, partner: int) -> list[Reading]:
    """What each close of a future made of a partner on its ladder, by the reference engine; by its dense index."""
    from sim.engine.reference.program import readings_of

    return readings_of(parameters, chance_key(seed, world, future), partner)


def ledger_metrics(scenario: Scenario, run: Ledger, twin: Ledger, parameters: Parameters) -> dict[str, IntArray]:
    """The monthly metrics of a ledger and its twin, each (months,)."""
    tallied, twin_tallied = tallies(run, parameters).alone(), tallies(twin, parameters).alone()
    business = Business(metric_set_of(scenario), tallied, [parameters], 1, twin_tallied)
    return {metric.name: business[metric.name][0] for metric in metric_set_of(scenario).metrics}


def tallies(ledger: Ledger, parameters: Parameters) -> Tallies:
    """The tallies of a ledger."""
    return tallies_of(
        ledger, parameters.months, roll_of(parameters).starts, len(parameters.phases), parameters.finance.runoff_months
    )


def _simulate(parameters: Parameters, key: int, engine: str, with_program: bool = True) -> Ledger:
    """A ledger by the engine of this name; ``auto`` is the reference engine."""
    if engine == "compiled":
        from sim.engine.compiled import simulate as simulate_compiled

        return simulate_compiled(parameters, key, with_program)
    if engine in ("auto", "reference"):
        from sim.engine.reference import simulate as simulate_reference

        return simulate_reference(parameters, key, with_program)
    raise ValueError(f"there is no engine '{engine}'")
