"""Values of measures over a ring, and of what is there at a close."""

from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.measures import (
    CLAIM_RINGS,
    COUNT,
    INFLUENCED_RING,
    LIVE_CHANGE_RING,
    MONEY,
    NO_SHARE,
    OPPORTUNITIES_RING,
    REGISTRATIONS_RING,
    SHARE,
    SOURCED_RING,
    UNRANKED,
    channel_share_bps,
    is_in_first_year,
    is_nothing_before_flows,
    put_in_rank,
    retention_bps,
    top_share_bps,
    unit_of,
    value_at_close,
    value_of_growth_rate,
    value_of_measure,
)
from sim.rules.ring import (
    BILLED,
    BUCKETS,
    CERTIFIED,
    CHANNEL_SHARE,
    DEALS,
    GROWTH,
    GROWTH_RATE,
    INVOLVED,
    LIVE_ARR,
    LIVE_CUSTOMERS,
    MONTHS,
    NET_NEW,
    OPPORTUNITIES,
    PAY,
    POINTS,
    REGISTRATIONS,
    RETENTION,
    SOLD,
    SOURCED,
    TOP_SHARE,
    bucket_of,
)
from sim.units import floored_bps

ALL = tuple(range(POINTS + 1))


@pytest.mark.parametrize(
    ("measure", "value"), [(SOLD, 3), (DEALS, 30), (LIVE_ARR, 9), (BILLED, 3_000), (PAY, 30_000), (GROWTH, 2_000)]
)
def test_each_measure_sums_its_own_ring_over_the_months(measure: int, value: int) -> None:
    """Months 13, 14 and 15 have 1 each; of months 1, 2 and 3, a year before, only the first has one."""
    ring = [0] * BUCKETS
    for month in (1, 13, 14, 15):
        ring[month] = 1
    rings = [[7] + [scale * one for one in ring] for scale in (1, 10, 1_000, 10_000)]
    won, deals, billed, pay = rings
    assert value_of_measure(measure, won, deals, billed, pay, 9, 1, 15, 3) == value


def test_over_no_months_there_is_nothing_but_what_is_live() -> None:
    ring = [5] * BUCKETS
    assert [value_of_measure(one, ring, ring, ring, ring, 8, 0, 4, 0) for one in (SOLD, DEALS, LIVE_ARR)] == [0, 0, 8]


def test_the_first_year_ends_on_its_last_day() -> None:
    assert [is_in_first_year(day, 100) for day in (101, 459, 460)] == [True, True, False]


PAY_RINGS = {SOLD: 1, DEALS: 10, BILLED: 100, PAY: 1_000}
CLAIMS = {
    SOURCED_RING: 10**4, INFLUENCED_RING: 10**5, OPPORTUNITIES_RING: 10**6, REGISTRATIONS_RING: 10**7,
    LIVE_CHANGE_RING: 10**8,
}  # fmt: skip
"""What each ring has in every month."""
IN_THREE_MONTHS = {
    SOLD: 3, DEALS: 30, LIVE_ARR: 71, BILLED: 300, PAY: 3_000, GROWTH: 0, SOURCED: 3 * 10**4,
    INVOLVED: 33 * 10**4, OPPORTUNITIES: 3 * 10**6, REGISTRATIONS: 3 * 10**7, LIVE_CUSTOMERS: 3, NET_NEW: 3 * 10**8,
    GROWTH_RATE: 0, RETENTION: 7_500, CERTIFIED: 73, MONTHS: 74, CHANNEL_SHARE: 75, TOP_SHARE: 76, POINTS: 77,
}  # fmt: skip


@pytest.mark.parametrize("measure", ALL)
def test_every_measure_of_the_list(measure):
    """Of the second of two partners; the rings of the first have nine times as much."""
    pay_rings = [[9 * amount] * BUCKETS + [amount] * BUCKETS for amount in PAY_RINGS.values()]
    claims = [scale * CLAIMS[ring] for scale in (9, 1) for ring in range(CLAIM_RINGS) for _ in range(BUCKETS)]
    value = value_at_close(measure, *pay_rings, claims, 71, 3, 4, 73, 74, 75, 76, 77, 78, BUCKETS, 40, 3)
    assert value == IN_THREE_MONTHS[measure]


