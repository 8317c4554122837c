"""Paired comparisons: exact where they must be, right on constructed ensembles, and worth their pairing."""

import inspect
import json

import numpy as np
import pytest

import sim
from sim.analysis.comparison.compare import compare, numbered
from sim.analysis.comparison.comparison import comparison_of
from sim.analysis.figures.intervals import wilson
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

RUNS = 60


@pytest.fixture(scope="module")
def trio():
    """coach at 24 months, with a point more for resellers, and ready."""
    base = load_scenario("coach", ["months=24"])
    more = load_scenario("coach", ["months=24", "archetypes.reseller.terms.rate=0.26"])
    return {"coach": base, "more": more, "ready": load_scenario("coach_ready", ["months=24"])}


def _compared(trio, *names, **options):
    return compare([trio[name] for name in names], labels=names, runs=RUNS, workers=1, **options)


def test_a_scenario_compared_with_itself_differs_by_exactly_zero(trio):
    found = _compared(trio, "coach", "coach")
    (difference,) = found.differences
    assert (difference.label, difference.base) == ("coach (2)", "coach")
    assert difference.is_same
    assert difference.pairs == RUNS
    for outcome in found.outcomes:
        change = found.paired("coach (2)", outcome.name)
        assert not change[np.isfinite(change)].any()
        paired = difference.outcomes[outcome.name]
        assert (paired.p_better_low, paired.p_better, paired.p_better_high) == (0.5, 0.5, 0.5)
        assert paired.equal == 1
        assert paired.first_order is None
        assert paired.second_order is None
        if outcome.unit != "month":
            assert (paired.difference, paired.ci_low, paired.ci_high) == (0, 0, 0)
            assert paired.variance_reduction is None


def test_the_difference_turned_round_is_its_negative(trio):
    (there,) = _compared(trio, "coach", "ready").differences
    (back,) = _compared(trio, "ready", "coach").differences
    for name, one in there.outcomes.items():
        other = back.outcomes[name]
        assert (one.better, one.worse, one.equal) == (other.worse, other.better, other.equal)
        assert one.p_better == pytest.approx(1 - other.p_better, abs=1e-12)
        assert (one.first_order, one.second_order) == (other.first_order, other.second_order)
        if one.difference is not None:
            assert one.difference == -other.difference
            assert (one.ci_low, one.ci_high) == (-other.ci_high, -other.ci_low)
            assert one.standard_error == other.standard_error
            assert one.p10 == pytest.approx(-other.p90)
            assert one.p50 == pytest.approx(-other.p50)


def test_the_order_of_scenarios_changes_nothing(trio):
    one, other = _compared(trio, "coach", "more", "ready"), _compared(trio, "coach", "ready", "more")
    assert {d.label: d for d in one.differences} == {d.label: d for d in other.differences}
    assert dict(zip(one.labels, one.figures, strict=True)) == dict(zip(other.labels, other.figures, strict=True))


