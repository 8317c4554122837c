"""Ledgers of both engines against the second version: fees of wins and renewals, and the payments of every partner.

The engines have one calendar for all kinds, no holdback, no minimum, and take nothing back.
"""

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.scenario.load import load_scenario
from tests.blind.card import Agreement, rate_of_year
from tests.blind.money import cents
from tests.blind.settlement import Entry, Promise, settle

SCENARIO = Path(__file__).parents[2] / "scenarios/coach_ready.toml"
MONTHS = 48
YEARS = {2: Fraction(501, 10_000), 3: Fraction(33, 10_000)}
AGREEMENT = Agreement("referral", {"rate": Fraction(1_237, 10_000)}, later=YEARS)
OVERRIDES = [
    f"archetypes.{kind}.terms.{leaf}"
    for kind in ("referral", "technology", "alliance")
    for leaf in ("rate=0.1237", "later_rates=[0.0501, 0.0033]")
]
ENDS = {Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED, Kind.PILOT_FAILED}
NEVER = 10**6
CASES = [
    (Promise("go_live", every=3, lag=1), True),
    (Promise("go_live", every=1, lag=2), False),
    (Promise("signature", every=1), False),
    (Promise("signature", every=12, lag=1), True),
]


@pytest.fixture(scope="module", params=["reference", "compiled"])
def rows_of(request):
    """Rows of a future with a calendar of payouts, and with or without pay after departure."""

    def run(promise, pays_the_departed, future):
        overrides = [
            *OVERRIDES,
            f"payout.every_months={promise.every}",
            f"payout.lag_months={promise.lag}",
            f'payout.trigger="{promise.trigger}"',
            f"departure.pay_after_departure={str(pays_the_departed).lower()}",
        ]
        ledger, _, _ = ledger_of(load_scenario(SCENARIO, overrides), 3, future, 0, request.param)
        return [(day, Kind(kind), *rest) for day, kind, *rest in ledger.array().tolist()]

    return run


def earned(rows, pays_the_departed):
    """Fees by (partner, deal, contract year) with their day, from wins, renewals and expansions alone."""
    fees, gone, arr, year = {}, set(), {}, {}
    paid_by_fee = {partner for _, kind, partner, *_ in rows if kind == Kind.FEE_ACCRUED}
    for day, kind, partner, code, amount, listed, detail in rows:
        deal = partner, code
        if kind in ENDS:
            gone.add(partner)
        elif kind == Kind.WON:
            arr[deal], year[deal] = listed, 1
        elif kind == Kind.RENEWED:
            year[deal] = detail
        elif kind == Kind.EXPANDED:
            arr[deal] += amount
        if kind in (Kind.WON, Kind.RENEWED, Kind.EXPANDED) and partner in paid_by_fee:
            fee = cents(arr[deal] * rate_of_year(AGREEMENT, "", "", year[deal]))
            if fee and (pays_the_departed or partner not in gone):
                fees[*deal, year[deal]] = day, fee
    return fees


@pytest.mark.parametrize(("promise", "pays_the_departed"), CASES)
@pytest.mark.parametrize("future", [0, 1])
def test_fees_and_payments_of_a_future(rows_of, promise, pays_the_departed, future):
    """Every fee as earned, and every partner's payments month by month, to the cent."""
    rows = rows_of(promise, pays_the_departed, future)
    fees = earned(rows, pays_the_departed)
    accrued = {(who, deal, year): (day, fee) for day, kind, who, deal, fee, _, year in rows if kind == Kind.FEE_ACCRUED}
    assert accrued == fees
    assert {year for _, _, year in fees} == {1, 2, 3}

    live = {(who, deal): day for day, kind, who, deal, *_ in rows if kind == Kind.GO_LIVE}
    entries = defaultdict(list)
    for (partner, deal, year), (day, fee) in fees.items():
        starts = live.get((partner, deal), NEVER) if year == 1 and promise.trigger == "go_live" else day
        entries[partner].append(Entry(day, fee, starts))
    paid = defaultdict(lambda: [0] * MONTHS)
    for day, kind, partner, _, amount, *_ in rows:
        if kind == Kind.FEE_PAID:
            paid[partner][day // 30 - 1] += amount
    assert len(entries) > 20
    assert {partner: settle(entries[partner], promise, MONTHS).paid for partner in paid} == dict(paid)
    assert all(not any(settle(entries[partner], promise, MONTHS).paid) for partner in set(entries) - set(paid))
