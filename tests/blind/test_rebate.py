"""Two versions of years of rebates, close by close: worked out from the sales, and by the rules on a ring of months."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.bands import MARGINAL, WHOLE
from sim.rules.fiscal import ends_period, fiscal_month, months_of_period
from sim.rules.rebate import funds_cents, rebate_due_cents, rebate_of_period_cents
from sim.rules.ring import BUCKETS, bucket_of, growth_sum, is_held, window_sum
from tests.blind.bands import Band, Sale
from tests.blind.rebate import Accrual, Rebate, rebates
from tests.blind.test_bands import bands_of, sales_of, steps

MONTHS = 36
R_75 = (
    Band(0, Fraction(0)),
    Band(250_000_00, Fraction(2, 100)),
    Band(500_000_00, Fraction(5, 100)),
    Band(1_000_000_00, Fraction(5, 100)),
)
PERIODS = [(1, 1), (3, 1), (3, 3), (12, 1), (12, 3), (12, 12)]
GENERATED = settings(derandomize=True, max_examples=200, deadline=None)


def from_the_rules(rebate, sales, start_month, fiscal_year_month):
    """The accruals of the closes by the rules; a cancelled sale leaves the bucket of its month before the close."""
    sold, won = [0] * BUCKETS, [0] * BUCKETS
    accrued, found = 0, []
    for month in range(1, MONTHS + 1):
        sold[bucket_of(month)] = won[bucket_of(month)] = 0
        for sale in sales:
            made = sale.day // 30 + 1
            if made == month:
                sold[bucket_of(month)] += sale.value
                won[bucket_of(month)] += 1
        for sale in sales:
            made = sale.day // 30 + 1
            if sale.cancelled_on is not None and sale.cancelled_on // 30 + 1 == month and is_held(made, month):
                sold[bucket_of(made)] -= sale.value
                won[bucket_of(made)] -= 1
        year_month = fiscal_month(month, start_month, fiscal_year_month)
        so_far = months_of_period(year_month, rebate.period)
        if so_far == 1:
            accrued = 0
        if not ends_period(year_month, rebate.paid):
            continue
        base = (growth_sum if rebate.on == "growth" else window_sum)(sold, 0, month, so_far)
        measure = window_sum(won, 0, month, so_far) if rebate.steps_read == "deals" else base
        earned = rebate_of_period_cents(base, measure, WHOLE if rebate.whole else MARGINAL, *steps(rebate.steps))
        due = rebate_due_cents(earned, accrued)
        accrued += due
        if due:
            found.append(Accrual(month, due, funds_cents(due, int(rebate.fund * 10_000))))
    return found


def both(rebate, sales, start_month=1, fiscal=1):
    """The accruals, as both versions have them."""
    second = rebates(rebate, sales, MONTHS, start_month, fiscal)
    assert from_the_rules(rebate, sales, start_month, fiscal) == second
    return second


def test_r_75_paid_by_quarter_with_a_cancellation_that_falls_below_the_step():
    """250,000 in the first quarter: 5,000; 250,000 more: 25,000 in all; then 100,000 cancelled: 8,000 in all."""
    sales = [Sale(10, 150_000_00), Sale(20, 100_000_00, 200), Sale(120, 250_000_00)]
    assert both(Rebate(R_75), sales) == [
        Accrual(3, 5_000_00, 0),
        Accrual(6, 20_000_00, 0),
        Accrual(9, -17_000_00, 0),
    ]


@pytest.mark.parametrize(("fiscal", "closes"), [(1, [12]), (4, [3, 15]), (12, [11])])
def test_a_year_of_rebates_ends_with_the_fiscal_year(fiscal, closes):
    """Sales in months 3 and 4: of one year, or of two if the fiscal year begins in April."""
    sales = [Sale(60, 250_000_00), Sale(90, 250_000_00)]
    rebate = Rebate(R_75, paid=12)
    assert [accrual.month for accrual in both(rebate, sales, fiscal=fiscal)] == closes


def test_microsoft_quarter_of_growth_with_funds():
    """80,000 a year ago, now 120,000: 4,500.00 and 3,000.00, of both 40% as funds: 3,000.00. The next one shrank."""
    sales = [Sale(30 * month, amount) for month, amount in [(2, 80_000_00), (5, 50_000_00), (14, 120_000_00)]]
    core = Rebate([Band(0, Fraction(375, 10_000))], period=3, fund=Fraction(4, 10))
    growth = Rebate([Band(0, Fraction(75, 1_000))], period=3, on="growth", fund=Fraction(4, 10))
    assert both(core, sales)[-1] == Accrual(15, 4_500_00, 1_800_00)
    assert both(growth, sales)[-1] == Accrual(15, 3_000_00, 1_200_00)


def test_a_quota_read_in_deals():
    """R-76: 10% of the year from the third deal on, of what came before it too; the third cancelled takes it back."""
    sales = [Sale(0, 1_000_00), Sale(40, 1_000_00), Sale(100, 1_000_00, 190)]
    rebate = Rebate([Band(0, Fraction(0)), Band(3, Fraction(1, 10))], steps_read="deals", fund=Fraction(1, 2))
    assert both(rebate, sales) == [Accrual(6, 300_00, 150_00), Accrual(9, -300_00, 0)]


def test_a_rebate_that_is_earned_twice_has_funds_twice():
    """The same year with another third deal in the last quarter: 300.00 in all, and 150.00 of funds two times."""
    sales = [Sale(0, 1_000_00), Sale(40, 1_000_00), Sale(100, 1_000_00, 190), Sale(300, 1_000_00)]
    rebate = Rebate([Band(0, Fraction(0)), Band(3, Fraction(1, 10))], steps_read="deals", fund=Fraction(1, 2))
    assert both(rebate, sales) == [Accrual(6, 300_00, 150_00), Accrual(9, -300_00, 0), Accrual(12, 300_00, 150_00)]


@GENERATED
@given(
    sales=sales_of(days=30 * MONTHS),
    bands=bands_of(3_000_000) | bands_of(150_000),
    periods=st.sampled_from(PERIODS),
    whole=st.booleans(),
    on=st.sampled_from(["sold", "growth"]),
    fund=st.integers(0, 10_000),
    start_month=st.integers(1, 12),
    fiscal=st.integers(1, 12),
)
def test_three_years_of_rebates(sales, bands, periods, whole, on, fund, start_month, fiscal):
    rebate = Rebate(bands, *periods, on=on, whole=whole, fund=Fraction(fund, 10_000))
    both(rebate, sales, start_month, fiscal)


@GENERATED
@given(
    sales=sales_of(days=30 * MONTHS),
    bands=bands_of(8),
    periods=st.sampled_from(PERIODS),
    on=st.sampled_from(["sold", "growth"]),
    fiscal=st.integers(1, 12),
)
def test_three_years_of_rebates_by_the_number_of_deals(sales, bands, periods, on, fiscal):
    both(Rebate(bands, *periods, on=on, steps_read="deals"), sales, 1, fiscal)
