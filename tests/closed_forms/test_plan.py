"""Without noise and program each channel's ARR is its plan: to the cent by month, to its growth by year (20.1)."""

from decimal import ROUND_FLOOR, Decimal, getcontext

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine.compiled import simulate
from sim.engine.reference import simulate as simulate_reference
from sim.ledger import Channel, IntArray, Kind
from sim.randomness import chance_key
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, parameters_of

getcontext().prec = 40
MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
CALM = ("vendor.growth=false", "vendor.noise_sigma=0", "vendor.roster.partners=3", "vendor.roster.margin_rate=0.2")
KEY = chance_key(5, 0, 0)
CENTS_OF_A_YEAR = Decimal("1.4")
PRECISION = Decimal("1e-12")
"""Relative error of the rates in floating point, over the months of a horizon."""


def rounded(value: Decimal) -> int:
    return int((value + Decimal("0.5")).to_integral_value(ROUND_FLOOR))


def planned(start: int, growth: float, churn: float, expansion: float, weights: list[float], months: int) -> list[int]:
    """The plan of a channel at each close, from the start, in decimal arithmetic."""
    twelfth = Decimal(1) / 12
    lost = 1 - (1 - Decimal(churn)) ** twelfth
    gained = (1 + Decimal(expansion)) ** twelfth - 1
    stays, monthly = 1 - lost + gained, (1 + Decimal(growth)) ** twelfth
    shares = [Decimal(weight) for weight in weights]
    at_end = [monthly**i * stays ** (11 - i) for i in range(12)]
    factor = sum(at_end) / sum(share * size for share, size in zip(shares, at_end, strict=True))
    found = [start]
    for month in range(1, months + 1):
        year, i = divmod(month - 1, 12)
        opening = rounded(start * (1 + Decimal(growth)) ** year)
        kept = found[-1] - rounded(found[-1] * lost) + rounded(found[-1] * gained)
        if i < 11:
            needed = max(-kept, rounded((monthly - stays) * opening * monthly**i * shares[i] * factor))
        else:
            needed = rounded(start * (1 + Decimal(growth)) ** (year + 1)) - kept
        found.append(kept + needed)
    return found


def arr_of(rows: IntArray, parameters: Parameters, channel: Channel) -> list[int]:
    """ARR of a channel at each close, from the start."""
    own = rows[np.isin(rows[:, 1], MOVES) & (rows[:, 6] == channel)]
    change = np.zeros(parameters.months + 1, dtype=np.int64)
    np.add.at(change, own[:, 0] // 30, own[:, 4])
    arr: list[int] = (parameters.vendor.channels[channel].starting_arr_cents + np.cumsum(change)).tolist()
    return arr


def channel_settings(name: str, start: float, growth: float, churn: float, expansion: float) -> tuple[str, ...]:
    return (
        f"vendor.{name}.starting_arr={start!r}", f"vendor.{name}.arr_growth_per_year={growth!r}",
        f"vendor.{name}.churn_per_year={churn!r}", f"vendor.{name}.expansion_per_year={expansion!r}",
    )  # fmt: skip


def hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda value: value / 100)


