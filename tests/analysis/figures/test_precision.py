"""The stop rule: it stops for the right reason, and more worlds change none of the earlier ones."""

from math import sqrt

import numpy as np
import pytest

from sim.analysis.figures import precision
from sim.analysis.figures.precision import batch_sizes, gate_interval, simulate_until, stop_reason
from sim.experiment.extension import extended
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario


@pytest.fixture
def constructed(monkeypatch, certain, ensemble_of):
    """``simulate_until`` on worlds of which a stated share passes, evenly spread over their numbers."""

    def run(odds, required, half_width, **options):
        gate = certain.gate.model_copy(update={"required_probability": required})
        scenario = certain.model_copy(update={"gate": gate})
        asked = []

        def worlds(_, runs, **__):
            asked.append(runs)
            passes = (np.arange(1, runs + 1) / ((1 + sqrt(5)) / 2)) % 1 < odds
            return ensemble_of(scenario, np.where(passes, 20, 5)[:, None])

        monkeypatch.setattr(precision, "simulate", lambda scenario, runs, **_: worlds(scenario, runs))
        monkeypatch.setattr(precision, "extended", lambda ensemble, runs, **_: worlds(ensemble, runs))
        return simulate_until(scenario, half_width, **options), asked

    return run


def test_stops_clear_above(constructed):
    stopped, asked = constructed(0.8, 0.5, 0.001, runs=100, max_runs=5000)
    assert stopped.reason == "clear above"
    assert asked == [100]
    assert gate_interval(stopped.ensemble)[0] > 0.5


def test_stops_clear_below(constructed):
    stopped, asked = constructed(0.45, 0.5, 0.001, runs=100, max_runs=50_000)
    assert stopped.reason == "clear below"
    assert asked[:3] == [100, 200, 400]
    assert stopped.ensemble.runs < 50_000
    assert gate_interval(stopped.ensemble)[1] < 0.5


def test_on_the_line_stops_where_the_odds_are_known(constructed):
    stopped, _ = constructed(0.5, 0.5, 0.02, runs=100, max_runs=50_000)
    assert stopped.reason == "precise"
    assert stopped.half_width <= 0.02
    assert stopped.ensemble.runs == 3200
    assert stopped.looks == 6


def test_on_the_line_stops_at_the_most_runs(constructed):
    stopped, asked = constructed(0.5, 0.5, 0.001, runs=100, max_runs=1000)
    assert stopped.reason == "max runs"
    assert asked[-1] == stopped.ensemble.runs == 1000
    assert "max runs after 1,000 worlds" in repr(stopped)


def test_more_looks_ask_for_more(ensemble_of, certain):
    gate = certain.gate.model_copy(update={"required_probability": 0.5})
    scenario = certain.model_copy(update={"gate": gate})
    ensemble = ensemble_of(scenario, np.where(np.arange(100) < 61, 20, 5)[:, None])
    assert stop_reason(ensemble, 0.01, looks=1) == "clear above"
    assert stop_reason(ensemble, 0.01, looks=10) is None


def test_batches_double_up_to_the_most():
    assert batch_sizes(100, 1000) == [100, 200, 400, 800, 1000]
    assert batch_sizes(100, 100) == [100]
    assert batch_sizes(500, 100) == [100]


@pytest.mark.parametrize("half_width", [0.0, -0.1, 0.5, float("nan")])
def test_a_width_out_of_range(certain, half_width):
    with pytest.raises(ValueError, match="precision"):
        simulate_until(certain, half_width)


def test_an_extended_ensemble_is_one_simulated_at_once():
    scenario = load_scenario("coach", ["months=6", "gate.month=6"])
    small = simulate(scenario, runs=3, futures=2, workers=1)
    large = simulate(scenario, runs=7, futures=2, workers=1)
    assert extended(small, 7, workers=1).digest == large.digest
    assert extended(large, 7) is large
    with pytest.raises(ValueError, match="at least the existing 7"):
        extended(large, 3)


def test_stopped_ensemble_equals_a_run():
    scenario = load_scenario("coach", ["months=6", "gate.month=6"])
    stopped = simulate_until(scenario, 0.01, runs=2, max_runs=5, workers=1)
    assert stopped.looks == 3
    assert stopped.ensemble.digest == simulate(scenario, runs=stopped.ensemble.runs, workers=1).digest
