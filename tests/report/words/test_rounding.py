"""Figures for people: as many digits as their interval carries."""

import pytest

from sim.report.words.rounding import (
    axis_money,
    digit_of,
    money,
    money_range,
    odds_with_interval,
    percent_in_interval,
    plain_percent,
    share_of_futures,
)


@pytest.mark.parametrize(("half", "digit"), [(0.025, 2), (0.3, 1), (3.0, 0), (4000.0, -3), (0.0, 0)])
def test_digit_of(half: float, digit: int) -> None:
    assert digit_of(half) == digit


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((0.62345, 0.593, 0.653), "62% ± 3%"),
        ((0.0, 0.0, 0.0187), "0.0% (0.0% to 1.9%)"),
        ((1.0, 0.2, 1.0), "100% (20% to 100%)"),
        ((0.5012, 0.4992, 0.5032), "50.1% ± 0.2%"),
    ],
)
def test_odds_with_interval(arguments: tuple[float, float, float], text: str) -> None:
    assert odds_with_interval(*arguments) == text


@pytest.mark.parametrize(
    ("amount", "currency", "half", "text"),
    [
        (1_234_567.0, "USD", 0.0, "$1.23M"),
        (-45_000.0, "USD", 500.0, "-$45.0k"),
        (-45_000.0, "USD", 4_000.0, "-$45k"),
        (1_234_567.0, "USD", 200_000.0, "$1.2M"),
        (999_999.0, "EUR", 0.0, "€1.00M"),
        (2.5e9, "CHF", 0.0, "2.50B CHF"),
        (-0.2, "USD", 0.0, "$0"),
        (12.0, "USD", 0.0, "$12"),
        (None, "USD", 0.0, "never"),
    ],
)
def test_money(amount: float | None, currency: str, half: float, text: str) -> None:
    assert money(amount, currency, half) == text


def test_each_end_of_a_range_is_rounded_by_its_own_interval() -> None:
    assert money_range(1.234e6, 8.123e6) == "1.2 to 8.1M"
    assert money_range(1.234e6, 8.123e6, (2e4, 1.5e6)) == "1.2 to 8M"
    assert money_range(1.234e6, 8.123e6, (1.5e6, 2e4)) == "1 to 8.1M"
    assert money_range(1.234e6, 1.345e6, (1.5e6, 1.5e6)) == "1.23 to 1.34M", "never twice the same"


def test_percent() -> None:
    assert plain_percent(0.1) == "10%"
    assert plain_percent(0.125) == "12.5%"
    assert percent_in_interval(0.1, 0.1, 0.1) == "10.0%"


def test_a_share_of_futures_is_all_or_none_only_where_it_is() -> None:
    assert [share_of_futures(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_money_range() -> None:
    assert money_range(-1_780_000, 2_400_000) == "-1.8 to 2.4M"
    assert money_range(-958_000, 4_400_000) == "-958k to 4.4M"
    assert money_range(1_060_000, 1_140_000) == "1.06 to 1.14M"
    assert money_range(0, 28_000) == "0 to 28k"


def test_ticks() -> None:
    assert [axis_money(v) for v in (0, 1500, -250_000, 1_000_000, 2_500_000)] == ["0", "1.5k", "-250k", "1M", "2.5M"]
