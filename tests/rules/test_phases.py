"""Gate, phase conditions and sunset: integer comparisons at exact equality."""

import pytest

from sim.rules.phases import is_sunset, may_enter_phase, reaches_share


@pytest.mark.parametrize(
    ("part", "total", "reached"),
    [
        (1_000, 10_000, True),  # 10.00% exactly
        (999, 10_000, False),
        (9_999_999_999, 100_000_000_000, False),  # a cent short of a billion
        (10_000_000_000, 100_000_000_000, True),
        (1, 10, True),  # 0.1 has no exact double
        (3, 30, True),
        (0, 10, False),
    ],
)
def test_share_of_ten_percent(part, total, reached):
    assert reaches_share(part, total, 1_000) is reached


@pytest.mark.parametrize("threshold", [0, 1, 1_000])
def test_no_revenue_reaches_nothing(threshold):
    assert reaches_share(0, 0, threshold) is False
    assert reaches_share(5, 0, threshold) is False


def test_a_threshold_of_0_needs_revenue_alone():
    assert reaches_share(0, 1, 0) is True


def test_a_threshold_of_1():
    assert reaches_share(9_999, 10_000, 10_000) is False
    assert reaches_share(10_000, 10_000, 10_000) is True


MET = {
    "next_month": 9,
    "earliest_month": 9,
    "partners_won": 5,
    "needed_partners_won": 5,
    "active_partners": 4,
    "needed_active_partners": 4,
    "share_is_reached": True,
}


def test_a_phase_begins_where_each_condition_is_just_met():
    assert may_enter_phase(**MET)


@pytest.mark.parametrize(
    "short", [{"next_month": 8}, {"partners_won": 4}, {"active_partners": 3}, {"share_is_reached": False}]
)
def test_one_condition_short_keeps_the_program_where_it_is(short):
    assert not may_enter_phase(**{**MET, **short})


def test_a_date_alone_never_suffices():
    assert not may_enter_phase(**{**MET, "next_month": 240, "partners_won": 0})


@pytest.mark.parametrize(
    ("month", "sunset_month", "reached", "ends"),
    [
        (24, 24, False, True),
        (23, 24, False, False),
        (48, 24, False, True),
        (24, 24, True, False),
        (240, 0, False, False),
        (1, 1, False, True),
    ],
)
def test_sunset(month, sunset_month, reached, ends):
    assert is_sunset(month, sunset_month, reached) is ends
