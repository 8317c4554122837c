"""Deterministic stand-ins for ``simulate_world``; a module of its own, so that worker processes can import it."""

import os
import sys
import threading
from pathlib import Path

import numpy as np

from sim.experiment.replication import WorldResult
from sim.metrics.declared import METRIC_INDEX, METRICS, NEVER, TOTALS

HEAVY = {"click", "matplotlib", "pyarrow", "pytest", "rich", "scipy.stats"}


def simulate_world(scenario, seed, world, futures, _engine):
    dice = np.random.default_rng([seed, world])
    parameters = {path: float(f"{dice.random():.9g}") for path in ("b.second", "a.first")}
    monthly = np.zeros((len(futures), len(METRICS), scenario.months), dtype=np.int64)
    totals = np.zeros((len(futures), len(TOTALS)), dtype=np.int64)
    for position, future in enumerate(futures):
        chance = np.random.default_rng([seed, world, future])
        monthly[position] = chance.integers(0, 1_000_000, size=monthly.shape[1:])
        monthly[position, METRIC_INDEX["total_revenue"]] += 5_000_000
        monthly[position, METRIC_INDEX["phase"]] = chance.integers(0, len(scenario.phase_order) + 1)
        totals[position] = chance.integers(-1_000_000, 1_000_000, size=len(TOTALS))
        totals[position, TOTALS.index("payback_month")] = NEVER if chance.random() < 0.5 else 7
    return WorldResult(parameters, monthly, totals, ())


def fails_in_places(scenario, seed, world, futures, engine):
    """Future 1 of world 3 is reported as failed; world 5 raises."""
    if world == 5:
        raise ArithmeticError("world five")
    result = simulate_world(scenario, seed, world, futures, engine)
    if world == 3:
        result.monthly[1] = result.totals[1] = 0
        return WorldResult(result.parameters, result.monthly, result.totals, ((1, "Traceback: future one"),))
    return result


def dies_at_world_four(scenario, seed, world, futures, engine):
    if world == 4:
        os._exit(1)
    return fails_in_places(scenario, seed, world, futures, engine)


def always_fails(_scenario, _seed, world, _futures, _engine):
    raise ArithmeticError(f"world {world}")


def named(scenario, seed, world, futures, engine):
    """Leaves a file by the name of its process in PID_FOLDER, with the heavy modules that it holds."""
    (Path(os.environ["PID_FOLDER"]) / str(os.getpid())).write_text(" ".join(sorted(HEAVY & set(sys.modules))))
    return simulate_world(scenario, seed, world, futures, engine)


def endless(scenario, seed, world, futures, engine):
    """From world 10 on it never ends; then it leaves a file by the name of its process in PID_FOLDER."""
    if world >= 10:
        named(scenario, seed, world, futures, engine)
        threading.Event().wait()
    return simulate_world(scenario, seed, world, futures, engine)
