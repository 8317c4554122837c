"""What a sweep holds and how far it goes: elasticities at their percentiles, worlds of the hardest point (18.13)."""

from types import SimpleNamespace

import pytest

import sim.analysis.sweep.simulation as simulation
from sim.analysis.figures.paired import Paired
from sim.analysis.sweep.elasticity import held_elasticity
from sim.analysis.sweep.levers import levers_of
from sim.analysis.sweep.mixes import Ranking
from sim.analysis.sweep.simulation import Simulation


def test_elasticities_are_held_at_their_p10_and_p90(coach):
    held = held_elasticity(coach, levers_of(["archetypes.reseller.terms.rate=0.1:0.2:2"], coach))
    assert list(held) == ["p10", "p90"]
    for archetype in coach.archetypes:
        path = f"archetypes.{archetype}.pay_elasticity"
        stated = coach.uncertainty[path]
        assert held["p10"][path] == pytest.approx(stated.p10)
        assert held["p90"][path] == pytest.approx(stated.p90)


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ([(10, "enough"), (30, "clear"), (20, "enough")], (30, "clear")),
        ([(30, "clear"), (10, "enough")], (30, "clear")),
        ([(50, "max runs"), (50, "enough")], (50, "max runs")),
    ],
)
def test_the_hardest_point_decides_how_many_worlds(coach, monkeypatch, stops, expected):
    given = iter(stops)

    def stopped(*_, **__):
        runs, reason = next(given)
        return SimpleNamespace(ensemble=SimpleNamespace(runs=runs), reason=reason)

    monkeypatch.setattr(simulation, "simulate_until", stopped)
    assert Simulation(1, 1, "auto", None).enough([coach] * len(stops), 0.01, 5, 100) == expected


@pytest.mark.parametrize(("low", "apart"), [(-0.1, False), (0.0, False), (1e-9, True), (None, False)])
def test_mixes_whose_interval_touches_zero_are_not_apart(low, apart):
    step = object.__new__(Paired)
    object.__setattr__(step, "ci_low", low)
    assert Ranking((0, 1), (step,)).are_apart == (apart,)
