"""Sweeps: points equal runs, and values are computed in decimal."""

import json

import pytest

import sim
import sim.analysis.sweep.simulation as simulation
from sim.analysis.figures.precision import Stopped
from sim.analysis.sweep.lever import SweepError
from sim.analysis.sweep.levers import grid_of, lever_of, levers_of
from sim.analysis.sweep.variation import with_values
from sim.experiment.run import simulate
from sim.scenario.load import ScenarioError, input_digest, load_scenario

RATE = "archetypes.reseller.terms.rate"
SHORT = ("months=12", "gate.month=12")


@pytest.fixture(scope="module")
def short():
    return load_scenario("coach", SHORT)


@pytest.fixture(scope="module")
def swept(short):
    return sim.sweep(short, f"{RATE}=0.1:0.3:3", runs=6, futures=2, seed=3, workers=1)


def test_a_point_is_a_run_to_the_bit(swept):
    for value, point in zip(("0.1", "0.2", "0.3"), swept.points, strict=True):
        scenario = load_scenario("coach", [*SHORT, f"{RATE}={value}"])
        run = simulate(scenario, runs=6, futures=2, seed=3, workers=1)
        assert point.digest == run.digest
        assert point.input_digest == run.input_digest


def test_held_elasticities_are_runs_too(swept, short):
    held = swept.elasticity.settings["p10"]
    assert set(held.values()) == {0.4}
    assert set(swept.elasticity.settings["p90"].values()) == {1.3}
    assert len(held) == len(short.archetypes)
    settings = [f"{path}={value}" for path, value in held.items()]
    run = simulate(load_scenario("coach", [*SHORT, *settings, f"{RATE}=0.2"]), runs=6, futures=2, seed=3, workers=1)
    assert swept.elasticity.answers["p10"].points[1].digest == run.digest


def test_the_object_is_plain_and_readable(swept):
    printed = json.loads(json.dumps(swept.to_dict(), allow_nan=False))
    assert printed["over"] == [{"path": RATE, "unit": "money rate (fraction of 1)", "values": [0.1, 0.2, 0.3]}]
    assert printed["points"][1]["values"] == {RATE: 0.2}
    assert {"pass_probability", "ci_low", "ci_high", "required_probability"} <= set(printed["points"][0]["gate"])
    assert set(printed["best"]) == {"program_contribution", "incremental_contribution"}
    assert set(printed["elasticity"]) == {"p10", "p90"}
    assert f"{RATE}=0.2: odds" in repr(swept)
    assert len(swept.rows()) == 9
    estimate = swept.points[0].estimates["npv"]
    assert estimate.ci_low < estimate.mean < estimate.ci_high


def test_no_elasticity_to_hold(short):
    path = "archetypes.reseller.pay_elasticity"
    assert sim.sweep(short, f"{path}=0.4:0.8:2", runs=2, workers=1).elasticity is None


def test_precision_gives_every_point_the_same_worlds(short):
    swept = sim.sweep(short, f"{RATE}=0.1:0.3:2", runs=2, max_runs=8, precision=0.1, workers=1, elasticity=False)
    assert swept.stopped is not None
    assert {point.runs for point in swept.points} == {swept.runs}
    run = simulate(with_values(short, {RATE: 0.1}), runs=swept.runs, workers=1)
    assert swept.points[0].digest == run.digest


def test_a_point_at_the_most_runs_is_the_reason_for_all(short, monkeypatch):
    """Both stop at the same number of worlds, the first because it is clear."""
    reasons = iter(("clear below", "max runs"))

    def stopped(scenario, half_width, **_):
        return Stopped(simulate(scenario, runs=2, workers=1), next(reasons), half_width, 1)

    monkeypatch.setattr(simulation, "simulate_until", stopped)
    swept = sim.sweep(short, f"{RATE}=0.1:0.3:2", precision=0.1, workers=1, elasticity=False)
    assert (swept.runs, swept.stopped) == (2, "max runs")


def test_values_are_computed_in_decimal(short):
    assert lever_of(f"{RATE}=0.1:0.7:7", short).values == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    assert lever_of(f"{RATE}=0.3:0.1:3", short).values == (0.3, 0.2, 0.1)
    assert lever_of(f"{RATE}=0.0001:0.0003:3", short).values == (0.0001, 0.0002, 0.0003)
    third = lever_of("archetypes.reseller.win_probability=0:1:4", short).values
    assert third == (0.0, 1 / 3, 2 / 3, 1.0)
    assert lever_of("gate.month=6:12:3", short).values == (6, 9, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{RATE}=0.1:0.1002:4", "it is counted in whole basis points"),
        (f"{RATE}=0.1:0.1:2", "twice"),
        (f"{RATE}=0.1:0.2", "start:stop:points"),
        (f"{RATE}", "start:stop:points"),
        (f"{RATE}=a:0.2:3", "'a' is not a number"),
        (f"{RATE}=nan:0.2:3", "not a number"),
        (f"{RATE}=0.1:0.2:1", "points must be"),
        (f"{RATE}=0.1:0.2:2.5", "points must be"),
        (f"{RATE}=0.1:0.2:999", "points must be"),
        ("archetypes.reseler.terms.rate=0.1:0.2:3", "Did you mean 'archetypes.reseller.terms.rate'"),
        ("archetypes=0.1:0.2:3", "not a number"),
        ("gate.measure=0:1:2", "cannot be swept"),
        ("gate.month=6:12:4.", "points must be"),
        ("gate.month=6:11:3", "whole numbers"),
        ("mix.reseller=0:1:3", "write mix=reseller:start:stop:points"),
    ],
)
def test_what_cannot_be_swept_is_said(text, said, short):
    with pytest.raises(SweepError, match="--over") as caught:
        lever_of(text, short)
    assert said in str(caught.value)


def test_one_or_two_levers(short):
    for over, said in (
        ([], r"can be swept at once \(got 0\)"),
        ([f"{RATE}=0.1:0.2:2"] * 2, "is given twice"),
        (["gate.month=6:12:2"] * 3, r"can be swept at once \(got 3\)"),
    ):
        with pytest.raises(SweepError, match=said):
            levers_of(over, short)


def test_a_point_out_of_bounds_is_refused_before_anything_runs(short):
    with pytest.raises(ScenarioError, match="rate"):
        sim.sweep(short, f"{RATE}=0.5:1.5:3", runs=2)


def test_setting_equals_set(short):
    for path, value in ((RATE, 0.3), ("archetypes.reseller.pay_elasticity", 0.4), ("readiness.product_maturity", 0.9)):
        from_file = load_scenario("coach", [*SHORT, f"{path}={value}"])
        assert with_values(short, {path: value}) == from_file
        assert input_digest(with_values(short, {path: value}), 1, 1, 12) == input_digest(from_file, 1, 1, 12)


def test_grid_moves_the_last_lever_fastest(short):
    levers = levers_of([f"{RATE}=0.1:0.2:2", "gate.month=6:12:2"], short)
    assert grid_of(levers) == [(0.1, 6), (0.1, 12), (0.2, 6), (0.2, 12)]


@pytest.mark.parametrize("over", ["months=24:48:3", "months+=-6:0:3", "months*=0.5:1:2"])
@pytest.mark.parametrize("others", [(), (f"{RATE}=0.1:0.3:3",)])
def test_points_of_different_horizons_are_refused(short, over, others):
    """19.8: sums over 24 and over 48 months have no greatest."""
    with pytest.raises(SweepError, match=r"changes the horizon.*run each with --months"):
        sim.sweep(short, [over, *others], runs=2, workers=1)
