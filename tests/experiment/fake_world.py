"""Deterministic stand-ins for ``simulate_world``; a module of its own, so that worker processes can import it."""

import os
import sys
import threading
from pathlib import Path

import numpy as np

from sim.experiment.replication import WorldResult
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import NEVER
from sim.metrics.metric_set import Monthly

HEAVY = {"click", "matplotlib", "pyarrow", "pytest", "rich", "scipy.stats"}


def simulate_world(scenario, seed, world, futures, _engine):
    dice = np.random.default_rng([seed, world])
    parameters = {path: float(f"{dice.random():.9g}") for path in ("b.second", "a.first")}
    metric_set = metric_set_of(scenario)
    results = [_future(scenario, np.random.default_rng([seed, world, future])) for future in futures]
    monthly = [[months[metric.name] for metric in metric_set.metrics] for months, _ in results]
    totals = [[sums[total.name] for total in metric_set.totals] for _, sums in results]
    return WorldResult(parameters, np.array(monthly), np.array(totals), ())


def _future(scenario, chance):
    """Metrics and totals by name; sums are sums."""
    metric_set = metric_set_of(scenario)
    months = {metric.name: chance.integers(0, 1_000_000, size=scenario.months) for metric in metric_set.kept}
    months["total_revenue"] += 10_000_000
    months["phase"][:] = chance.integers(0, len(scenario.phase_order) + 1)
    totals = {total.name: chance.integers(-1_000_000, 1_000_000) for total in metric_set.totals}
    totals["payback_month"] = NEVER if chance.random() < 0.5 else 7
    return dict(Monthly(metric_set, months)), totals


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


def adds_up_wrongly(scenario, seed, world, futures, engine):
    """The cost of one world is a cent more than its lines."""
    result = simulate_world(scenario, seed, world, futures, engine)
    if world == 1:
        result.monthly[0, metric_set_of(scenario).position["program_cost"], 2] += 1
    return result
