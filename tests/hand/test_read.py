"""When the terms of a deal are read, worked by hand: at its win, at renewals, at each close (R-74), in both engines.

One partner, one customer without chance (``q10.toml``): won on day 85 for $24,000, live in month 4, its contract years
begin in months 4, 16, 28, 40, 52 of 60. A month at list is $2,000.00.
"""

import pytest

from .test_hand import ENGINES, Q10, rows_of
from .test_pay import KIND, ONE, SHARE, amounts, terms

GROWING = (f"{KIND}.expansion_probability=1.0", f"{KIND}.expansion_share=0.25")
"""$24,000, $30,000, $37,500, $46,875, $58,593.75 by contract year."""

engines = pytest.mark.parametrize("engine", ENGINES)


def change(month, **levers):
    values = ", ".join(f"{KIND}.terms.{name}={value}" for name, value in levers.items())
    return f"changes.less={{ month={month}, set={{ {values} }} }}"


def bands(text):
    return f"{KIND}.terms.rate=false", f"{KIND}.terms.bands={{ {text} }}"


LIVE = bands("measure='live_arr', steps={ a={ from=0, rate=0.1 }, b={ from=20_000, rate=0.2 } }")
WHOLE = bands("measure='live_arr', mode='whole', steps={ a={ from=0, rate=0.1 }, b={ from=26_000, rate=0.2 } }")
SOLD = bands("measure='sold', steps={ a={ from=0, rate=0.1 }, b={ from=20_000, rate=0.2 } }")


@engines
@pytest.mark.parametrize(
    ("read", "shares"),
    [
        ("win", [30_000] * 57),
        ("renewal", [30_000] * 24 + [20_000] * 33),
        ("accrual", [30_000] * 16 + [20_000] * 41),
    ],
)
def test_a_share_whose_rate_falls_in_month_20(engine, read, shares):
    """15% is $300.00 a month, 10% $200.00: from the renewal in month 28 on, or from close 20 on."""
    over = [*SHARE, *terms(rate=0.15, read=read), change(20, rate=0.10)]
    assert amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED") == shares


@engines
@pytest.mark.parametrize(("read", "later"), [("win", 240_000), ("renewal", 120_000)])
def test_a_fee_whose_later_years_fall_in_month_20(engine, read, later):
    """15% of $24,000, 10% of it at the first renewal, in month 16; then 10% as locked, or 5% as read again."""
    over = [*ONE, *terms(rate=0.15, renewal_rate=0.10, read=read), change(20, renewal_rate=0.05)]
    found = amounts(rows_of(Q10, over, engine=engine), "FEE_ACCRUED")
    assert found == [360_000, 240_000, later, later, later]


@engines
@pytest.mark.parametrize(
    ("read", "margins"),
    [
        ("win", [50_000] * 57),
        ("renewal", [50_000] * 24 + [24_000] * 33),
        ("accrual", [50_000] * 16 + [24_000] * 41),
    ],
)
def test_a_margin_whose_rate_falls_in_month_20(engine, read, margins):
    """25% of $2,000.00 is $500.00, 12% $240.00; the renewal after month 20 is in month 28."""
    over = [*ONE, *terms(model="resale", rate=0.25, read=read), "vendor.resale_booking=gross", change(20, rate=0.12)]
    assert amounts(rows_of(Q10, over, engine=engine), "RESALE_MARGIN") == margins


@engines
@pytest.mark.parametrize(
    ("read", "second", "third"), [("win", 29_175, 36_469), ("renewal", 33_325, 45_844), ("accrual", 33_325, 45_844)]
)
def test_bands_by_what_is_live_are_read_again(engine, read, second, third):
    """T($24,000) is $2,000 + $800, 11.67%: $233.40 of $2,000.00, and $291.75 of $2,500.00 where it is locked.

    T($30,000) is $4,000, 13.33%: $333.25; T($37,500) is $5,500, 14.67%: $458.44 of $3,125.00 (11.67%: $364.69).
    """
    over = [*SHARE, *GROWING, *LIVE, *terms(read=read), "months=39"]
    found = amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED")
    assert found == [23_340] * 12 + [second] * 12 + [third] * 12


@engines
def test_whole_bands_at_closes_pay_all_at_the_step_that_is_reached(engine):
    """$24,000 lie below the step: 10% of $2,000.00; $30,000 and $37,500 above it: 20% of $2,500.00 and $3,125.00."""
    over = [*SHARE, *GROWING, *WHOLE, *terms(read="accrual"), "months=39"]
    found = amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED")
    assert found == [20_000] * 12 + [50_000] * 12 + [62_500] * 12


@engines
def test_a_close_knows_what_the_year_has_sold_so_far(engine):
    """$24,000 sold in year 1: 11.67% up to close 12; nothing is sold later: the first step, 10%."""
    over = [*SHARE, *SOLD, *terms(read="accrual"), "months=24"]
    found = amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED")
    assert found == [23_340] * 9 + [20_000] * 12


@engines
def test_the_booked_value_of_a_resold_deal_has_the_rate_of_its_win(engine):
    """T($24,000) counts the deal itself: 11.67% off, net $21,199.20."""
    over = [*ONE, *SOLD, *terms(model="resale", read="accrual"), "months=24"]
    assert amounts(rows_of(Q10, over, engine=engine), "WON") == [2_119_920]
