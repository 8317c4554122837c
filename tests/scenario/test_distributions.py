"""Distributions of uncertain inputs: they hit their points, rise with u and stay in the bounds."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.scenario.distributions import JQPD, Lognormal, Normal, Pert, Uniform
from sim.scenario.load import load_scenario
from sim.scenario.paths import spec_of
from sim.scenario.values import values_of

GRID = [0.0, 1e-12, 0.001, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.999, 1 - 1e-12, 1 - 2**-53]
INF = math.inf
inside = st.floats(0.001, 0.999)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    points=st.lists(inside, min_size=3, max_size=3, unique=True), low=st.floats(-1e3, 1e3), width=st.floats(0.1, 1e9)
)
def test_three_points_between_two_bounds(points: list[float], low: float, width: float) -> None:
    p10, p50, p90 = (low + width * share for share in sorted(points))
    if min(p50 - p10, p90 - p50) < 1e-6 * width:
        return
    curve = JQPD(p10=p10, p50=p50, p90=p90)
    high = low + width
    for u, point in ((0.1, p10), (0.5, p50), (0.9, p90)):
        assert curve.quantile(u, low, high) == pytest.approx(point, rel=1e-7, abs=1e-7 * width)
    values = [curve.quantile(u, low, high) for u in GRID]
    assert values == sorted(values)
    assert low <= values[0]
    assert values[-1] <= high


@settings(derandomize=True, max_examples=300, deadline=None)
@given(points=st.lists(st.floats(0.01, 1e6), min_size=3, max_size=3, unique=True), bound=st.floats(-1e3, 1e3))
def test_three_points_with_one_bound(points: list[float], bound: float) -> None:
    offsets = sorted(points)
    if min(offsets[1] / offsets[0], offsets[2] / offsets[1]) < 1.0001:
        return
    above = JQPD(p10=bound + offsets[0], p50=bound + offsets[1], p90=bound + offsets[2])
    below = JQPD(p10=bound - offsets[2], p50=bound - offsets[1], p90=bound - offsets[0])
    for u, point in ((0.1, above.p10), (0.5, above.p50), (0.9, above.p90)):
        assert above.quantile(u, bound, INF) == pytest.approx(point, rel=1e-6, abs=1e-6)
    for u, point in ((0.1, below.p10), (0.5, below.p50), (0.9, below.p90)):
        assert below.quantile(u, -INF, bound) == pytest.approx(point, rel=1e-6, abs=1e-6)
    values = [above.quantile(u, bound, INF) for u in GRID]
    assert values == sorted(values)
    assert bound <= values[0]
    assert math.isfinite(values[-1])


def test_symmetric_points_are_a_normal_score() -> None:
    curve = JQPD(p10=0.2, p50=0.5, p90=0.8)
    assert curve.quantile(0.1, 0.0, 1.0) == pytest.approx(0.2, abs=1e-12)
    assert curve.quantile(0.95, 0.0, 1.0) == pytest.approx(1 - curve.quantile(0.05, 0.0, 1.0), abs=1e-12)


def test_published_form_of_the_bounded_curve() -> None:
    """Hadlock and Bickel (2017), equation of J-QPD-B, worked with another library's normal distribution."""
    p10, p50, p90 = 0.4, 0.65, 0.9
    low, mid, high = (stats.norm.ppf(point) for point in (p10, p50, p90))
    c = stats.norm.ppf(0.9)
    shape = math.acosh((high - low) / (2 * min(mid - low, high - mid))) / c
    for u in (0.03, 0.25, 0.6, 0.97):
        turned = math.sinh(shape * (stats.norm.ppf(u) + c)) / math.sinh(2 * shape * c)
        expected = stats.norm.cdf(low + (high - low) * turned)
        assert JQPD(p10=p10, p50=p50, p90=p90).quantile(u, 0.0, 1.0) == pytest.approx(expected, abs=1e-12)


def test_three_points_need_a_bound() -> None:
    with pytest.raises(ValueError, match="at least one finite bound"):
        JQPD(p10=1, p50=2, p90=3).quantile(0.5, -INF, INF)


@pytest.mark.parametrize("u", GRID)
def test_normal_is_truncated_to_the_bounds(u: float) -> None:
    reference = stats.truncnorm((0 - 0.3) / 0.4, (1 - 0.3) / 0.4, loc=0.3, scale=0.4)
    assert Normal(mean=0.3, sd=0.4).quantile(u, 0.0, 1.0) == pytest.approx(reference.ppf(u), abs=1e-9)


def test_lognormal_is_truncated_to_the_bounds() -> None:
    curve = Lognormal(median=100.0, sigma=0.5)
    assert curve.quantile(0.9, 0.0, 1e9) == pytest.approx(stats.lognorm(0.5, scale=100).ppf(0.9), rel=1e-9)
    values = [curve.quantile(u, 60.0, 150.0) for u in GRID]
    assert values == sorted(values)
    assert (values[0], values[-1]) == pytest.approx((60.0, 150.0))
    assert curve.quantile(0.5, -INF, INF) == pytest.approx(100.0)


def test_pert_is_a_scaled_beta() -> None:
    curve = Pert(min=2.0, mode=3.0, max=8.0)
    reference = stats.beta(1 + 4 / 6, 1 + 20 / 6, loc=2, scale=6)
    for u in (0.0, 0.1, 0.5, 0.9, 1.0):
        assert curve.quantile(u, 0.0, 10.0) == pytest.approx(reference.ppf(u), rel=1e-9)


def test_uniform_is_linear() -> None:
    assert [Uniform(low=2, high=4).quantile(u, 0.0, 10.0) for u in (0.0, 0.5, 0.75)] == [2.0, 3.0, 3.5]


@pytest.mark.parametrize(
    ("kind", "numbers", "words"),
    [
        (JQPD, {"p10": 3, "p50": 2, "p90": 4}, "p10 > p50"),
        (JQPD, {"p10": 1, "p50": 2, "p90": 2}, "p50 = p90"),
        (Uniform, {"low": 1, "high": 1}, "low must lie below high"),
        (Pert, {"min": 1, "mode": 5, "max": 3}, "min <= mode <= max"),
        (Pert, {"min": 1, "mode": 1, "max": 1}, "min < max"),
        (Normal, {"mean": 1, "sd": 0}, "sd must be above 0"),
        (Lognormal, {"median": 0, "sigma": 1}, "must be above 0"),
        (Lognormal, {"median": 1, "sigma": -1}, "must be above 0"),
    ],
)
def test_numbers_that_state_no_distribution(kind: type, numbers: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        kind(**numbers)


def test_points_against_the_bounds_of_a_field() -> None:
    assert "p10 = 0 lies at" in JQPD(p10=0, p50=0.5, p90=0.9).bounds_problem(0, 1)
    assert "p90 = 2 lies outside" in JQPD(p10=0.1, p50=0.5, p90=2).bounds_problem(0, 1)
    assert "mean = 2 lies outside" in Normal(mean=2, sd=1).bounds_problem(0, 1)
    assert Normal(mean=1, sd=5).bounds_problem(0, 1) == ""
    assert Uniform(low=0, high=1).bounds_problem(0, 1) == ""


def test_a_stated_zero_inside_a_range_is_zero() -> None:
    """20.3: persistence has a 10th percentile of 0, and values below it."""
    path = "vendor.growth.persistence"
    spec = spec_of(path)
    assert spec is not None
    quantile = values_of(load_scenario("coach").uncertainty[path], spec)
    assert quantile(0.1) == 0
    assert quantile(0.05) < 0 < quantile(0.15)
