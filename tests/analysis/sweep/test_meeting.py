"""18.14: which points have the required odds, and the best of them, on numbers made by hand."""

from dataclasses import replace

import numpy as np
import pytest

import sim.analysis.sweep.simulation as simulation
from sim.analysis.figures.odds import Odds, verdict_of
from sim.analysis.figures.outcomes import CASH_TROUGH, ODDS, outcomes
from sim.analysis.figures.paired import Paired
from sim.analysis.figures.precision import Stopped
from sim.analysis.sweep.best import best_among, best_point
from sim.analysis.sweep.elasticity import held_elasticity, is_of_pay
from sim.analysis.sweep.lever import Lever
from sim.analysis.sweep.measures import ESTIMATED
from sim.analysis.sweep.meeting import Meeting, meeting_of
from sim.analysis.sweep.mixes import Ranking
from sim.analysis.sweep.objective import _LESS_IS_BETTER
from sim.analysis.sweep.point import Estimate, Point, Sample
from sim.metrics.declared import every_metric
from sim.scenario.load import load_scenario

WORLDS = 400
GRID = [(0.1,), (0.2,), (0.3,), (0.4,)]


def _sample(values: tuple[float, ...], passes: float, revenue: float) -> Sample:
    """A point whose first worlds pass, with revenue of that much in each world, give or take 1."""
    odds = np.arange(WORLDS) < passes * WORLDS
    amounts = revenue + np.resize([-1.0, 1.0], WORLDS)
    low, high = passes - 0.04, passes + 0.04
    gate = {"pass_probability": passes, "ci_low": low, "ci_high": high, "required_probability": 0.5}
    gate["verdict"] = verdict_of(Odds(passes, low, high), 0.5)
    estimates = dict.fromkeys(ESTIMATED, Estimate(revenue, revenue, revenue, 0, 0, 0))
    point = Point(values, gate, estimates, "", "", WORLDS, 0)
    measured = {ODDS.name: odds.astype(float), **dict.fromkeys(ESTIMATED, amounts)}
    return Sample(point, np.ones(WORLDS, dtype=np.bool_), measured)


def _meeting(
    passes: tuple[float, ...], revenue: tuple[float, ...] = (4, 4, 4, 4), means: tuple[float, ...] = (1, 4, 3, 2)
) -> Meeting:
    samples = [_sample(*each) for each in zip(GRID, passes, revenue, strict=True)]
    odds, money = np.tile(passes, (1000, 1)), np.tile(np.asarray(means, dtype=np.float64), (1000, 1))
    return meeting_of(samples, "incremental_contribution", np.asarray(means, dtype=np.float64), money, odds, WORLDS)


def test_the_best_is_taken_among_the_points_that_clearly_have_the_odds() -> None:
    found = _meeting((0.3, 0.51, 0.6, 0.7))
    assert (found.clear, found.close, found.status) == ((2, 3), (1,), "met")
    assert found.best is not None
    assert found.best.values == (0.3,), "0.2 has more, and odds that cannot be told apart from one half"
    assert found.best.ci_low == (0.1,), "it may be 0.2, which passes in the resamples, widened by a point"


def test_no_point_and_none_that_can_be_told_apart() -> None:
    none = _meeting((0.1, 0.2, 0.3, 0.4))
    assert (none.status, none.best, none.highest) == ("not met", None, 3)
    close = _meeting((0.1, 0.2, 0.4975, 0.3))
    assert close.status == "too close to call"
    assert close.best is not None
    assert close.best.values == (0.3,)


def test_revenue_that_is_given_up_for_the_odds() -> None:
    """18.1: only where the odds are higher than at the point with the most revenue, by intervals."""
    shrunk = _meeting((0.7, 0.6, 0.55, 0.3), revenue=(100, 200, 300, 400))
    (lost, _) = shrunk.given_up[0]
    assert (lost.name, lost.most_at, lost.revenue.difference) == ("total_revenue", (0.4,), -300)
    assert lost.odds.difference == pytest.approx(0.4)
    grown = _meeting((0.3, 0.55, 0.6, 0.7), revenue=(100, 200, 300, 400))
    assert grown.given_up[3] == ()
    assert _meeting((0.6, 0.6, 0.6, 0.6), revenue=(100, 200, 300, 400)).given_up[0] == (), "the same odds"


def test_the_interval_contains_the_point_that_is_chosen() -> None:
    resampled = np.tile([1.0, 5.0, 2.0, 3.0], (1000, 1))
    allowed = np.array([True, False, False, False])
    found = best_among(
        "x", GRID, np.array([1.0, 5, 2, 3]), resampled, allowed, np.tile([False, False, False, True], (1000, 1))
    )
    assert found.values == (0.1,)
    assert (found.ci_low, found.ci_high, found.share) == ((0.1,), (0.4,), 0.0)


def test_an_end_is_either_end_of_what_was_tried() -> None:
    grid = [(1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (2.0, 5.0), (2.0, 6.0), (2.0, 7.0), (3.0, 5.0), (3.0, 6.0), (3.0, 7.0)]
    for best, edges in ((0, (True, True)), (4, (False, False)), (5, (False, True)), (8, (True, True))):
        means = np.zeros(9)
        means[best] = 1
        found = best_point("x", grid, means, np.tile(means, (1000, 1)))
        assert found is not None
        assert found.at_edge == edges


def test_the_hardest_point_decides_how_many_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    coach = load_scenario("coach", ["months=2", "gate.month=2"])
    ensemble = simulation.simulate(coach, runs=1, workers=1)
    needs = iter([4, 9, 3])

    def until(*_: object, **__: object) -> Stopped:
        return Stopped(replace(ensemble, runs=next(needs)), "precise", 0.1, 1)

    monkeypatch.setattr(simulation, "simulate_until", until)
    assert simulation.Simulation(1, 1, "auto", 1).enough([coach] * 3, 0.1, 1, 100) == (9, "precise")


def test_elasticities_are_held_at_the_stated_percentiles() -> None:
    coach = load_scenario("coach")
    held = held_elasticity(coach, [Lever("archetypes.reseller.terms.rate", (0.1, 0.2))])
    for level in ("p10", "p90"):
        for path, value in held[level].items():
            assert value == pytest.approx(getattr(coach.uncertainty[path], level), rel=1e-6)
    assert held_elasticity(coach, [Lever("program.contacts_per_head_month", (10.0, 20.0))]) == {}


def test_levers_of_pay() -> None:
    paid = ("archetypes.reseller.terms.rate", "archetypes.alliance.market_terms.rate")
    assert all(is_of_pay(Lever(path, (0.1, 0.2))) for path in paid)
    assert not is_of_pay(Lever("archetypes.reseller.win_probability", (0.1, 0.2)))


def test_mixes_whose_interval_ends_at_zero_are_not_apart() -> None:
    step = Paired(0.1, 0.0, 0.2, 1, 2, 4, 0, 0, 0, 0.3, 0.7, 0, 0.3, 0.2, 0.4, None, None)
    assert Ranking((0, 1), (step,)).are_apart == (False,)
    assert Ranking((0, 1), (replace(step, ci_low=0.01),)).are_apart == (True,)


def test_which_direction_is_better() -> None:
    assert CASH_TROUGH.higher_is_better, "it is 0 or below: the higher, the less deep"
    worse = {outcome.name for outcome in outcomes(48) if not outcome.higher_is_better}
    assert worse == {"taken_revenue", "overload_revenue", "partner_pay", "payback_month", "program_cost"}
    assert {metric.name for metric in every_metric().metrics} >= _LESS_IS_BETTER