@st.composite
def weights(draw: st.DrawFn) -> list[float]:
    """Twelve weights of sum 12, many of them 0 at times."""
    parts = draw(st.lists(st.sampled_from([0, 0, 1, 2, 5]), min_size=12, max_size=12).filter(any))
    return [12 * part / sum(parts) for part in parts]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    start=st.sampled_from([0.0, 1.0, 9_999.99, 2e6, 5e9]),
    growth=hundredths(-90, 500),
    churn=hundredths(0, 95),
    expansion=hundredths(0, 200),
    season=weights(),
    start_month=st.integers(1, 12),
    months=st.integers(1, 60),
    name=st.sampled_from(["direct", "inbound", "roster"]),
)
def test_the_plan_is_met_to_the_cent(start, growth, churn, expansion, season, start_month, months, name):
    overrides = (
        *CALM, *channel_settings(name, start, growth, churn, expansion), f"vendor.seasonality={season}",
        f"start_month={start_month}", f"months={months}", f"gate.month={months}",
    )  # fmt: skip
    parameters = parameters_of(load_scenario("coach", overrides))
    channel = Channel[name.upper()]
    rows = simulate(parameters, KEY, with_program=False).array()
    np.testing.assert_array_equal(rows, simulate_reference(parameters, KEY, with_program=False).array())
    found = arr_of(rows, parameters, channel)
    cents = round(100 * start)
    turned = season[start_month - 1 :] + season[: start_month - 1]
    expected = planned(cents, growth, churn, expansion, turned, months)
    for month, (arr, plan) in enumerate(zip(found, expected, strict=True)):
        # Rates differ in their last bits, so that a half cent may fall to the other side: once a month of a year.
        assert abs(arr - plan) <= 12 + plan * PRECISION, month
    for year in range(months // 12 + 1):
        wanted = cents * (1 + Decimal(growth)) ** year
        assert abs(found[12 * year] - wanted) <= CENTS_OF_A_YEAR + wanted * PRECISION


@pytest.mark.parametrize("growth", [-0.9, -0.3, -0.1, -0.02, 0.0, 0.05, 0.3, 5.0])
def test_a_year_grows_as_stated_whatever_the_season(growth):
    for season in ([1.0] * 12, [*[0.0] * 11, 12.0], [12.0, *[0.0] * 11]):
        overrides = (*CALM, *channel_settings("direct", 1e6, growth, 0.12, 0.1), f"vendor.seasonality={season}")
        parameters = parameters_of(load_scenario("coach", overrides))
        arr = arr_of(simulate(parameters, KEY, with_program=False).array(), parameters, Channel.DIRECT)
        for year in range(5):
            assert arr[12 * year] == pytest.approx(1e8 * (1 + growth) ** year, abs=1.4, rel=1e-12)


def test_growths_a_basis_point_apart_give_other_ledgers():
    ledgers = set()
    for growth in (-0.3, -0.2999, -0.1, -0.0999, 0.0, 0.0001, 0.3, 0.3001):
        overrides = (*CALM, *channel_settings("direct", 1e4, growth, 0.1, 0.1))
        parameters = parameters_of(load_scenario("coach", overrides))
        ledgers.add(simulate(parameters, KEY, with_program=False).array().tobytes())
    assert len(ledgers) == 8


def test_what_the_program_displaced_shrinks_with_the_company():
    """Beside a company that shrinks, a lower ARR in force loses the same share of itself, never the plan's amount."""
    overrides = (*CALM, *channel_settings("direct", 1e6, -0.5, 0.1, 0.0), "months=36")
    parameters = parameters_of(load_scenario("coach_ready", overrides))
    rows, twin = (simulate(parameters, KEY, with_program=with_it).array() for with_it in (True, False))
    arr = arr_of(twin, parameters, Channel.DIRECT)
    taken = rows[np.isin(rows[:, 1], [Kind.DISPLACED_ARR, Kind.TEAM_OVERLOAD])]
    lost = np.zeros(parameters.months + 1, dtype=np.int64)
    np.add.at(lost, taken[:, 0] // 30, taken[:, 4])
    own = rows[(rows[:, 1] == Kind.CHANNEL_CHURN) & (rows[:, 6] == Channel.DIRECT)]
    churned = np.zeros(parameters.months + 1, dtype=np.int64)
    np.add.at(churned, own[:, 0] // 30, -own[:, 4])
    twins = twin[(twin[:, 1] == Kind.CHANNEL_CHURN) & (twin[:, 6] == Channel.DIRECT)]
    in_force = arr[0]
    for month in range(1, parameters.months + 1):
        rate = -int(twins[twins[:, 0] == 30 * month, 4].sum()) / arr[month - 1]
        assert churned[month] == pytest.approx(in_force * rate, abs=2)
        in_force += int(lost[month]) - int(churned[month])
        assert in_force >= 0
    assert lost.sum() < 0