@given(st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=50), st.integers(1, BUCKETS))
@settings(derandomize=True, deadline=None)
def test_windows_of_up_to_two_years_over_claims(months, window):
    """Against a list of all months; net new ARR is what is live, less what was live so many months ago."""
    ring = [0] * BUCKETS
    for month, amount in enumerate(months, start=1):
        ring[bucket_of(month)] = amount
    rings = [0] * (BUCKETS * LIVE_CHANGE_RING) + ring
    value = value_at_close(NET_NEW, [], [], [], [], rings, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, len(months), window)
    assert value == sum(months) - sum(months[: max(0, len(months) - window)])


@pytest.mark.parametrize(("now", "ago", "rate"), [(120, 80, 5_000), (80, 120, -3_334), (0, 9, -10_000), (5, 0, 777)])
def test_growth_rate_over_a_year_ago(now, ago, rate):
    """Cut towards less; without a year ago it is what the scenario states."""
    ring = [0] * BUCKETS
    ring[bucket_of(20)], ring[bucket_of(8)] = now, ago
    assert value_of_growth_rate(ring, 0, 20, 3, 777) == rate


@pytest.mark.parametrize(("live", "ever", "share"), [(17, 20, 8_500), (16, 20, 8_000), (2, 3, 6_666), (0, 0, 10_000)])
def test_retention_of_customers(live, ever, share):
    """erp.net 3 and HubSpot 5: 17 of 20 are 85%, 16 are not."""
    assert retention_bps(live, ever) == share


def test_a_share_of_the_channel_needs_volume():
    assert [channel_share_bps(volume, 1_000) for volume in (-5, 0, 1, 99, 100)] == [NO_SHARE, NO_SHARE, 10, 990, 1_000]
    assert channel_share_bps(1, 20_001) == 0


def test_a_place_is_by_volume_and_then_by_index():
    volumes = [50, 70, 50, 90, 0, 50]
    ranked = [4, 5, 0, 2, 1, 3]
    put_in_rank(ranked, volumes, 6)
    assert ranked == [3, 1, 0, 2, 5, 4]
    some = [4, 2, 0, 9]
    put_in_rank(some, volumes, 3)
    assert some == [0, 2, 4, 9], "only the first three are ranked"


@given(st.lists(st.integers(-3, 3), max_size=40), st.randoms(use_true_random=False))
def test_places_are_those_of_a_sort(volumes, random):
    ranked = random.sample(range(len(volumes)), random.randint(0, len(volumes)))
    expected = sorted(ranked, key=lambda partner: (-volumes[partner], partner))
    put_in_rank(ranked, volumes, len(ranked))
    assert ranked == expected


@pytest.mark.parametrize("number", [1, 3, 7, 20, 100, 333])
def test_a_place_is_within_a_share_by_whole_numbers(number):
    """(bps · n + 9,999) ÷ 10,000 places: in decimals, 0.07 of 100 would be 8."""
    assert ceil(0.07 * 100) == 8
    for bps in (1, 3, 500, 700, 1_500, 3_333, 5_000, 9_999, 10_000):
        places = (bps * number + 9_999) // 10_000
        within = [position for position in range(1, number + 1) if top_share_bps(1, position, number) <= bps]
        assert within == list(range(1, places + 1))


def test_nobody_has_a_place_without_volume():
    assert [top_share_bps(volume, 1, 1) for volume in (-1, 0, 1)] == [UNRANKED, UNRANKED, 1]


def test_units_of_measures():
    """As the table of measures has them."""
    money = {SOURCED, INVOLVED, SOLD, BILLED, PAY, LIVE_ARR, NET_NEW, GROWTH}
    shares = {GROWTH_RATE, RETENTION, CHANNEL_SHARE, TOP_SHARE}
    units = {measure: MONEY if measure in money else SHARE if measure in shares else COUNT for measure in ALL}
    assert {measure: unit_of(measure) for measure in ALL} == units


@given(st.integers(-(2**53), 2**53), st.integers(1, 2**53))
@settings(derandomize=True, deadline=None)
def test_a_share_in_basis_points_is_cut(part, whole):
    assert floored_bps(part, whole) == 10_000 * part // whole


@pytest.mark.parametrize("measure", ALL)
def test_a_measure_of_flows_is_nothing_before_the_first(measure):
    """Of a partner of 9 months with 3 certified people, a share, a place and points, and empty rings."""
    empty = [0] * (CLAIM_RINGS * BUCKETS)
    value = value_at_close(measure, empty, empty, empty, empty, empty, 0, 0, 0, 3, 9, 7, 8, 5, 0, 0, 30, 12)
    assert (value == 0) == is_nothing_before_flows(measure)
