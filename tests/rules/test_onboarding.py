"""Onboarding time, managers' load and what an overload does, at their edges."""

import pytest

from sim.rules.onboarding import (
    manager_load_bps,
    onboarding_days,
    onboarding_slots,
    overload,
    overload_departure,
    overload_effort,
)


def test_onboarding_time():
    assert onboarding_days(0.5, 45.0, 0.4) == 45
    assert onboarding_days(0.5, 44.5, 0.4) == 45
    assert onboarding_days(0.0, 1.0, 2.5) == 1


@pytest.mark.parametrize(
    ("partners", "managers", "load"),
    [
        (0, 1.0, 0),
        (0, 0.0, 0),
        (10, 1.0, 5_000),
        (20, 1.0, 10_000),
        (21, 1.0, 10_500),
        (199, 1.0, 99_500),
        (200, 1.0, 100_000),  # ten times what they hold, and no more
        (201, 1.0, 100_000),
        (5_000, 1.0, 100_000),
        (1, 0.0, 100_000),
        (1, 3.0, 167),  # 166.67, half up
        (3, 4.0, 375),
    ],
)
def test_load(partners, managers, load):
    assert manager_load_bps(partners, managers, 20.0, 1.0) == load


def test_capacity_divides_the_load():
    assert manager_load_bps(10, 1.0, 20.0, 0.5) == 10_000


@pytest.mark.parametrize(("load", "factor"), [(0, 1.0), (9_999, 1.0), (10_000, 1.0), (10_001, 1.0001), (100_000, 10.0)])
def test_overload_begins_above_full_load(load, factor):
    assert overload(load) == factor


@pytest.mark.parametrize(
    ("managers", "capacity", "overload_", "slots"),
    [
        (0.0, 1.0, 1.0, 0),
        (1.0, 1.0, 1.0, 5),
        (1.5, 1.0, 1.0, 7),
        (1.0, 0.5, 1.0, 2),
        (1.0, 1.0, 2.0, 2),
        (1.0, 1.0, 2.5, 2),
        (0.1, 1.0, 1.0, 1),
        (1.0, 0.01, 10.0, 1),
    ],
)
def test_slots(managers, capacity, overload_, slots):
    assert onboarding_slots(managers, 5.0, capacity, overload_) == slots


def test_effects_of_an_overload():
    assert overload_effort(1.0, 0.5) == overload_departure(1.0, 0.5) == 1.0
    assert overload_effort(4.0, 0.0) == overload_departure(4.0, 0.0) == 1.0
    assert overload_effort(4.0, 0.5) == pytest.approx(0.5)
    assert overload_departure(4.0, 0.5) == pytest.approx(2.0)
