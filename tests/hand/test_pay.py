"""Pay worked by hand: one partner, one customer without chance (``q10.toml``), in both engines and cents.

The deal is won on day 85 and live on day 115, in month 4; its contract years begin in months 4, 16, 28, 40, 52 of 60.
Every amount below was worked out on paper: a month of $24,000 is $2,000.00, of $100,000 in turn $8,333.33 (twice) and
$8,333.34.
"""

from collections import Counter

import pytest

from .test_hand import BEFORE, ENGINES, Q10, of_kind, rows_of

KIND = "archetypes.referral"
ONE = (f"{KIND}.acv_median=24_000.0", f"{KIND}.terms.later_rates=[]")
SHARE = (*ONE, f"{KIND}.terms.model=share", "payout.every_months=1", "payout.lag_months=0")
PARTNER, DEAL = "referral/0/0", "2.0"

engines = pytest.mark.parametrize("engine", ENGINES)


def terms(**changes):
    return tuple(f"{KIND}.terms.{name}={value}" for name, value in changes.items())


def accrued(rows):
    """(day, amount, base, detail) of all pay."""
    return [(row[0], *row[4:]) for row in of_kind(rows, "FEE_ACCRUED", "SHARE_ACCRUED")]


def amounts(rows, kind):
    return [row[4] for row in of_kind(rows, kind)]


@engines
def test_q2_a_share_of_15_percent_for_24_months(engine):
    """Q-2: $300 a month on $24,000, $7,200 in all; each share is paid at the close at which it accrues."""
    rows = rows_of(Q10, [*SHARE, *terms(rate=0.15, share_months=24)], engine=engine)
    months = range(4, 28)
    assert of_kind(rows, "SHARE_ACCRUED") == [
        (30 * month, "SHARE_ACCRUED", PARTNER, DEAL, 30_000, 200_000, month - 3) for month in months
    ]
    assert of_kind(rows, "FEE_PAID") == [
        (30 * month, "FEE_PAID", PARTNER, DEAL, 30_000, 0, 1 if month < 16 else 2) for month in months
    ]
    assert sum(amounts(rows, "SHARE_ACCRUED")) == 720_000
    assert not of_kind(rows, "FEE_ACCRUED")


@engines
def test_a_share_ends_with_its_customer(engine):
    """$3,600: the customer leaves after twelve months."""
    rows = rows_of(Q10, [*SHARE, *terms(rate=0.15, share_months=24), f"{KIND}.churn_per_year=1.0"], engine=engine)
    assert amounts(rows, "SHARE_ACCRUED") == [30_000] * 12


@engines
def test_shares_wait_for_the_payout(engine):
    """Quarterly with a month's lag: close 7 pays what was payable before day 180: months 4, 5 and 6."""
    over = [*SHARE, *terms(rate=0.15, share_months=5), "payout.every_months=3", "payout.lag_months=1"]
    paid = of_kind(rows_of(Q10, over, engine=engine), "FEE_PAID")
    assert [(row[0], row[4]) for row in paid] == [(210, 30_000)] * 3 + [(300, 30_000)] * 2


@engines
def test_a_share_for_life_with_a_lower_rate_after_the_first_year(engine):
    """20% of $8,333.33 is $1,666.67 (of $8,333.34 too), 10% is $833.33."""
    over = [*SHARE, f"{KIND}.acv_median=100_000.0", *terms(rate=0.20, renewal_rate=0.10)]
    found = amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED")
    assert found == [166_667] * 12 + [83_333] * 45


@engines
def test_a_year_by_name_goes_before_the_renewal_rate(engine):
    over = [*SHARE, *terms(rate=0.20, renewal_rate=0.05, **{"later.year_3": 0.10})]
    assert amounts(rows_of(Q10, over, engine=engine), "SHARE_ACCRUED") == (
        [40_000] * 12 + [10_000] * 12 + [20_000] * 12 + [10_000] * 21
    )


GROWS = (f"{KIND}.expansion_probability=1.0", f"{KIND}.expansion_share=0.5")


@engines
def test_what_a_renewal_adds_has_a_rate_of_its_own_for_a_year(engine):
    """$24,000, then $36,000 and $54,000: 5% of what was there and 20% of what was added, in its first year.

    By month: 20% of 2,000 is 400.00; 5% of 2,000 and 20% of 1,000 are 300.00; 5% of 3,000 and 20% of 1,500 450.00.
    """
    rates = terms(rate=0.20, renewal_rate=0.05, expansion_rate=0.20)
    rows = rows_of(Q10, [*SHARE, *GROWS, *rates, "months=39"], engine=engine)
    assert amounts(rows, "SHARE_ACCRUED") == [40_000] * 12 + [30_000] * 12 + [45_000] * 12
    rows = rows_of(Q10, [*ONE, *GROWS, *rates, "months=39"], engine=engine)
    assert accrued(rows) == [(85, 480_000, 2_400_000, 1), (475, 360_000, 3_600_000, 2), (835, 540_000, 5_400_000, 3)]
    rows = rows_of(Q10, [*ONE, *GROWS, *terms(rate=0.20, expansion_rate=0.20), "months=39"], engine=engine)
    assert [row[1] for row in accrued(rows)] == [480_000, 240_000, 360_000]  # a fee is paid once, but for what is new


