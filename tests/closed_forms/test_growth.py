"""Growth that changes from year to year: spread, memory, what channels have in common, addresses (20.2)."""

from math import floor, log, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest

from sim.compilation import plain
from sim.engine.compiled import simulate
from sim.engine.plan import Plan, plan_growth, plan_of
from sim.engine.prepared import prepared_of
from sim.engine.reference import simulate as simulate_reference
from sim.ledger import Channel, Kind
from sim.names import name_word
from sim.randomness import Stream, chance_key, draw_uniform, month_place
from sim.records import blank, give_tables
from sim.report.words.events import words
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters, parameters_of

SEED = 11
WORLDS = 4000
YEARS = 20
LEVEL = log(1.25)
LASTING = ("vendor.direct.arr_growth_per_year=0.25", "vendor.inbound.arr_growth_per_year=0.25")
WRONG = 0.63
"""Persistence that the test of .6 must tell apart."""


def varying(sigma: float, persistence: float, common: float, *more: str) -> Parameters:
    growth = f"vendor.growth={{yearly_sigma={sigma}, persistence={persistence}, common_share={common}}}"
    return parameters_of(load_scenario("coach", (growth, *LASTING, "months=240", *more)))


def expected_units(parameters: Parameters, key: int, channel: Channel) -> list[int]:
    """Growth by year, worked from the draws' addresses with the normal quantile of the standard library."""
    growth, level = parameters.vendor.growth[0], parameters.vendor.channels[channel].arr_growth_per_year
    found, deviation = [], 0.0
    for year in range(parameters.months // 12):
        place = month_place(12 * year + 1)
        common, own = (
            NormalDist().inv_cdf(draw_uniform(key, Stream.GROWTH.value, name_word(name), place, 0))
            for name in ("vendor", f"vendor/{channel.name.lower()}")
        )
        z = sqrt(growth.common_share) * common + sqrt(1 - growth.common_share) * own
        fresh = 1.0 if year == 0 else sqrt(1 - growth.persistence**2)
        deviation = growth.persistence * deviation * (year > 0) + growth.yearly_sigma * fresh * z
        found.append(floor(1e14 * (log(1 + level) + deviation) + 0.5))
    return found


@pytest.fixture(scope="module")
def deviations() -> npt.NDArray[np.float64]:
    """Deviation of the log growth from its level, (worlds, channels, years), at a persistence of .6."""
    parameters = varying(0.2, 0.6, 0.36)
    prepared, plan, fill = prepared_of(parameters), blank(Plan), plain(plan_growth)
    give_tables(plan, parameters)
    fill.__globals__["_plan_year"] = lambda *_: None  # the months of a year take four times as long as its growth
    found = []
    for world in range(WORLDS):
        fill(parameters, prepared, plan, chance_key(SEED, world, 0))
        found.append(np.array([plan.growth[position] for position in range(3 * YEARS)]).reshape(3, YEARS))
    levels = [log(1 + channel.arr_growth_per_year) for channel in parameters.vendor.channels]
    return np.array(found) / 1e14 - np.array(levels)[None, :, None]


def test_every_year_has_the_stated_spread(deviations):
    direct = deviations[:, Channel.DIRECT]
    error = 0.2 / sqrt(2 * WORLDS)
    for year in range(YEARS):
        assert abs(direct[:, year].std() - 0.2) < 4 * error, year
    assert abs(direct[:, 0].std() - 0.2 * 1.05) > 3 * error


@pytest.mark.parametrize("lag", [1, 2, 3, 4])
def test_years_keep_what_they_should_of_the_one_before(deviations, lag):
    """The correlation at a lag is the persistence to that power, and the test tells it from that of ``WRONG``."""
    direct = deviations[:, Channel.DIRECT] / 0.2
    products = (direct[:, lag:] * direct[:, :-lag]).mean(axis=1)
    error = products.std(ddof=1) / sqrt(WORLDS)
    assert abs(products.mean() - 0.6**lag) < 3 * error
    assert abs(products.mean() - WRONG**lag) > 3 * error


def test_channels_have_the_stated_share_of_a_shock_in_common(deviations):
    for first, second in ((0, 1), (0, 2), (1, 2)):
        products = deviations[:, first, 0] * deviations[:, second, 0] / 0.04
        error = products.std(ddof=1) / sqrt(WORLDS)
        assert abs(products.mean() - 0.36) < 3 * error
        assert abs(products.mean() - 0.45) > 3 * error


@pytest.mark.parametrize("channel", list(Channel))
def test_growth_is_drawn_at_its_addresses(channel):
    parameters = varying(0.25, -0.4, 0.7)
    key = chance_key(3, 5, 1)
    plan = plan_of(parameters, prepared_of(parameters), key)
    found = [plan.growth[channel * YEARS + year] for year in range(YEARS)]
    assert found == pytest.approx(expected_units(parameters, key, channel), rel=1e-12, abs=100)


def test_both_engines_write_the_growth_of_each_year_for_run_and_twin():
    parameters = varying(0.2, 0.3, 0.5, "months=30", "gate.month=24")
    key = chance_key(3, 0, 0)
    for with_program in (True, False):
        rows = simulate(parameters, key, with_program).array()
        np.testing.assert_array_equal(rows, simulate_reference(parameters, key, with_program).array())
        growth = rows[rows[:, 1] == Kind.GROWTH]
        plan = plan_of(parameters, prepared_of(parameters), key)
        expected = [[360 * year, channel, plan.growth[3 * channel + year]] for year in range(3) for channel in range(3)]
        assert growth[:, [0, 6, 4]].tolist() == expected
        assert np.all(growth[:, [2, 3]] == -1)


def test_without_growth_that_varies_there_is_no_row_of_it():
    parameters = parameters_of(load_scenario("coach", ("vendor.growth=false",)))
    rows = simulate(parameters, chance_key(3, 0, 0)).array()
    assert Kind.GROWTH not in rows[:, 1]


def test_no_spread_is_the_lasting_level():
    still = varying(0.0, 0.5, 0.5, "months=36")
    absent = parameters_of(load_scenario("coach", ("vendor.growth=false", *LASTING, "months=36")))
    key = chance_key(3, 0, 0)
    rows = simulate(still, key).array()
    np.testing.assert_array_equal(rows[rows[:, 1] != Kind.GROWTH], simulate(absent, key).array())


# Existing partners whose growth is relative to that of direct and inbound business

RELATIVE = (
    "vendor.roster.growth_basis=relative",
    "vendor.roster.arr_growth_per_year=0.15",
    "months=30",
    "gate.month=24",
)
OWN = (Channel.DIRECT, Channel.INBOUND)


def planned(parameters: Parameters, key: int) -> npt.NDArray[np.float64]:
    """ARR that each channel plans for the ends of the years, (channels, years), from its rows of growth."""
    rows = simulate(parameters, key, with_program=False).array()
    growth = rows[rows[:, 1] == Kind.GROWTH]
    totals = [np.cumsum(growth[growth[:, 6] == channel, 4]) / 1e14 for channel in Channel]
    starts = np.array([channel.starting_arr_cents for channel in parameters.vendor.channels])
    return np.column_stack([starts, starts[:, None] * np.exp(totals)])


@pytest.mark.parametrize("future", range(4))
def test_relative_growth_moves_the_logit_of_the_share_by_itself(future):
    """20.5: whatever years direct and inbound have, and in a year that the horizon cuts off."""
    parameters = varying(0.3, 0.3, 0.5, "vendor.inbound.starting_arr=2e6", *RELATIVE)
    arr = planned(parameters, chance_key(3, 0, future))
    odds = np.log(arr[Channel.ROSTER] / arr[list(OWN)].sum(axis=0))
    np.testing.assert_allclose(np.diff(odds), log(1.15), atol=1e-6)
    assert np.std(np.diff(np.log(arr[Channel.ROSTER]))) > 0.02, "its own growth varies with the company's"


def test_relative_growth_acts_in_both_engines_and_moves_nothing_else():
    relative = varying(0.3, 0.3, 0.5, *RELATIVE)
    absolute = varying(0.3, 0.3, 0.5, *RELATIVE[1:])
    key = chance_key(3, 0, 0)
    for with_program in (True, False):
        rows, others = (simulate(one, key, with_program).array() for one in (relative, absolute))
        np.testing.assert_array_equal(rows, simulate_reference(relative, key, with_program).array())
        own_of_roster = np.isin(
            rows[:, 1], [Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION, Kind.CHANNEL_REVENUE]
        ) | (rows[:, 1] == Kind.GROWTH)
        moved = own_of_roster & (rows[:, 6] == Channel.ROSTER)
        assert not np.array_equal(rows, others)
        np.testing.assert_array_equal(
            rows[~moved], others[~(np.isin(others[:, 1], rows[moved, 1]) & (others[:, 6] == 2))]
        )


def test_relative_growth_without_growth_that_varies_and_without_own_business():
    still = parameters_of(load_scenario("coach", ("vendor.growth=false", *LASTING, *RELATIVE)))
    plan = plan_of(still, prepared_of(still), 1)
    assert plan.growth[2 * 3] == pytest.approx(1e14 * log(1.25 * 1.15), abs=2e7)
    alone = parameters_of(
        load_scenario("coach", ("vendor.direct.starting_arr=0", "vendor.inbound.starting_arr=0", *RELATIVE))
    )
    plan = plan_of(alone, prepared_of(alone), 1)
    assert [plan.growth[6 + year] for year in range(3)] == pytest.approx([1e14 * log(1.15)] * 3, abs=2)


def test_a_longer_horizon_and_another_archetype_change_no_growth():
    key = chance_key(3, 1, 0)
    alone = "mix.reseller=1", "mix.referral=0", "mix.technology=0", "mix.alliance=0"

    def growth(parameters: Parameters) -> list[list[int]]:
        rows = simulate(parameters, key).array()
        return rows[(rows[:, 1] == Kind.GROWTH) & (rows[:, 0] < 1080)][:, [0, 4, 6]].tolist()

    base = growth(varying(0.2, 0.3, 0.5, "months=36"))
    assert growth(varying(0.2, 0.3, 0.5, "months=60")) == base
    assert growth(varying(0.2, 0.3, 0.5, "months=36", *alone)) == base


def test_a_year_ends_where_its_growth_says_to_the_cent():
    parameters = varying(0.3, 0.3, 0.5, "months=120", "vendor.noise_sigma=0")
    key = chance_key(3, 2, 0)
    plan = plan_of(parameters, prepared_of(parameters), key)
    rows = simulate(parameters, key, with_program=False).array()
    moves = rows[
        np.isin(rows[:, 1], [Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION]) & (rows[:, 6] == 0)
    ]
    start = parameters.vendor.channels[0].starting_arr_cents
    total = 0
    shrinking = False
    for year in range(10):
        units = plan.growth[year]
        total, shrinking = total + units, shrinking or units < 0
        arr = start + int(moves[moves[:, 0] <= 360 * (year + 1), 4].sum())
        assert arr == pytest.approx(start * np.exp(total / 1e14), abs=0.6, rel=1e-13)
    assert shrinking, "no year shrinks: the test says less than it should"


def test_the_direct_team_grows_with_the_plan():
    parameters = varying(0.3, 0.3, 0.5, "months=36")
    plan = plan_of(parameters, prepared_of(parameters), chance_key(3, 2, 0))
    for month in range(1, 37):
        year, part = divmod(month - 1, 12)
        logged = sum(plan.growth[earlier] for earlier in range(year)) + plan.growth[year] * part / 12
        assert plan.team_growth[month] == pytest.approx(np.exp(logged / 1e14), rel=1e-12)


def test_the_row_in_words():
    scenario = load_scenario("coach")
    row = (360, Kind.GROWTH.value, -1, -1, round(1e14 * log(0.9)), 0, 1)
    assert words(row, "", scenario) == "growth of -10% in the year from here, inbound"
