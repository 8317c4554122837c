import dataclasses

import numpy as np
import pytest

from sim.experiment.ensemble import reaches, trailing_sum
from sim.experiment.run import simulate


@pytest.fixture
def ensemble(scenario):
    return simulate(scenario, runs=4, futures=2, workers=1)


def test_the_trailing_window_holds_the_months_there_are_before_month_w():
    flow = np.array([[1, 2, 3, 4, 5]])
    assert trailing_sum(flow, 3).tolist() == [[1, 3, 6, 9, 12]]
    assert trailing_sum(flow, 1).tolist() == flow.tolist()
    assert trailing_sum(flow, 5).tolist() == [[1, 3, 6, 10, 15]]
    assert trailing_sum(flow, 12).tolist() == [[1, 3, 6, 10, 15]]


@pytest.mark.parametrize(
    ("numerator", "denominator", "bps", "expected"),
    [
        (10, 100, 1000, True),
        (9, 100, 1000, False),
        (999_999, 10_000_000, 1000, False),
        (1_000_000, 10_000_000, 1000, True),
        (1, 3, 3333, True),
        (3333, 9999, 3334, False),
        (0, 0, 0, False),
        (5, 0, 1000, False),
        (0, 7, 0, True),
        (-1, 100, 1000, False),
        (-1, 100, 0, False),
    ],
)
def test_the_gate_is_compared_in_integers(numerator, denominator, bps, expected):
    assert reaches(np.array([numerator]), np.array([denominator]), bps).tolist() == [expected]


def test_the_integer_comparison_is_that_of_unlimited_integers():
    dice = np.random.default_rng(7)
    scale = 10 ** dice.integers(0, 15, size=5000)
    denominator = dice.integers(1, 1000, size=5000) * scale
    bps = 1237
    exact = [-(-bps * int(total) // 10_000) for total in denominator]
    for shift in (-1, 0, 1):
        numerator = np.array([value + shift for value in exact])
        expected = [10_000 * int(n) >= bps * int(d) for n, d in zip(numerator, denominator, strict=True)]
        assert reaches(numerator, denominator, bps).tolist() == expected


def test_values_are_in_natural_units(ensemble):
    money = ensemble.values("total_revenue")
    assert money.shape == (8, 6)
    assert np.array_equal(money, ensemble.monthly["total_revenue"] / 100)
    assert np.array_equal(ensemble.values("active_partners"), ensemble.monthly["active_partners"])


def test_a_ratio_is_a_quotient_of_window_sums(ensemble):
    sourced = ensemble.values("sourced_share")
    numerator, denominator = ensemble.monthly["partner_revenue"], ensemble.monthly["total_revenue"]
    assert sourced[5, 4] == numerator[5, 2:5].sum() / denominator[5, 2:5].sum()
    assert sourced[5, 1] == numerator[5, :2].sum() / denominator[5, :2].sum()
    yearly = ensemble.values("new_arr_share")
    assert yearly[0, 5] == ensemble.monthly["partner_new_arr"][0].sum() / ensemble.monthly["gross_new_arr"][0].sum()


def test_a_ratio_without_denominator_is_zero_and_does_not_pass(ensemble):
    ensemble.monthly["total_revenue"][:] = 0
    assert not ensemble.values("sourced_share").any()
    assert not ensemble.passes("sourced_share", 0.0).any()


def test_every_declared_name_has_values(ensemble):
    for name in ensemble.metric_set.named:
        assert np.isfinite(ensemble.values(name)).all()
    with pytest.raises(KeyError):
        ensemble.values("no_such_metric")


def test_failed_replications_are_left_out(scenario, fake):
    fake("fails_in_places")
    ensemble = simulate(scenario, runs=7, futures=2, workers=1)
    assert ensemble.values("total_revenue").shape == (11, 6)
    assert ensemble.passes("sourced_share", 0.1).shape == (11, 6)
    assert ensemble.worlds.tolist() == [0, 0, 1, 1, 2, 2, 3, 4, 4, 6, 6]


def test_the_digest_is_over_the_integer_results(ensemble):
    def changed(**fields):
        return dataclasses.replace(ensemble, **fields).digest != ensemble.digest

    def plus_one(arrays, name):
        return {
            **arrays,
            name: arrays[name] + (np.arange(arrays[name].size) == 0).reshape(arrays[name].shape),
        }

    assert changed(monthly=plus_one(ensemble.monthly, "won_deals"))
    assert changed(totals=plus_one(ensemble.totals, "cash_trough"))
    assert changed(completed=~ensemble.completed)
    assert changed(parameters={**ensemble.parameters, "a.first": ensemble.parameters["a.first"] * 1.001})
    assert not changed(totals=plus_one(ensemble.totals, "npv"))
    assert not changed(engine="another")
    assert not changed(parameters={**ensemble.parameters, "a.first": ensemble.parameters["a.first"] * (1 + 1e-14)})


def test_the_repr_is_short(ensemble):
    assert repr(ensemble) == "<Ensemble coach: 4 worlds x 2 futures, 6 months, seed 1, reference engine>"