@engines
def test_a_referral_fee_goes_on_at_its_renewal_rate(engine):
    """R-70: 15% once, then 2% a year; a year by name goes before it, and the list of old files too."""
    renewal = terms(rate=0.15, renewal_rate=0.02)
    rows = rows_of(Q10, [*ONE, *renewal], engine=engine)
    assert accrued(rows) == [
        (85, 360_000, 2_400_000, 1),
        *((115 + 360 * y, 48_000, 2_400_000, y + 1) for y in (1, 2, 3, 4)),
    ]
    rows = rows_of(Q10, [*ONE, *renewal, *terms(later_rates=[0.1])], engine=engine)
    assert [row[1] for row in accrued(rows)] == [360_000, 240_000, 48_000, 48_000, 48_000]


@engines
def test_a_flat_sum_is_in_the_fee_and_beside_a_share(engine):
    """$500 and 10% of $24,000 are one entry of $2,900.00; beside a share of $200.00 it is an entry at the win."""
    rows = rows_of(Q10, [*ONE, *terms(rate=0.10, flat_fee=500)], engine=engine)
    assert accrued(rows) == [(85, 290_000, 2_400_000, 1)]
    rows = rows_of(Q10, [*SHARE, *terms(rate=0.10, flat_fee=500, share_months=2)], engine=engine)
    assert accrued(rows) == [(85, 50_000, 2_400_000, 1), (120, 20_000, 200_000, 1), (150, 20_000, 200_000, 2)]
    assert of_kind(rows, "FEE_PAID")[0] == (120, "FEE_PAID", PARTNER, DEAL, 50_000, 0, 1)


@engines
@pytest.mark.parametrize(
    ("least", "most", "share", "flat"),
    [(0, 0, 20_000, 5_000), (210, 0, 21_000, 21_000), (0, 45, 4_500, 4_500), (60, 150, 15_000, 6_000)],
)
def test_least_and_most_of_an_entry(engine, least, most, share, flat):
    """R-170: of each entry, the share of a month ($200.00) and the sum at the win ($50.00)."""
    over = terms(rate=0.10, flat_fee=50, share_months=1, fee_least=least, fee_most=most)
    assert [row[1] for row in accrued(rows_of(Q10, [*SHARE, *over], engine=engine))] == [flat, share]


@engines
def test_an_entry_of_nothing_has_no_least(engine):
    rows = rows_of(Q10, [*SHARE, *terms(rate=0.0, fee_least=100)], engine=engine)
    assert not accrued(rows)


RESALE = (*ONE, f"{KIND}.terms.model=resale", f"{KIND}.acv_median=50_000.0")


@engines
def test_q5_a_registered_resale_deal(engine):
    """Q-5: 35% and 5 points on list $50,000: margin $20,000, partner cost $30,000. A month of 4,166.66: 1,666.66."""
    rows = rows_of(Q10, [*RESALE, *terms(rate=0.35, registered_rate=0.05)], engine=engine)
    (won,) = of_kind(rows, "WON")
    assert won[4:6] == (3_000_000, 5_000_000)
    revenue = of_kind(rows, "REVENUE")[:12]
    assert [row[5] - row[4] for row in revenue] == [166_666, 166_667, 166_667] * 4
    assert sum(row[4] for row in revenue) == 3_000_000
    assert not accrued(rows)


@engines
def test_points_come_on_top_of_a_rate(engine):
    """15% and 5 points of $24,000; later years without a rate have no points, those with one do."""
    rows = rows_of(Q10, [*ONE, *terms(rate=0.15, registered_rate=0.05)], engine=engine)
    assert accrued(rows) == [(85, 480_000, 2_400_000, 1)]
    rows = rows_of(Q10, [*ONE, *terms(rate=0.15, registered_rate=0.05, **{"later.year_3": 0.01})], engine=engine)
    assert accrued(rows)[1:] == [(835, 144_000, 2_400_000, 3)]
    assert not accrued(rows_of(Q10, [*ONE, *terms(rate=0.0, registered_rate=0.05)], engine=engine))


