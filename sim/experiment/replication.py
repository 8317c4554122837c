"""One world: its parameters drawn, its futures simulated with their twins, their metrics taken."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.identity import roll_of
from sim.engine.reference import simulate as simulate_reference
from sim.ledger import IntArray, Ledger
from sim.metrics.declared import METRICS, TOTALS
from sim.metrics.economics import totals
from sim.metrics.monthly import monthly_metrics
from sim.metrics.tallies import Tallies, tallies_of
from sim.randomness import Stream, chance_key, draw_uniform, ignorance_key, name_word
from sim.scenario.parameters import Parameters, parameters_of
from sim.scenario.schema import Scenario
from sim.scenario.worlds import apply_parameters, draw_parameters

_FACTOR_PREFIX = "factor:"
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
            monthly[position], sums[position] = _measure(parameters, chance_key(seed, world, future), engine)
        except Exception:
            monthly[position] = sums[position] = 0
            failures.append((future, traceback.format_exc()))
    return WorldResult(values, monthly, sums, tuple(failures))


def world_parameters(scenario: Scenario, seed: int, world: int) -> tuple[dict[str, float], Parameters]:
    """The drawn values of a world by path, and the parameters with them."""
    key = ignorance_key(seed, world)

    def draw(path: str) -> float:
        return draw_uniform(key, _FACTOR if path.startswith(_FACTOR_PREFIX) else _PARAMETER, name_word(path), 0, 0)

    values = draw_parameters(scenario, draw)
    return values, parameters_of(apply_parameters(scenario, values) if values else scenario)


def ledger_of(scenario: Scenario, seed: int, world: int, future: int, engine: str) -> tuple[Ledger, Ledger, Parameters]:
    """The ledgers of a future and of its twin, and the parameters of its world."""
    _, parameters = world_parameters(scenario, seed, world)
    key = chance_key(seed, world, future)
    return _simulate(parameters, key, engine), _simulate(parameters, key, engine, with_program=False), parameters


def ledger_metrics(run: Ledger, twin: Ledger, parameters: Parameters) -> IntArray:
    """The monthly metrics of a ledger and its twin: int64 (metrics, months)."""
    return monthly_metrics(tallies(run, parameters), tallies(twin, parameters), parameters)


def tallies(ledger: Ledger, parameters: Parameters) -> Tallies:
    """The tallies of a ledger."""
    return tallies_of(ledger.array(), parameters.months, roll_of(parameters).starts, len(parameters.phases))


def _simulate(parameters: Parameters, key: int, engine: str, with_program: bool = True) -> Ledger:
    if engine not in ("auto", "reference"):
        raise ValueError(f"there is no engine '{engine}'")
    return simulate_reference(parameters, key, with_program)


def _measure(parameters: Parameters, key: int, engine: str) -> tuple[IntArray, IntArray]:
    run = tallies(_simulate(parameters, key, engine), parameters)
    twin = tallies(_simulate(parameters, key, engine, with_program=False), parameters)
    monthly = monthly_metrics(run, twin, parameters)
    return monthly, totals(monthly, run, twin, parameters)
