import numpy as np
import pytest

from sim.experiment.ensemble import Ensemble
from sim.metrics.declared import metric_set_of
from sim.metrics.metric import NEVER
from sim.scenario.load import load_scenario


@pytest.fixture(scope="session")
def coach():
    return load_scenario("coach")


@pytest.fixture(scope="session")
def certain(coach):
    """The scenario without uncertain inputs."""
    return coach.model_copy(update={"uncertainty": {}})


@pytest.fixture
def ensemble_of():
    """Builds an ensemble from the sourced share in percent of each replication, constant over the months.

    ``percent`` is (runs, futures) or (runs, futures, months); ``changed`` gives other metrics as arrays that
    broadcast to (replications, months).
    """

    def build(scenario, percent, *, failed=(), **changed):
        percent = np.asarray(percent)
        runs, futures = percent.shape[:2]
        rows, months = runs * futures, scenario.months
        monthly = {metric.name: np.zeros((rows, months), dtype=np.int64) for metric in metric_set_of(scenario).metrics}
        monthly["total_revenue"][:] = 100_000
        sourced = percent.reshape(rows, -1) * 1000
        monthly["partner_revenue"] += sourced
        monthly["credited_revenue"] += sourced
        monthly["additional_revenue"] += sourced
        for name, values in changed.items():
            monthly[name] = np.broadcast_to(np.asarray(values, dtype=np.int64), (rows, months)).copy()
        totals = {total.name: np.arange(rows, dtype=np.int64) * 100 for total in metric_set_of(scenario).totals}
        totals["payback_month"] = np.where(np.arange(rows) % 2 == 0, 20, NEVER).astype(np.int64)
        completed = np.ones(rows, dtype=np.bool_)
        completed[list(failed)] = False
        return Ensemble(
            scenario=scenario, runs=runs, futures=futures, seed=1, months=months, engine="reference",
            input_digest="0" * 64, monthly=monthly, totals=totals, parameters={}, completed=completed, failures=(),
        )  # fmt: skip

    return build
