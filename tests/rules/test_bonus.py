"""Bonuses at the edges of their windows, sizes and numbers."""

import pytest

from sim.rules.bonus import bonus_cents, has_line, has_mark, has_size, is_in_time, is_in_window, is_left, mark_word
from sim.units import to_cents


@pytest.mark.parametrize(
    ("first", "last", "months"), [(0, 0, [1, 2, 3, 4, 5]), (2, 4, [2, 3, 4]), (3, 0, [3, 4, 5]), (0, 2, [1, 2])]
)
def test_months_of_the_program(first, last, months):
    assert [month for month in range(1, 6) if is_in_window(month, first, last)] == months


@pytest.mark.parametrize(("age", "within", "open_"), [(90, 90, True), (91, 90, False), (0, 90, True), (9_999, 0, True)])
def test_days_of_the_agreement(age, within, open_):
    """R-76: within 90 days, the 90th included."""
    assert is_in_time(age, within) == open_


@pytest.mark.parametrize(
    ("value", "start", "below", "fits"),
    [(799, 0, 800, True), (800, 0, 800, False), (800, 800, 1_300, True), (1_300, 1_300, 0, True), (1, 2, 0, False)],
)
def test_sizes_of_deals(value, start, below, fits):
    assert has_size(value, start, below) == fits


@pytest.mark.parametrize(
    ("had", "most", "left"), [(0, 1, True), (1, 1, False), (2, 3, True), (3, 3, False), (99, 0, True)]
)
def test_the_most_that_a_partner_gets(had, most, left):
    assert is_left(had, most) == left


def test_a_mark_below_the_probability_only():
    assert has_mark(0.0999, 0.1)
    assert not has_mark(0.1, 0.1)
    assert has_mark(1 - 2**-53, 1.0)
    assert not has_mark(0.0, 0.0)


def test_a_sum_and_points():
    """R-76: 1,000 for the deal and 5% of 24,000."""
    assert bonus_cents(to_cents(24_000), to_cents(1_000), 500) == to_cents(1_000 + 1_200)
    assert bonus_cents(1, 0, 5_000) == 1


def test_lines_are_bits():
    assert [line for line in range(5) if has_line(0b10100, line)] == [2, 4]
    assert all(has_line(-1, line) for line in range(40))
    assert not any(has_line(0, line) for line in range(40))


def test_a_partner_that_draws_under_its_kind_has_the_name_of_the_bonus():
    assert mark_word(123, 77, 77) == 123
    assert len({mark_word(123, own, 77) for own in range(50)}) == 50