@engines
def test_a_margin_at_renewals_on_what_they_add_and_its_least(engine):
    """25% new and 12% renewed of $24,000: 500.00 and 240.00 a month; 25% of an added 1,000: 250.00 more for a year."""
    rates = terms(rate=0.25, renewal_rate=0.12)
    margins = kept(rows_of(Q10, [*RESALE, f"{KIND}.acv_median=24_000.0", *rates], engine=engine))
    assert margins == [50_000] * 12 + [24_000] * 45
    over = [*RESALE, f"{KIND}.acv_median=24_000.0", *rates, *terms(expansion_rate=0.25), *GROWS, "months=27"]
    assert kept(rows_of(Q10, over, engine=engine)) == [50_000] * 12 + [49_000] * 12
    over = [*over, *terms(fee_least=495.0), 'vendor.resale_booking="gross"']
    rows = rows_of(Q10, over, engine=engine)
    assert amounts(rows, "RESALE_MARGIN") == [50_000] * 12 + [49_500] * 12


def kept(rows):
    """List less booked revenue, by month."""
    return [row[5] - row[4] for row in of_kind(rows, "REVENUE")]


@engines
def test_the_booked_contract_value_has_twelve_entries(engine):
    """10% of $24,000 is 200.00 a month; at least 230.00 makes it 2,760.00 a year."""
    over = [*RESALE, f"{KIND}.acv_median=24_000.0", *terms(rate=0.10, fee_least=230.0)]
    rows = rows_of(Q10, over, engine=engine)
    assert [row[4] for row in of_kind(rows, "WON")] == [2_400_000 - 276_000]
    assert kept(rows)[:12] == [23_000] * 12


@engines
@pytest.mark.parametrize("line", ["small", "large"])
def test_each_leaf_comes_from_the_line_or_from_the_terms(engine, line):
    """The line has a rate of 30% and a sum of 10.00 of its own; months of the share are those of the terms."""
    shares = f"{KIND}.segments={{ small = {float(line == 'small')}, large = {float(line == 'large')} }}"
    over = [*SHARE, shares, *terms(rate=0.10, share_months=2, lines="{ large = { rate = 0.30, flat_fee = 10 } }")]
    found = [row[1] for row in accrued(rows_of(Q10, over, engine=engine))]
    assert found == ([1_000, 60_000, 60_000] if line == "large" else [20_000, 20_000])


@engines
def test_a_lines_own_renewal_rate_goes_before_the_years_of_the_terms(engine):
    over = [*ONE, f"{KIND}.segments={{ only = 1.0 }}", *terms(rate=0.20, **{"later.year_2": 0.10})]
    assert [row[1] for row in accrued(rows_of(Q10, over, engine=engine))] == [480_000, 240_000]
    own = [*over, *terms(lines="{ only = { renewal_rate = 0.01 } }")]
    assert [row[1] for row in accrued(rows_of(Q10, own, engine=engine))] == [480_000] + [24_000] * 4


@engines
@pytest.mark.parametrize(("pays", "months"), [("true", 57), ("false", 0)])
def test_a_departed_partner_is_paid_as_the_scenario_says(engine, pays, months):
    """The program ends in month 3, before the customer is live."""
    over = [*SHARE, *terms(rate=0.10), "sunset.month=3", "sunset.sourced_share=1.0"]
    rows = rows_of(Q10, [*over, f"departure.pay_after_departure={pays}"], engine=engine)
    assert len(of_kind(rows, "DISMISSED")) == 1
    assert amounts(rows, "SHARE_ACCRUED") == [20_000] * months


@engines
def test_q6_five_hundred_customers(engine):
    """Q-6: $50,000 a month at $100 and 25% are 500 customers, $12,500 a month and $300 a year for each."""
    crowd = [f"{KIND}.established.customers=500.0", f"{KIND}.established.arr_median=1_200.0", f"{KIND}.accounts=500.0"]
    over = [*terms(model="share", rate=0.25, later_rates=[]), "months=12", "gate.month=12"]
    rows = rows_of(BEFORE, [*crowd, *over, f"{KIND}.opportunities_per_month=0.0"], engine=engine)
    assert len(of_kind(rows, "STARTED_CUSTOMER")) == 500
    months, customers = Counter(), Counter()
    for day, _, _, deal, cents, *_ in of_kind(rows, "SHARE_ACCRUED"):
        months[day // 30] += cents
        customers[deal] += cents
    assert set(months.values()) == {1_250_000}
    assert len(months) == 12
    assert set(customers.values()) == {30_000}
    assert sum(row[4] for row in of_kind(rows, "REVENUE") if row[0] == 30) == 5_000_000
