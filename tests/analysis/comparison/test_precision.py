"""A comparison to a precision: every scenario has the worlds that the hardest needs, and stops for its own reason."""

from math import sqrt

import numpy as np
import pytest

from sim.analysis.comparison.compare import compare
from sim.analysis.figures import precision
from sim.scenario.load import load_scenario

CASES = (("above", 0.8, 0.5), ("below", 0.3, 0.5), ("line", 0.5, 0.5))


@pytest.fixture
def compared(monkeypatch, certain, ensemble_of):
    """``compare`` of scenarios with stated odds against required ones, as constructed above."""

    def run(cases, half_width, **options):
        scenarios = [
            certain.model_copy(
                update={"name": name, "gate": certain.gate.model_copy(update={"required_probability": r})}
            )
            for name, _, r in cases
        ]
        odds = {name: share for name, share, _ in cases}
        asked = []

        def worlds(scenario, runs):
            asked.append((scenario.name, runs))
            passes = (np.arange(1, runs + 1) / ((1 + sqrt(5)) / 2)) % 1 < odds[scenario.name]
            return ensemble_of(scenario, np.where(passes, 20, 5)[:, None])

        monkeypatch.setattr(precision, "simulate", lambda scenario, runs, **_: worlds(scenario, runs))
        monkeypatch.setattr(precision, "extended", lambda ensemble, runs, **_: worlds(ensemble.scenario, runs))
        return compare(scenarios, precision=half_width, **options), asked

    return run


def test_a_comparison_stops_for_each_scenarios_own_reason(compared):
    comparison, asked = compared(CASES, 0.02, runs=100, max_runs=50_000)
    assert comparison.precision.reasons == ("clear above", "clear below", "precise")
    assert {ensemble.runs for ensemble in comparison.ensembles} == {3200}
    assert asked[:6] == [(name, size) for size in (100, 200) for name in ("above", "below", "line")]
    assert comparison.precision.half_widths[2] <= 0.02
    told = comparison.to_dict()["precision"]
    assert (told["half_width"], told["stopped"]) == (0.02, "enough")
    assert [each["stopped"] for each in told["scenarios"]] == ["clear above", "clear below", "precise"]


def test_a_comparison_of_clear_cases_stops_at_once(compared):
    comparison, asked = compared(CASES[:2], 0.001, runs=100, max_runs=200)
    assert comparison.precision.reasons == ("clear above", "clear below")
    assert asked == [("above", 100), ("below", 100)]


def test_a_comparison_on_the_line_stops_at_the_most_runs(compared):
    comparison, _ = compared(CASES, 0.001, runs=100, max_runs=1000)
    assert comparison.precision.reasons == ("clear above", "clear below", "max runs")
    assert comparison.to_dict()["precision"]["stopped"] == "max runs"
    assert comparison.ensembles[0].runs == 1000


def test_a_comparison_without_a_precision_says_so():
    comparison = compare(["coach", "coach"], runs=2, workers=1)
    assert comparison.to_dict()["precision"] == {"half_width": None, "stopped": None, "scenarios": []}


def test_batches_of_a_comparison_change_nothing():
    scenario = load_scenario("coach", ["months=6", "gate.month=6"])
    other = load_scenario("coach", ["months=6", "gate.month=6", "archetypes.reseller.terms.rate=0.3"])
    batches = compare([scenario, other], precision=0.01, runs=2, max_runs=5, workers=1)
    assert batches.ensembles[0].runs > 2
    at_once = compare([scenario, other], runs=batches.ensembles[0].runs, workers=1)
    assert [ensemble.digest for ensemble in batches.ensembles] == [ensemble.digest for ensemble in at_once.ensembles]
    assert batches.differences == at_once.differences
