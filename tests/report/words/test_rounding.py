"""Figures for people: as many digits as their interval carries."""

import ast
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.report.words.rounding import (
    alike_money,
    axis_money,
    digit_of,
    fixed,
    kept_places,
    money,
    money_ends,
    money_range,
    money_with_interval,
    odds_with_interval,
    percent,
    percent_in_interval,
    plain_percent,
    share_of_futures,
    significant,
)

from ..run.reading import agrees, value_of


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
        ((0.17, 0.0, 0.35), "17% (0% to 35%)"),
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


def test_a_range_is_rounded_by_the_intervals_of_its_ends() -> None:
    assert money_range(1.234e6, 8.123e6, "USD") == "$1.2M to $8.1M"
    assert money_range(1.234e6, 8.123e6, "USD", (1.2e6, 1.5e6)) == "$1M to $8M"
    assert money_range(1.234e6, 8.123e6, "USD", (2e4, 1.5e6)) == "$1.2M to $8.1M"
    assert money_range(1.234e6, 1.345e6, "USD", (1.5e6, 1.5e6)) == "$1.2M to $1.3M", "never twice the same"


def test_percent() -> None:
    assert plain_percent(0.1) == "10%"
    assert plain_percent(0.125) == "12.5%"
    assert percent_in_interval(0.1, 0.1, 0.1) == "10.0%"


def test_a_share_of_futures_is_all_or_none_only_where_it_is() -> None:
    assert [share_of_futures(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


@pytest.mark.parametrize(
    ("low", "high", "currency", "text"),
    [
        (-2_780_000, 5_000_000, "USD", "-$2.8M to +$5.0M"),
        (-5_000_000, -2_780_000, "USD", "-$5.0M to -$2.8M"),
        (-958_000, 4_400_000, "EUR", "-€1.0M to +€4.4M"),
        (-48_000, 4_400_000, "USD", "-$0.05M to +$4.40M"),
        (-480, 4_400_000, "USD", "-$480 to +$4.40M"),
        (1_060_000, 1_140_000, "USD", "$1.06M to $1.14M"),
        (1_060_000, 1_060_100, "USD", "$1.06M to $1.06M"),
        (0, 28_000, "USD", "$0 to $28k"),
        (-28_000, 0, "CHF", "-28k to 0 CHF"),
        (-1_780_000, 2_400_000, "", "-1.8M to +2.4M"),
    ],
)
def test_the_ends_of_a_range_share_unit_and_keep_signs(low: float, high: float, currency: str, text: str) -> None:
    """18.6: ``-2.8 to 5.0M`` hides that the first is in millions too, and an end beside 0 must not read as 0."""
    assert money_range(low, high, currency) == text


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ((29e3, -270e3, 330e3), "$29k, -$270k to +$330k"),
        ((-19e3, -21e3, -17e3), "-$19k, -$21k to -$17k"),
        ((4.2e6, 3.9e6, 4.5e6), "$4.2M, $3.9M to $4.5M"),
        ((4.2e6, None, None), "$4.20M"),
        ((0.0, 0.0, 0.0), "$0 in every future"),
        ((-960e3, -960e3, -960e3), "-$960k in every future"),
    ],
)
def test_an_amount_with_its_interval(figures: tuple[float, float | None, float | None], text: str) -> None:
    """18.7: a figure that another command may show from other futures carries its interval."""
    assert money_with_interval(*figures, "USD") == text


def test_digits_that_keep_values_apart_from_0() -> None:
    assert kept_places([-2.46, -0.21], 0) == 1
    assert kept_places([-2.46, 0.0], 0) == 0
    assert kept_places([1e-9], 0) == 4


def test_ticks() -> None:
    assert [axis_money(v) for v in (0, 1500, -250_000, 1_000_000, 2_500_000)] == ["0", "1.5k", "-250k", "1M", "2.5M"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (percent(0.625), "63%"),
        (percent(0.145), "15%"),
        (percent(-0.625), "-63%"),
        (percent(0.5, 1), "50.0%"),
        (percent(0.28275, 1), "28.3%"),
        (plain_percent(0.10125), "10.13%"),
        (percent_in_interval(0.125, 0.05, 0.2), "13%"),
        (share_of_futures(0.005), "1%"),
        (share_of_futures(0.985), "99%"),
        (money(2_500.0, "USD", 1_500.0), "$3k"),
        (money(-2_500.0, "USD", 1_500.0), "-$3k"),
        (money(1_005_000.0, "USD"), "$1.01M"),
        (money(0.5, "USD"), "$1"),
        (money_range(2.5e6, 8.5e6, "USD", (2e6, 2e6)), "$3M to $9M"),
        (fixed(-0.4, 0), "0"),
        (fixed(2.675, 2), "2.68"),
        (fixed(12_345.5, 0), "12,346"),
        (fixed(1e22, 0, apart=""), "1" + 22 * "0"),
        (fixed(123_450, 2, shift=-2), "1,234.50"),
        (significant(0.000_123_45, 4), "0.0001235"),
        (significant(0.028_25, 3, shift=2), "2.83"),
        (significant(9.9995, 4), "10"),
        (significant(3e6, 6), "3,000,000"),
        (significant(-12_345_678.0, 6), "-12,345,700"),
        (significant(1_234_567.0, 3, apart=""), "1230000"),
        (significant(0.000_012_345, 4), "0.00001235"),
        (significant(0.0, 3), "0"),
    ],
)
def test_halves_are_rounded_away_from_zero(text: str, said: str) -> None:
    """19.6: as spreadsheets do, by the digits a number is written with."""
    assert text == said


