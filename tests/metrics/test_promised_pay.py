"""The run-off pays what terms promise after the horizon: shares month by month, and margins that change at renewals.

One customer without chance, live from month 4 on; what is due after the horizon, worked out here by other code.
"""

import pytest

from sim.experiment.replication import ledger_of
from sim.experiment.run import simulate
from sim.scenario.load import load_scenario

from ..engines.cases import HAND

Q10 = HAND.parent / "q10.toml"
KIND = "archetypes.referral"
ONE = (
    f"{KIND}.acv_median=24_000.0", f"{KIND}.terms.later_rates=[]", f"{KIND}.pay_elasticity=0.0",
    "finance.discount_rate=0.1", "finance.runoff_months=30", "finance.runoff_expansion=0.5",
    f"{KIND}.expansion_share=0.5",
)  # fmt: skip
SHARE = (*ONE, f"{KIND}.terms.model=share", f"{KIND}.terms.rate=0.15")
RESALE = (*ONE, f"{KIND}.terms.model=resale", f"{KIND}.terms.rate=0.25", "vendor.payment_delay_months=2")


def due(*changes, engine="compiled"):
    ledger, twin, _ = ledger_of(load_scenario(Q10, changes), 1, 0, 0, engine)
    assert not twin.pay_due
    found = [0] * 30
    for (_, after), cents in ledger.pay_due.items():
        found[after - 1] = cents
    return found


def runoff(*changes):
    return int(simulate(load_scenario(Q10, changes), runs=1, futures=1, workers=1).totals["npv_of_runoff"][0])


def horizon(months):
    return f"months={months}", f"gate.month={months}"


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_share_is_due_up_to_its_last_month(engine):
    """At the close of month 18 fifteen of 24 months are over."""
    assert due(*SHARE, *horizon(18), f"{KIND}.terms.share_months=24", engine=engine) == [30_000] * 9 + [0] * 21
    assert due(*SHARE, *horizon(18), f"{KIND}.terms.share_months=15", engine=engine) == [0] * 30
    renewed = due(*SHARE, *horizon(18), f"{KIND}.terms.renewal_rate=0.05", engine=engine)
    assert renewed == [10_000] * 30


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_rates_of_the_years_to_come(engine):
    """At the close of month 10 seven months of the first year are over; the next years begin 6, 18 and 30 months on."""
    over = (*SHARE, *horizon(10), f"{KIND}.terms.later.year_2=0.10", f"{KIND}.terms.renewal_rate=0.05")
    assert due(*over, engine=engine) == [30_000] * 5 + [20_000] * 12 + [10_000] * 12 + [10_000]
    margins = due(*RESALE, *horizon(10), f"{KIND}.terms.renewal_rate=0.12", engine=engine)
    assert margins == [50_000] * 5 + [24_000] * 25
    assert due(*RESALE, *horizon(10), engine=engine) == [0] * 30, "one rate of every list price is in its margin"
    fees = due(*ONE, *horizon(10), f"{KIND}.terms.renewal_rate=0.02", engine=engine)
    assert {place + 1: cents for place, cents in enumerate(fees) if cents} == {6: 48_000, 18: 48_000, 30: 48_000}


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_what_the_last_renewal_added_keeps_its_rate_to_the_end_of_its_year(engine):
    """$36,000 at close 18, of which $12,000 are new: 15% of 2,000 and 30% of 1,000 a month, then 15% of 3,000."""
    over = (*SHARE, *horizon(18), f"{KIND}.expansion_probability=1.0", f"{KIND}.terms.expansion_rate=0.3")
    assert due(*over, engine=engine) == [60_000] * 9 + [45_000] * 21


@pytest.mark.parametrize("churn", [0.0, 0.2])
@pytest.mark.parametrize(
    ("terms", "before", "after", "delay", "change"),
    [
        (SHARE, "share_months=7", "share_months=24", 1, dict.fromkeys(range(1, 18), 30_000)),
        (ONE, "renewal_rate=0.0", "renewal_rate=0.02", 1, {6: 48_000, 18: 48_000, 30: 48_000}),
        (RESALE, "later.year_2=0.25", "later.year_2=0.12", 2, dict.fromkeys(range(6, 18), -26_000)),
    ],
)
def test_the_value_of_what_is_due(churn, terms, before, after, delay, change):
    """Pay of each month as customers leave, discounted when it is paid; up to the horizon nothing differs."""
    common = (
        *terms, *horizon(10), f"{KIND}.churn_per_year={churn}", f"{KIND}.expansion_probability=0.0",
        "departure.orphan_churn_odds_multiplier=2.0", "payout.lag_months=1", "payout.every_months=1",
    )  # fmt: skip
    found = [runoff(*common, f"{KIND}.terms.{one}") for one in (before, after)]
    odds = 2.0 * churn / (1 - churn)
    kept = 1 - odds / (1 + odds)
    worth = sum(cents * kept ** (i / 12) * 1.1 ** (-(10 + delay + i) / 12) for i, cents in change.items())
    assert found[1] - found[0] == pytest.approx(-worth, abs=2)
