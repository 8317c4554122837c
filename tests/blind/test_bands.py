"""Two versions of a year of deals under volume bands: the statement of account, and the rules on a ring of months."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.bands import MARGINAL, WHOLE, band_rate_bps, banded_fee_cents, locked_rate_bps, volume_pay_cents
from sim.rules.fiscal import fiscal_month, months_of_period
from sim.rules.ring import BUCKETS, bucket_of, is_held, window_sum
from sim.units import share_of_cents
from tests.blind.bands import Band, Sale, bands_of_billed, locked_rate, month_of_shares, statement, year_of_fees

DAYS = 720
ROUND = 50_000
"""Many deals and bounds are multiples of it."""
MKT = (Band(0, Fraction(20, 100)), Band(100_000_00, Fraction(25, 100)), Band(250_000_00, Fraction(30, 100)))
DEV = (Band(0, Fraction(15, 100)), Band(100_000_00, Fraction(20, 100)), Band(500_000_00, Fraction(25, 100)))
REFERRALS = (
    Band(0, Fraction(2, 10)),
    Band(6, Fraction(25, 100)),
    Band(21, Fraction(3, 10)),
    Band(51, Fraction(35, 100)),
)
GENERATED = settings(derandomize=True, max_examples=200, deadline=None)


def steps(bands):
    """The bands as the rules have them."""
    return tuple(band.start for band in bands), tuple(int(band.rate * 10_000) for band in bands)


@st.composite
def bands_of(draw, most):
    """Bands from 0, whose rates may rise or fall; often they begin at what a few deals come to exactly."""
    start = st.integers(1, most)
    if most >= ROUND:
        start |= st.integers(1, most // ROUND).map(lambda n: n * ROUND)
    starts = sorted(draw(st.sets(start, max_size=4)))
    return [Band(start, Fraction(draw(st.integers(0, 10_000)), 10_000)) for start in (0, *starts)]


@st.composite
def sales_of(draw, most=20, days=DAYS):
    """Deals by day; some are cancelled later."""
    found = []
    for day in sorted(draw(st.lists(st.integers(0, days - 1), max_size=most))):
        cancelled = draw(st.none() | st.integers(day + 1, day + 360))
        found.append(Sale(day, draw(st.integers(1, 1_000_000) | st.integers(1, 4).map(lambda n: n * ROUND)), cancelled))
    return found


def from_the_rules(sales, bands, by, period, whole, start_month, fiscal_year_month):
    """The fees event by event, with the volume of a ring that begins each month at 0."""
    froms, rates = steps(bands)
    ring = [0] * BUCKETS
    worth = [sale.value if by == "sold" else 1 for sale in sales]
    events = [(sale.day, 1, place) for place, sale in enumerate(sales)]
    events += [(sale.cancelled_on, 0, place) for place, sale in enumerate(sales) if sale.cancelled_on is not None]
    running, fees = 0, {}
    for day, is_win, place in sorted(events):
        month = day // 30 + 1
        while running < month:
            running += 1
            ring[bucket_of(running)] = 0
        won_in = sales[place].day // 30 + 1
        if not is_win:
            if is_held(won_in, month):
                ring[bucket_of(won_in)] -= worth[place]
            continue
        before = 0
        if period != "deal":
            so_far = months_of_period(
                fiscal_month(month, start_month, fiscal_year_month), {"month": 1, "year": 12}[period]
            )
            before = window_sum(ring, 0, month, so_far)
        value = sales[place].value
        if by == "deals":
            fees[place] = share_of_cents(value, band_rate_bps(before + 1, froms, rates))
        else:
            fees[place] = banded_fee_cents(before, value, WHOLE if whole else MARGINAL, froms, rates)
        ring[bucket_of(month)] += worth[place]
    return [fees[place] for place in range(len(sales))]


@pytest.mark.parametrize(("bands", "volume", "fee"), [(MKT, 400_000_00, 102_500_00), (DEV, 600_000_00, 120_000_00)])
def test_q_3_and_q_9_in_one_deal_and_in_many(bands, volume, fee):
    """Q-3 and Q-9 in cents, whatever the year's deals are."""
    for parts in (1, 4, 8, 16):
        year = [Sale(20 * place, volume // parts) for place in range(parts)]
        assert sum(year_of_fees(year, bands)) == sum(from_the_rules(year, bands, "sold", "year", False, 1, 1)) == fee


def test_rates_of_the_number_of_a_referral():
    """R-79: the sixth referral of a month is the first at 25%; next month, on day 32, begins with 20% again."""
    year = [Sale(4 * place, 100_00) for place in range(9)]
    fees = [20_00] * 5 + [25_00] * 3 + [20_00]
    assert year_of_fees(year, REFERRALS, by="deals", period="month") == fees
    assert from_the_rules(year, REFERRALS, "deals", "month", False, 1, 1) == fees


@pytest.mark.parametrize(("fiscal", "second_fee"), [(1, 25_000_00), (6, 25_000_00), (7, 20_000_00), (12, 25_000_00)])
def test_a_year_of_bands_is_the_fiscal_year(fiscal, second_fee):
    """100,000 in June and again in July: of one year, unless the fiscal year begins in July."""
    year = [Sale(179, 100_000_00), Sale(180, 100_000_00)]
    assert year_of_fees(year, MKT, fiscal_month=fiscal) == [20_000_00, second_fee]
    assert from_the_rules(year, MKT, "sold", "year", False, 1, fiscal) == [20_000_00, second_fee]


def test_a_whole_band_with_a_lower_rate_gives_a_negative_fee():
    """Both versions give what the words say: 20 of 100 at 20%, then 110 at 10%. It is for the scenario to refuse."""
    bands = [Band(0, Fraction(2, 10)), Band(110_00, Fraction(1, 10))]
    year = [Sale(0, 100_00), Sale(1, 10_00)]
    assert year_of_fees(year, bands, whole=True) == [20_00, -9_00]
    assert from_the_rules(year, bands, "sold", "year", True, 1, 1) == [20_00, -9_00]


@GENERATED
@given(
    sales=sales_of(),
    bands=bands_of(3_000_000) | bands_of(150_000),
    period=st.sampled_from(["year", "month", "deal"]),
    whole=st.booleans(),
    start_month=st.integers(1, 12),
    fiscal=st.integers(1, 12),
)
def test_years_of_fees_by_volume(sales, bands, period, whole, start_month, fiscal):
    """Two years of deals, some cancelled: each fee is the same to the cent."""
    second = year_of_fees(sales, bands, period=period, whole=whole, start_month=start_month, fiscal_month=fiscal)
    assert from_the_rules(sales, bands, "sold", period, whole, start_month, fiscal) == second


@GENERATED
@given(
    sales=sales_of(),
    bands=bands_of(8),
    period=st.sampled_from(["year", "month", "deal"]),
    start_month=st.integers(1, 12),
    fiscal=st.integers(1, 12),
)
def test_years_of_fees_by_number(sales, bands, period, start_month, fiscal):
    second = year_of_fees(sales, bands, by="deals", period=period, start_month=start_month, fiscal_month=fiscal)
    assert from_the_rules(sales, bands, "deals", period, False, start_month, fiscal) == second


@GENERATED
@given(
    lists=st.lists(st.integers(0, 500_000), max_size=8),
    deals=st.integers(0, 9),
    before=st.integers(0, 10**6),
    data=st.data(),
)
def test_shares_of_a_month_by_count_and_by_what_was_billed(lists, deals, before, data):
    by_count, by_volume = data.draw(bands_of(8)), data.draw(bands_of(1_500_000))
    whole = data.draw(st.booleans())
    rate = band_rate_bps(deals, *steps(by_count))
    assert [share_of_cents(amount, rate) for amount in lists] == month_of_shares(deals, lists, by_count)
    shares, volume = [], before
    for amount in lists:
        shares.append(banded_fee_cents(volume, amount, WHOLE if whole else MARGINAL, *steps(by_volume)))
        volume += amount
    assert shares == bands_of_billed(lists, before, by_volume, whole)


@GENERATED
@given(bands=bands_of(3_000_000), volume=st.integers(0, 10**12), whole=st.booleans())
def test_a_statement_of_any_volume(bands, volume, whole):
    assert volume_pay_cents(volume, WHOLE if whole else MARGINAL, *steps(bands)) == statement(bands, volume, whole)


@GENERATED
@given(bands=bands_of(3_000_000), before=st.integers(0, 10**8), value=st.integers(1, 10**6), whole=st.booleans())
def test_the_rate_that_a_deal_locks(bands, before, value, whole):
    """Of shares and margins; it may be above 1, or negative, where the whole volume takes another rate."""
    fee = banded_fee_cents(before, value, WHOLE if whole else MARGINAL, *steps(bands))
    second = statement(bands, before + value, whole) - statement(bands, before, whole)
    assert Fraction(locked_rate_bps(fee, value), 10_000) == locked_rate(second, value)