@pytest.mark.parametrize("places", [0, 1, 2])
def test_every_number_of_hundredths_is_rounded_as_decimals_are(places: int) -> None:
    """19.6: 0.000 to 1.000 in thousandths, as percent."""
    for number in range(1001):
        exact = (Decimal(number) / 10).quantize(Decimal(10) ** -places, rounding=ROUND_HALF_UP)
        assert percent(number / 1000, places) == f"{exact}%"


def test_no_number_is_rounded_elsewhere() -> None:
    """19.6: a format with a precision, or round() to places, rounds the half of a binary number to even."""
    root = Path(sim.__file__).parent
    files = [path for part in ("report", "cli") for path in sorted((root / part).rglob("*.py"))]
    assert len(files) > 80
    found = []
    for path in files:
        if path.name == "rounding.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                said = ast.unparse(node.format_spec)
                if "." in said and not said.rstrip("'\"}").endswith("s"):
                    found.append(f"{path.relative_to(root)}:{node.lineno}: {said}")
            is_round = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round"
            if is_round:
                found.append(f"{path.relative_to(root)}:{node.lineno}: round")
    assert found == []


@given(
    st.floats(-1e10, 1e10),
    st.floats(1e-4, 3.0),
    st.floats(0.1, 0.9),
    st.sampled_from(["USD", "CHF", ""]),
    st.booleans(),
)
def test_an_interval_has_the_unit_and_the_digits_of_its_amount(
    mean: float, width: float, place: float, currency: str, signed: bool
) -> None:
    """20.11: -$12.7M, -$13.2M to -$12.2M; an end that would read as 0 there has its own unit."""
    size = max(1.0, abs(mean) * width)
    low, high = mean - size * place, mean + size * (1 - place)
    told = money(mean, currency, (high - low) / 2)
    amount = value_of(told.removesuffix(" CHF"))
    if amount[0] == 0:
        return
    for text, exact in zip(_ends(money_ends(told, low, high, currency, signed=signed)), (low, high), strict=True):
        assert agrees(text, exact), (told, text, exact)
        (own,), (its,) = (re.findall(r"\d+(\.\d+|)([kMB]?)", each) for each in (text, told))
        is_small = abs(exact) <= 1.01 * amount[1]
        assert text == "0" or is_small or (own[1], len(own[0])) == (its[1], len(its[0])), (told, text)
        assert exact == 0 or value_of(text)[0] != 0 or abs(exact) < 0.5, "a sign is not lost"
    assert money_with_interval(mean, low, high, currency).startswith(f"{told}, ")


def _ends(text: str) -> list[str]:
    return text.removesuffix(" CHF").split(" to ")


@given(st.floats(0, 1), st.floats(0.0001, 0.5), st.floats(0.0001, 0.5))
def test_a_share_and_its_margin_stay_within_0_and_100(share: float, below: float, above: float) -> None:
    """20.7: 17% ± 18% would be a variance below 0."""
    text = odds_with_interval(share, max(0.0, share - below), min(1.0, share + above))
    if "±" in text:
        centre, margin = (value_of(each)[0] for each in text.split(" ± "))
        assert centre - margin >= -1e-9
        assert centre + margin <= 1 + 1e-9
    else:
        assert all(0 <= value_of(each)[0] <= 1 for each in re.findall(r"[\d.]+%", text))


def test_amounts_that_are_added_up_are_in_one_unit_where_two_digits_are_left() -> None:
    texts = alike_money((19.44e6, -2.96e6, 16.48e6, 787_321.0, 42_480.0, 8_130.0, 0.0, -3.9e6), "USD")
    assert texts == ["$19.4M", "-$3.0M", "$16.5M", "$787k", "$42k", "$8.1k", "$0", "-$3.9M"]
    assert alike_money((1_520.0, 12.4), "CHF") == ["1.52k CHF", "12 CHF"]
