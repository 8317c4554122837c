"""Metrics by mechanism: a scenario has those of the mechanisms that it states, and a new one is a file of its own."""

import numpy as np
import pytest

from sim import compare
from sim.analysis.figures.outcomes import Outcome, outcome_values
from sim.api.ensemble import Ensemble
from sim.experiment.run import simulate
from sim.ledger import Kind
from sim.metrics import declared
from sim.metrics.declared import every_metric
from sim.metrics.metric import Mechanism, Metric, Ratio, Total
from sim.metrics.metric_set import MetricSet, Monthly
from sim.metrics.series import amounts, counts
from sim.metrics.unit import BASIS_POINTS, DEALS, MONEY, MONTH, PARTNERS
from sim.scenario.load import load_scenario

DEAL_DESK = Mechanism(
    "deal_desk",
    (
        Metric("desk_cost", MONEY, "flow", "a second look at what managers cost", amounts(Kind.COST_MANAGERS)),
        Metric("looked_at", DEALS, "flow", "deals that were looked at", counts(Kind.WON, Kind.LOST)),
        Metric("looked_at_ever", DEALS, "stock", "since the start", plus=("looked_at",), is_running=True),
    ),
    (Ratio("desk_share", "desk_cost", "total_revenue", 3, "cost of the desk over revenue", is_printed=True),),
    (Total("first_look", MONTH, "first month with a look", lambda business: _first(business["looked_at"])),),
    is_stated=lambda scenario: "desk" in scenario.title,
)


def _first(flow):
    return np.where(flow.any(axis=1), np.argmax(flow > 0, axis=1) + 1, 1_000_000)


@pytest.fixture
def with_desk(monkeypatch):
    """A mechanism that a scenario states by its title, declared in one place."""
    monkeypatch.setattr(declared, "MECHANISMS", (*declared.MECHANISMS, DEAL_DESK))


def short(*overrides):
    return load_scenario("coach", ["months=12", "gate.month=12", *overrides])


STATED = 'title="With a deal desk"'


@pytest.mark.usefixtures("with_desk")
def test_an_optional_mechanism_has_metrics_where_it_is_stated():
    without, stated = (simulate(short(*title), runs=3, futures=2, workers=1) for title in ((), (STATED,)))
    names = {"desk_cost", "looked_at", "looked_at_ever"}
    assert set(stated.monthly) - set(without.monthly) == names
    assert set(stated.totals) - set(without.totals) == {"first_look"}
    assert np.array_equal(stated.monthly["desk_cost"], stated.monthly["manager_cost"])
    looked_at = stated.monthly["won_deals"] + stated.monthly["lost_deals"] - stated.monthly["conflict_deals"]
    assert np.array_equal(stated.monthly["looked_at"], looked_at)
    assert np.array_equal(stated.monthly["looked_at_ever"], np.cumsum(looked_at, axis=1))
    assert stated.values("desk_share").shape == (6, 12)
    with pytest.raises(KeyError, match="there is no metric 'desk_cost'"):
        Ensemble.of(without).metric("desk_cost")


@pytest.mark.usefixtures("with_desk")
def test_a_metric_of_a_mechanism_that_is_not_stated_counts_as_zero_in_a_comparison():
    without, stated = (simulate(short(*title), runs=3, futures=2, workers=1) for title in ((), (STATED,)))
    assert not without.kept("desk_cost").any()
    assert without.kept("desk_cost").shape == stated.kept("desk_cost").shape
    assert not without.values("desk_share").any()
    with pytest.raises(KeyError):
        without.kept("no_such_metric")
    desk = Outcome("desk_cost", "Deal desk", "money", higher_is_better=False)
    assert outcome_values(without, desk).tolist() == [0.0] * 6
    assert np.array_equal(outcome_values(stated, desk), stated.monthly["manager_cost"].sum(axis=1) / 100)


@pytest.mark.usefixtures("with_desk")
def test_a_comparison_draws_a_metric_that_one_of_its_scenarios_has():
    pair = compare([short(), short(STATED)], labels=["without", "stated"], runs=3, workers=1)
    axes = pair.fan(metric="desk_cost")
    assert [line.get_ydata().any() for line in axes.get_lines()[:2]] == [False, True]
    with pytest.raises(KeyError, match="Did you mean 'desk_cost'"):
        pair.fan(metric="desk_costs")


@pytest.mark.usefixtures("with_desk")
def test_the_digest_of_a_scenario_without_the_mechanism_does_not_move(monkeypatch):
    found = simulate(short(), runs=3, futures=2, workers=1).digest
    monkeypatch.undo()
    assert simulate(short(), runs=3, futures=2, workers=1).digest == found


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ((Metric("a", MONEY, "flow", ""),), "a is neither a series nor a sum"),
        ((Metric("a", MONEY, "flow", "", plus=("b",)),), "a: there is no metric b"),
        ((Metric("a", MONEY, "flow", "", amounts(Kind.WON), adds_to=("b",)),), "a: there is no metric b"),
        ((Metric("a", MONEY, "flow", "", amounts(Kind.WON)), Metric("a", MONEY, "flow", "")), "a is declared twice"),
        (
            (Metric("a", MONEY, "flow", "", amounts(Kind.WON)), Metric("b", DEALS, "flow", "", plus=("a",))),
            "b: there is no metric a of the same scale",
        ),
        (
            (
                Metric("a", MONEY, "flow", "", amounts(Kind.WON)),
                Metric("b", MONEY, "flow", "", amounts(Kind.WON), taken_from=("a",)),
            ),
            "a is neither a series nor a sum",
        ),
        ((Metric("a", DEALS, "flow", "", plus=("b",)), Metric("b", DEALS, "flow", "", plus=("a",))), "cycle"),
    ],
)
def test_declarations_that_contradict_each_other_are_refused(metrics, words):
    with pytest.raises(ValueError, match=words):
        MetricSet([Mechanism("toy", metrics)])


def test_a_ratio_of_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="share: there is no metric part"):
        MetricSet([Mechanism("toy", (), (Ratio("share", "part", "whole", 1, ""),))])


def test_a_part_may_name_the_sum_that_it_belongs_to():
    """As a cost line of a new mechanism does: the file of the sum is not touched."""
    lines = tuple(Metric(name, MONEY, "flow", "", amounts(Kind.WON), adds_to=("all",)) for name in ("first", "second"))
    gift = Metric("gift", MONEY, "flow", "", amounts(Kind.LOST), taken_from=("all",))
    whole = Metric("all", MONEY, "flow", "")
    found = MetricSet([Mechanism("sum", (whole,)), Mechanism("lines", (*lines, gift))])
    values = {"first": np.array([[1, 2]]), "second": np.array([[10, 20]]), "gift": np.array([[3, 3]])}
    assert Monthly(found, values)["all"].tolist() == [[8, 19]]
    assert {metric.name for metric in found.kept} == {"first", "second", "gift"}


def test_units_say_how_numbers_are_kept():
    kept = np.array([1250, -5])
    assert MONEY.natural(kept).tolist() == [12.5, -0.05]
    assert PARTNERS.natural(kept).tolist() == BASIS_POINTS.natural(kept).tolist() == [1250.0, -5.0]
    payback = next(total for total in every_metric().totals if total.name == "payback_month")
    assert payback.natural(np.array([7, 1_000_000])).tolist() == [7.0, np.inf]
