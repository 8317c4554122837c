"""Claims: whose deal it was, the whole table as deals of a scenario, what each class pays, and what it counts."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.scenario.load import load_scenario

from ..engines.cases import FIELDS, SMALL, both
from ..rules.test_attribution import SUPPORT, TABLE

HAND = Path(__file__).parents[1] / "hand" / "q1.toml"
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
engines = pytest.mark.parametrize("engine", ["reference", "compiled"])
OWN = "archetypes.referral"
FIXED = (
    f"{OWN}.first_contact_days=20", f"{OWN}.cycle_median_days=60", f"{OWN}.cycle_sigma=0", f"{OWN}.win_probability=1",
)  # fmt: skip
"""First contact 20 days before the opportunity is qualified, a decision 60 days after it."""


def registers(after: int, valid: int) -> tuple[str, ...]:
    """A claim for sure, so many days after the first contact."""
    return (
        f"registration={{ valid_days={valid} }}", f"{OWN}.registration_probability=1",
        f"{OWN}.registration_delay_days={after}", f"{OWN}.registration_delay_least_days={after}",
    )  # fmt: skip


def meets(day: int) -> tuple[str, ...]:
    """Direct sales for sure, so many days after the opportunity is qualified."""
    return (
        f"conflict={{ engagement_from_days={day}, engagement_to_days={day} }}", f"{OWN}.direct_overlap_probability=1",
    )  # fmt: skip


CLAIMS = {
    "in time": registers(5, 90),
    "late": registers(10, 90),
    "expired": registers(5, 30),
    "none": ("registration={ valid_days=90 }",),
}
DIRECT = {"never": (), "later": meets(10), "before": meets(-30)}
GIVEN = {
    "mention": (f"{OWN}.mention_probability=1",),
    "documented": (),
    "nothing": (f"{OWN}.support_probability=0",),
}
READINGS = ("all", "strict", "broad")
ROWS = [
    pytest.param(claim, direct, support, reading, classes[place], id=f"{claim}, direct {direct}, {support}: {reading}")
    for (claim, direct), by_support in TABLE.items()
    for support, classes in zip(SUPPORT, by_support, strict=True)
    for place, reading in enumerate(READINGS)
]


@cache
def rows_of(over: tuple[str, ...], engine: str, file: Path = HAND) -> Any:
    return ledger_of(load_scenario(file, over), 1, 0, 0, engine)[0].rows


def reading_of(claim: str, direct: str, support: str, reading: str) -> tuple[str, ...]:
    """A deal of a row in a reading: the test 'all' asks for claims alone, and others are refused beside it."""
    if reading == "all":
        return (*FIXED, *CLAIMS[claim])
    rules = f"attribution={{ test='rules', influence='{reading}' }}"
    return (*FIXED, *CLAIMS[claim], *DIRECT[direct], *GIVEN[support], rules)


@engines
@pytest.mark.parametrize(("claim", "direct", "support", "reading", "class_"), ROWS)
def test_each_row_of_the_table_is_a_deal(claim, direct, support, reading, class_, engine):
    rows = rows_of(reading_of(claim, direct, support, reading), engine)
    assert [row[DETAIL] // 2 for row in rows if row[KIND] == Kind.WON] == [class_]
    assert {row[DETAIL] for row in rows if row[KIND] == Kind.REVENUE} == {class_}


def test_there_are_three_readings_of_36_rows():
    assert len(ROWS) == 3 * 36


@engines
def test_q_4_through_a_scenario(engine):
    """R-81: 25% of $100,000 is $25,000, of which an influenced deal pays half: $12,500.00."""
    over = (*FIXED, *DIRECT["before"], f"{OWN}.terms.rate=0.25", f"{OWN}.acv_median=100_000.0", f"{OWN}.acv_sigma=0")
    rows = rows_of((*over, "attribution={ test='rules', influenced_pay_share=0.5 }"), engine)
    assert [row[AMOUNT] for row in rows if row[KIND] == Kind.FEE_ACCRUED] == [1_250_000]


@engines
def test_registered_on_a_day_that_may_lie_before_the_opportunity(engine):
    """The row says how long after the first contact; a claim is alive from its approval on."""
    (row,) = [row for row in rows_of((*FIXED, *CLAIMS["in time"]), engine) if row[KIND] == Kind.REGISTERED]
    qualified = [row for row in rows_of(FIXED, engine) if row[KIND] == Kind.QUALIFIED]
    assert (row[DAY], row[DETAIL]) == (qualified[0][DAY], 5)


@engines
@pytest.mark.parametrize(("approval", "valid", "renewals", "class_"), [
    (75, 90, 0, 0), (76, 90, 0, 1), (0, 75, 0, 1), (0, 76, 0, 0), (0, 38, 1, 0), (0, 37, 1, 1), (15, 61, 0, 0),
    (15, 60, 0, 1),
])  # fmt: skip
def test_a_claim_counts_from_its_approval_for_its_days_with_renewals(approval, valid, renewals, class_, engine):
    """Submitted 75 days before the decision."""
    claim = f"registration={{ valid_days={valid}, approval_days={approval}, renewals={renewals} }}"
    rows = rows_of((*FIXED, *registers(5, 1)[1:], claim), engine)
    assert [row[DETAIL] // 2 for row in rows if row[KIND] == Kind.WON] == [class_]


@engines
@pytest.mark.parametrize(("least", "claims"), [(24_000.0, 1), (24_000.01, 0)])
def test_small_deals_are_not_registered(least, claims, engine):
    claim = f"registration={{ valid_days=90, least_acv={least} }}"
    rows = rows_of((*FIXED, *registers(5, 1)[1:], f"{OWN}.acv_sigma=0", claim), engine)
    assert sum(row[KIND] == Kind.REGISTERED for row in rows) == claims


@engines
def test_a_phase_opens_registration(engine):
    """In the first phase nobody registers; from the second on partners do, and what is theirs counts in its share."""
    over = ("registration={ valid_days=90 }", *both("registration_probability=1"), "phases.pilot.opens=[]")
    rows = rows_of((*over, "phases.scale.entry_partners_won=1"), engine, SMALL)
    entered = [row[DAY] for row in rows if row[KIND] == Kind.PHASE_ENTERED]
    assert len(entered) == 2
    registered = {row[DAY] for row in rows if row[KIND] == Kind.REGISTERED}
    qualified = {row[DAY] for row in rows if row[KIND] == Kind.QUALIFIED}
    assert registered == {day for day in qualified if day >= entered[1]}
    assert min(qualified) < entered[1] <= max(qualified)


PAID = {
    "fee": "terms={ model='referral', rate=0.2, renewal_rate=0.1, later_rates=[], registered_rate=0.05, flat_fee=100 }",
    "share": "terms={ model='share', rate=0.2, later_rates=[], registered_rate=0.05, flat_fee=100.0, share_months=2 }",
    "margin": "terms={ model='resale', rate=0.2, renewal_rate=0.1, later_rates=[], registered_rate=0.05 }",
    "services": "terms={ model='referral', rate=0.0, later_rates=[], services_rate=0.1 }",
}
OF_CLASS = {
    "registered": (*CLAIMS["in time"], "attribution={ test='rules' }"),
    "unregistered": (*CLAIMS["late"], "attribution={ test='rules', unregistered_pay_share=0.25 }"),
    "influenced": (*CLAIMS["in time"], *DIRECT["before"], "attribution={ test='rules', influenced_pay_share=0.5 }"),
    "fulfilled": (*CLAIMS["in time"], *GIVEN["mention"], "attribution={ test='rules', none_pay_share=0.1 }"),
    "for nothing": (*CLAIMS["in time"], *GIVEN["mention"], "attribution={ test='rules' }"),
}
FORMS = {"fee": Kind.FEE_ACCRUED, "share": Kind.SHARE_ACCRUED, "services": Kind.SERVICES_FEE_ACCRUED}
PAY = {
    # fees of two years on 24,000.00 with the sum; two months' shares of 2,000.00; services of half the ACV
    ("fee", "registered"): [600_000 + 10_000, 360_000],
    ("fee", "unregistered"): [(480_000 + 10_000) // 4, 240_000 // 4],
    ("fee", "influenced"): [245_000, 120_000],
    ("fee", "fulfilled"): [49_000, 24_000],
    ("fee", "for nothing"): [],
    ("share", "registered"): [50_000] * 2,
    ("share", "unregistered"): [10_000] * 2,
    ("share", "influenced"): [20_000] * 2,
    ("share", "fulfilled"): [4_000] * 2,
    ("share", "for nothing"): [],
    ("services", "registered"): [120_000],
    ("services", "unregistered"): [30_000],
    ("services", "influenced"): [60_000],
    ("services", "fulfilled"): [12_000],
    ("services", "for nothing"): [],
}


def priced(form: str, class_: str) -> tuple[str, ...]:
    sure = (f"{OWN}.acv_sigma=0", f"{OWN}.churn_per_year=0", f"{OWN}.early_cancel_probability=0")
    grown = (f"{OWN}.expansion_probability=0", f"{OWN}.services_share=0.5", "bonuses.some={ amount=70.0 }", "months=36")
    return (*FIXED, *sure, *grown, f"{OWN}.{PAID[form]}", *OF_CLASS[class_])


@engines
@pytest.mark.parametrize(("form", "class_"), PAY)
def test_every_form_of_pay_has_the_share_of_its_class_and_points_are_for_registered_deals(form, class_, engine):
    rows = rows_of(priced(form, class_), engine)
    assert [row[AMOUNT] for row in rows if row[KIND] == FORMS[form]][: len(PAY[form, class_]) or 9] == PAY[form, class_]


@engines
@pytest.mark.parametrize(
    ("class_", "years"),
    [
        ("registered", (600_000, 360_000)),  # 25% with its points, then 15%
        ("unregistered", (120_000, 60_000)),  # a quarter of 20%, of 10%
        ("influenced", (240_000, 120_000)),
        ("fulfilled", (48_000, 24_000)),
        ("for nothing", (0, 0)),
    ],
)
def test_a_margin_has_it_in_its_rate(class_, years, engine):
    rows = rows_of(priced("margin", class_), engine)
    margins = [row[LIST] - row[AMOUNT] for row in rows if row[KIND] == Kind.REVENUE]
    assert (sum(margins[:12]), sum(margins[12:24])) == years
    (won,) = [row for row in rows if row[KIND] == Kind.WON]
    assert won[LIST] - won[AMOUNT] == years[0]


@engines
@pytest.mark.parametrize(("class_", "sums"), [("registered", 1), ("fulfilled", 1), ("for nothing", 0)])
def test_a_bonus_is_paid_in_full_where_the_class_is_paid(class_, sums, engine):
    rows = rows_of(priced("fee", class_), engine)
    assert [row[AMOUNT] for row in rows if row[KIND] == Kind.BONUS_ACCRUED] == [7_000] * sums


# ---------------------------------------------------------------- What a class counts, from the rows by other code

MIXED = (
    "registration={ valid_days=60, renewals=1, approval_days=3 }",
    "attribution={ test='rules', unregistered_credit_share=0.6, influenced_credit_share=0.3, none_credit_share=0.2 }",
    *(
        f"archetypes.{name}.{setting}"
        for name in ("referrer", "reseller")
        for setting in (
            "registration_probability=0.6", "registration_delay_days=20", "direct_overlap_probability=0.5",
            "support_probability=0.6", "mention_probability=0.15",
        )
    ),
)  # fmt: skip
CREDIT = {0: (10_000, 10_000), 1: (6_000, 6_000), 2: (0, 3_000), 3: (0, 2_000)}
"""Of each class, what counts as sourced and as credited."""


@engines
def test_deals_and_revenue_by_class(engine):
    scenario = load_scenario(FIELDS, MIXED)
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    months = scenario.months
    deals, revenue = np.zeros((4, months), int), np.zeros((4, months), int)
    for row in ledger.rows:
        if row[KIND] == Kind.WON:
            deals[row[DETAIL] // 2, row[DAY] // 30] += 1
        elif row[KIND] == Kind.REVENUE:
            revenue[row[DETAIL], row[DAY] // 30 - 1] += row[AMOUNT]
    assert deals.sum(axis=1).min() > 0
    names = ("registered", "unregistered", "influenced", "fulfilled")
    for place, name in enumerate(names):
        assert list(found[f"{name}_deals"]) == deals[place].tolist()
    for place, name in enumerate(("registered", "unregistered", "supported", "fulfilled")):
        assert list(found[f"{name}_revenue"]) == revenue[place].tolist()
    assert (found["recruited_revenue"] == revenue.sum(axis=0)).all()
    parts = [[(cents * bps + 5_000) // 10_000 for cents in revenue[class_].tolist()] for class_, bps in (
        (1, 6_000), (2, 3_000), (3, 2_000))]  # fmt: skip
    touched = [(cents * 2_500 + 5_000) // 10_000 for cents in found["influenced_revenue"].tolist()]
    sourced = [sum(one) for one in zip(found["roster_revenue"].tolist(), revenue[0].tolist(), parts[0], strict=True)]
    assert found["sourced_revenue"].tolist() == sourced
    credited = [sum(one) for one in zip(sourced, parts[1], parts[2], touched, strict=True)]
    assert found["credited_revenue"].tolist() == credited
    registered = Counter(row[DAY] // 30 for row in ledger.rows if row[KIND] == Kind.REGISTERED)
    qualified = Counter(row[DAY] // 30 for row in ledger.rows if row[KIND] == Kind.QUALIFIED)
    for name, counted in (("registered_opportunities", registered), ("registrable_opportunities", qualified)):
        assert found[name].tolist() == [counted[month] for month in range(months)]


@engines
@pytest.mark.parametrize(("test", "other"), [("all", "rules"), ("rules", "all")])
def test_the_other_test_counts_the_same_futures_again(test, other, engine):
    """With equal pay for all classes the futures are the same, and so is what the other test counts in them."""
    over = (
        "registration={ valid_days=40 }",
        *(f"archetypes.{name}.registration_probability=0.7" for name in ("referrer", "reseller")),
        *(f"archetypes.{name}.registration_delay_days=20" for name in ("referrer", "reseller")),
    )
    stated = "attribution={{ test='{}', unregistered_credit_share=0.3 }}"
    found = []
    for one in (test, other):
        scenario = load_scenario(FIELDS, (*over, stated.format(one)))
        found.append(ledger_metrics(scenario, *ledger_of(scenario, 3, 0, 0, engine)))
    there, here = found
    for name in ("sourced_revenue", "credited_revenue"):
        assert (there[f"other_test_{name}"] == here[name]).all()
        assert (here[f"other_test_{name}"] == there[name]).all()
    assert (there["sourced_revenue"] != here["sourced_revenue"]).any()


def test_a_scenario_without_claims_has_none_of_it():
    rows = rows_of((), "reference", SMALL)
    assert {row[DETAIL] for row in rows if row[KIND] == Kind.REVENUE} == {0}
    assert {row[DETAIL] for row in rows if row[KIND] == Kind.WON} <= {0, 1}
    assert not [row for row in rows if row[KIND] == Kind.REGISTERED]