@pytest.mark.parametrize("futures", [1, 3])
def test_pairing_is_worth_three_times_the_interval(futures):
    base = load_scenario("coach", ["months=24"])
    more = load_scenario("coach", ["months=24", "archetypes.reseller.terms.rate=0.26"])
    assert base.archetypes["reseller"].terms.rate == 0.25
    (difference,) = compare([base, more], runs=300 // futures, futures=futures, seed=1).differences
    for name in ("odds", "program_contribution"):
        paired = difference.outcomes[name]
        width = paired.ci_high - paired.ci_low
        assert width <= 2 * 1.96 * paired.unpaired_standard_error / 3
    assert difference.outcomes["program_contribution"].variance_reduction > 9


def test_an_outcome_is_the_metric_or_total_of_its_name(trio):
    """All but odds, whether it pays back, partner pay, which is a sum, and shares, which are named with their month."""
    found = _compared(trio, "coach", "ready")
    own = {"odds", "pays_back", "partner_pay", "sourced_share_12", "sourced_share_24"}
    assert own < {outcome.name for outcome in found.outcomes}
    for ensemble, figures in zip(found.ensembles, found.figures, strict=True):
        gate = ensemble.scenario.gate.month
        for outcome in found.outcomes:
            if outcome.name in own or outcome.unit == "month":
                continue
            if outcome.name in ensemble.totals:
                values = ensemble.totals[outcome.name] / 100
            else:
                monthly = ensemble.monthly[outcome.name]
                is_money = ensemble.metric_set[outcome.name].unit.name == "money"
                values = monthly.sum(axis=1) / 100 if is_money else monthly[:, gate - 1]
            assert figures[outcome.name].mean == pytest.approx(values.mean()), outcome.name


def test_odds_of_constructed_ensembles(certain, ensemble_of):
    """Ten worlds: both pass in 3, the second alone in 4, the first alone in 1, neither in 2."""
    first = ensemble_of(certain, np.array([[20]] * 3 + [[1]] * 4 + [[20]] + [[1]] * 2))
    second = ensemble_of(certain.model_copy(update={"title": "other"}), np.array([[20]] * 7 + [[1]] * 3))
    object.__setattr__(second, "input_digest", "1" * 64)
    found = comparison_of(["A", "B"], [first, second])
    odds = found.differences[0].outcomes["odds"]
    assert (found.figures[0]["odds"].mean, found.figures[1]["odds"].mean) == (0.4, 0.7)
    assert odds.difference == pytest.approx(0.3)
    assert (odds.better, odds.worse, odds.equal) == (0.4, 0.1, 0.5)
    assert odds.p_better == pytest.approx(0.65)
    assert (odds.p_better_low, odds.p_better_high) == wilson(6.5, 10)  # ties count half
    # Bonett and Price by hand: (5 - 2) / 12 and its error
    margin = 1.959964 * ((7 / 12 - (3 / 12) ** 2) / 12) ** 0.5
    assert (odds.ci_low, odds.ci_high) == pytest.approx((0.25 - margin, 0.25 + margin), abs=1e-6)


def test_active_partners_are_those_at_the_gate(certain, ensemble_of):
    first, second = (
        ensemble_of(certain, np.full((2, 1), 20), active_partners=[[start + month for month in range(48)]] * 2)
        for start in (0, 7)
    )
    found = comparison_of(["A", "B"], [first, second])
    assert found.figures[0]["active_partners"].mean == 23
    assert found.differences[0].outcomes["active_partners"].difference == 7


def test_failed_futures_are_left_out_of_the_pair_and_counted(certain, ensemble_of):
    first = ensemble_of(certain, np.full((6, 2), 20), failed=(0,))
    second = ensemble_of(certain, np.full((6, 2), 20), failed=(0, 5, 7))
    (difference,) = comparison_of(["A", "B"], [first, second]).differences
    assert (difference.pairs, difference.left_out) == (9, 3)
    everything = ensemble_of(certain, np.full((6, 2), 20), failed=range(12))
    with pytest.raises(ValueError, match="nothing to compare"):
        comparison_of(["A", "B"], [first, everything])


def test_payback_that_never_comes_is_worse_than_any_month(certain, ensemble_of):
    """The fixture pays back at month 20 in every other world; here the second does so in all."""
    first, second = (ensemble_of(certain, np.full((4, 1), 20)) for _ in range(2))
    second.totals["payback_month"][:] = 30
    payback = comparison_of(["A", "B"], [first, second]).differences[0].outcomes["payback_month"]
    assert (payback.better, payback.worse, payback.difference) == (0.5, 0.5, None)
    assert payback.first_order is None
    second.totals["payback_month"][:] = 20
    payback = comparison_of(["A", "B"], [first, second]).differences[0].outcomes["payback_month"]
    assert (payback.p_better, payback.first_order, payback.second_order) == (0.75, "B", None)


def test_horizons_archetypes_and_gates_may_differ():
    shorter = load_scenario("coach_ready", ["months=18", "gate.month=12", "gate.threshold=0.02"])
    early = load_scenario("coach", ["gate.month=15"])
    data = early.model_dump(exclude_none=True)
    del data["archetypes"]["alliance"]
    data["mix"]["referral"] += data["mix"].pop("alliance")
    for paths in (data["uncertainty"], data["sources"]):
        for path in [path for path in paths if path.startswith("archetypes.alliance")]:
            del paths[path]
    for factor in data["correlation"]["factors"].values():
        factor["paths"] = tuple(path for path in factor["paths"] if not path.startswith("archetypes.alliance"))
    without = Scenario.model_validate(data)
    found = compare([early, shorter, without], runs=5, workers=1)
    assert found.months == 18
    assert found.own_months == (48, 18, 48)
    assert [outcome.name for outcome in found.outcomes if outcome.name.startswith("sourced")] == [
        "sourced_share_12",
        "sourced_share_18",
    ]
    gates = [row["gate"]["month"] for row in found.to_dict()["scenarios"]]
    assert gates == [15, 12, 15]


def test_what_cannot_be_compared_is_refused(trio):
    with pytest.raises(ValueError, match="between 2 and 26"):
        compare([trio["coach"]])
    with pytest.raises(ValueError, match="gate of coach is at month 24"):
        compare([trio["coach"], load_scenario("coach", ["months=12", "gate.month=12"])])
    with pytest.raises(ValueError, match="EUR and USD"):
        compare([trio["coach"], trio["coach"].model_copy(update={"currency": "EUR"})])
    with pytest.raises(ValueError, match="1 labels for 2"):
        compare([trio["coach"]] * 2, labels=["one"])


def test_one_run_has_no_interval_and_is_strict_json(trio):
    found = compare([trio["coach"], trio["ready"]], runs=1, workers=1)
    assert found.differences[0].outcomes["program_contribution"].ci_low is None
    json.dumps(found.to_dict(), allow_nan=False)


def test_public_name_repr_and_labels(trio):
    assert inspect.unwrap(sim.compare) is compare
    text = repr(_compared(trio, "coach", "more"))
    assert text.startswith("<Comparison against coach: 60 worlds x 1 futures, 24 months, seed 1; odds coach ")
    assert numbered(["a", "a", "b", "a"]) == ["a", "a (2)", "b", "a (3)"]
    assert numbered(["a", "a (2)", "a"]) == ["a", "a (2)", "a (3)"]
