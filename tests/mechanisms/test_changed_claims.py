"""Levers of claims that take other values from a month on: a claim keeps its own, a deal its pay, months their credit.

The deal of ``test_claim`` is qualified on day 55, 20 days after the first contact, and decided on day 115; months 3, 4
and 5 open on days 60, 90 and 120.
"""

import pytest

from sim.analysis.trace.trace import trace
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.metrics.declared import metric_set_of
from sim.report.agreement.agreement import Agreement
from sim.report.agreement.changes import change_sentences
from sim.report.agreement.dates import dates_of
from sim.report.trace.claims import claim_text
from sim.rules.attribution import RULES, STRICT, class_of_deal
from sim.scenario.lint import red_flags
from sim.scenario.load import ScenarioError, load_scenario
from sim.units import month_of

from ..engines.cases import FIELDS, SMALL, both
from .test_changes import change
from .test_claim import AMOUNT, DAY, DEAL, DETAIL, FIXED, KIND, LIST, MIXED, OWN, PARTNER, engines, registers, rows_of
from .test_conflict import COMMON, REGISTERING, THIRTY

RULED = "attribution={ test='rules' }"


def class_by(engine, *over):
    (found,) = [row[DETAIL] // 2 for row in rows_of((*FIXED, *over), engine) if row[KIND] == Kind.WON]
    return found


# ---------------------------------------------------------------- A claim keeps what was agreed as it was made

KEPT = {
    "validity": ("registration={ valid_days=90 }", "registration.valid_days=30", 0, 1),
    "renewals": ("registration={ valid_days=45, renewals=1 }", "registration.renewals=0", 0, 1),
    "renewals more": ("registration={ valid_days=45 }", "registration.renewals=1", 1, 0),
    "approval": ("registration={ valid_days=90 }", "registration.approval_days=80", 0, 1),
    "least value": ("registration={ valid_days=90 }", "registration.least_acv=100000.0", 0, 1),
}


@engines
@pytest.mark.parametrize("case", KEPT)
def test_a_claim_keeps_what_was_agreed_on_the_day_of_its_qualification(case, engine):
    stated, changed, before, after = KEPT[case]
    over = (*registers(5, 90)[1:], stated)
    assert class_by(engine, *over) == before
    assert class_by(engine, *over, change(3, changed)) == before
    assert class_by(engine, *over, change(2, changed)) == after


@engines
def test_whether_a_claim_is_in_time_is_asked_on_the_day_of_the_decision(engine):
    """Registered 10 days after the first contact: with direct sales there the class tells."""
    over = (*registers(10, 90), RULED)
    assert class_by(engine, *over) == 1
    assert class_by(engine, *over, change(4, "attribution.within_days=10")) == 0
    assert class_by(engine, *over, change(5, "attribution.within_days=10")) == 1


@engines
def test_days_of_direct_sales_are_those_of_the_qualification(engine):
    """In time on day 40; direct sales come on day 65, or 25, before the claim: then the deal is influenced."""
    met = ("conflict={ engagement_from_days=10, engagement_to_days=10 }", f"{OWN}.direct_overlap_probability=1")
    over, earlier = (*registers(5, 90), RULED, *met), "conflict={ engagement_from_days=-30, engagement_to_days=-30 }"
    assert class_by(engine, *over) == 0
    assert class_by(engine, *over, change(3, earlier)) == 0
    assert class_by(engine, *over, change(2, earlier)) == 2


@engines
def test_protection_is_that_of_the_claim(engine):
    """Direct sales come on day 65, 25 days after the approval, the decision is on day 115."""
    met = (
        "conflict={ engagement_from_days=10, engagement_to_days=10, protected_odds_multiplier=0.01, "
        "unprotected_odds_multiplier=100 }",
        f"{OWN}.direct_overlap_probability=1", f"{OWN}.conflict_probability=0.5",
    )  # fmt: skip
    over = (*registers(5, 90)[1:], *met, "registration={ valid_days=90, protection_days=26 }")
    is_lost = [
        any(row[KIND] == Kind.LOST_TO_CONFLICT for row in rows_of((*FIXED, *over, *more), engine))
        for more in (
            (),
            (change(3, "registration.protection_days=25"),),
            (change(2, "registration.protection_days=25"),),
        )
    ]
    assert is_lost == [False, False, True]


def test_an_account_is_split_as_was_agreed_as_it_was_found():
    """Parts of 80% and 20% of what was qualified before the change, of 60% and 40% since, whenever it is won."""
    settled = "conflict={ settlement='split', split_share=0.8 }"
    over = (*THIRTY, *REGISTERING, COMMON, settled, change(9, "conflict.split_share=0.6"))
    rows, alone = (rows_of(one, "compiled", SMALL) for one in (over, (*THIRTY, *REGISTERING)))
    value = {row[PARTNER : DEAL + 1]: row[LIST] for row in alone if row[KIND] == Kind.WON}
    found_on = {row[PARTNER : DEAL + 1]: row[DAY] for row in rows if row[KIND] == Kind.COLLIDED}
    late = 0
    for row in rows:
        name = row[PARTNER : DEAL + 1]
        if row[KIND] == Kind.WON and name in found_on:
            share, is_new = row[LIST] / value[name], found_on[name] >= 240
            assert min(abs(share - one) for one in ((0.6, 0.4) if is_new else (0.8, 0.2))) < 1e-4
            late += not is_new and row[DAY] >= 240
    assert late > 10


@engines
def test_the_direct_rep_is_credited_as_on_the_day_of_the_win(engine):
    """8% of $24,000: half of it until day 120, then nothing."""
    conflict = "conflict={ direct_credit_share=0.5, direct_commission_rate=0.08 }"
    over = (*FIXED, f"{OWN}.acv_sigma=0", conflict)
    for month, cost in ((5, [96_000]), (4, [])):
        rows = rows_of((*over, change(month, "conflict.direct_credit_share=0.0")), engine)
        assert [row[AMOUNT] for row in rows if row[KIND] == Kind.COST_SPLIT_CREDIT] == cost


@engines
def test_credit_that_begins_with_a_change_is_a_cost_of_the_program(engine):
    over = ("conflict={ direct_commission_rate=0.08 }", change(9, "conflict.direct_credit_share=0.5"))
    scenario = load_scenario(FIELDS, over)
    assert "split_credit_cost" in metric_set_of(scenario)
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    cost = ledger_metrics(scenario, ledger, twin, parameters)["split_credit_cost"]
    assert not cost[:8].any()
    won = sum((row[LIST] * 800 + 5_000) // 10_000 for row in ledger.rows if row[KIND] == Kind.WON and row[DAY] >= 240)
    assert abs(int(cost.sum()) - won / 2) < 100


# ---------------------------------------------------------------- A deal keeps its part of pay with its terms

LATE = (*registers(10, 90), "attribution={ test='rules', unregistered_pay_share=0.8 }")
SURE = (f"{OWN}.acv_sigma=0", f"{OWN}.churn_per_year=0", f"{OWN}.early_cancel_probability=0", "months=36",
        f"{OWN}.expansion_probability=0")  # fmt: skip
FEE = "terms={{ model='referral', rate=0.2, renewal_rate=0.1, later_rates=[], read='{}' }}"
HALF = "attribution.unregistered_pay_share=0.5"
ALL, HALF_OF_IT = (384_000, 192_000), (240_000, 120_000)
"""Fees of years 1 and 2 on $24,000.00: 20% and 10%, of which 80%, or half."""
READ = {
    ("win", 4, False): HALF_OF_IT,
    ("win", 5, False): ALL,
    ("win", 5, True): (ALL[0], HALF_OF_IT[1]),
    ("renewal", 5, False): (ALL[0], HALF_OF_IT[1]),
}


@engines
@pytest.mark.parametrize(("read", "month", "retroactive"), READ)
def test_a_fee_has_the_part_of_the_day_on_which_its_terms_were_read(read, month, retroactive, engine):
    over = (*FIXED, *SURE, *LATE, f"{OWN}.{FEE.format(read)}", change(month, HALF, retroactive=retroactive))
    rows = rows_of(over, engine)
    assert tuple(row[AMOUNT] for row in rows if row[KIND] == Kind.FEE_ACCRUED)[:2] == READ[read, month, retroactive]


@engines
@pytest.mark.parametrize(
    ("read", "retroactive", "parts"),
    [("win", False, (8_000, 8_000)), ("win", True, (8_000, 5_000)), ("accrual", False, (8_000, 5_000))],
)
def test_a_share_and_a_margin_have_it_month_by_month(read, retroactive, parts, engine):
    """20% of $2,000.00 a month is $400.00; the change opens month 9, on day 240."""
    late = change(9, HALF, retroactive=retroactive)
    share = f"{OWN}.terms={{ model='share', rate=0.2, later_rates=[], read='{read}' }}"
    rows = rows_of((*FIXED, *SURE, *LATE, share, late), engine)
    paid = {row[DAY]: row[AMOUNT] for row in rows if row[KIND] == Kind.SHARE_ACCRUED}
    margin = f"{OWN}.terms={{ model='resale', rate=0.2, later_rates=[], read='{read}' }}"
    rows = rows_of((*FIXED, *SURE, *LATE, margin, late), engine)
    kept = {row[DAY]: row[LIST] - row[AMOUNT] for row in rows if row[KIND] == Kind.REVENUE}
    for found in (paid, kept):
        assert {found[day] for day in found if day <= 240} == {40_000 * parts[0] // 10_000}
        assert {found[day] for day in found if 240 < day <= 480} == {40_000 * parts[1] // 10_000}


@engines
def test_a_bonus_asks_for_the_part_of_the_day_of_the_win(engine):
    over = (*FIXED, *registers(10, 90), "attribution={ test='rules', unregistered_pay_share=0.0 }")
    over = (*over, "bonuses.some={ amount=70.0 }")
    for month, sums in ((4, [7_000]), (5, [])):
        rows = rows_of((*over, change(month, HALF)), engine)
        assert [row[AMOUNT] for row in rows if row[KIND] == Kind.BONUS_ACCRUED] == sums


def test_what_a_change_of_pay_by_class_says_of_deals_before_it_is_for_pay_alone():
    with pytest.raises(ScenarioError, match=r"changes\.cut\.retroactive: acts on terms"):
        load_scenario(
            SMALL, ("registration={ valid_days=90 }", change(3, "registration.valid_days=60", retroactive=True))
        )


# ---------------------------------------------------------------- Credit is that of the month of the revenue

CHANGED = {"unregistered": 2_000, "influenced": 1_000, "none": 9_000}


@engines
def test_revenue_counts_as_its_month_has_it(engine):
    """Recomputed from the rows: the first 8 months by what is stated, then by what the change says."""
    values = [f"attribution.{name}_credit_share={bps / 10_000}" for name, bps in CHANGED.items()]
    scenario = load_scenario(FIELDS, (*MIXED, change(9, *values)))
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, engine)
    found = ledger_metrics(scenario, ledger, twin, parameters)
    stated = {1: 6_000, 2: 3_000, 3: 2_000}
    changed = {1: CHANGED["unregistered"], 2: CHANGED["influenced"], 3: CHANGED["none"]}
    for month in range(1, scenario.months + 1):
        booked = dict.fromkeys(range(4), 0)
        for row in ledger.rows:
            if row[KIND] == Kind.REVENUE and row[DAY] == 30 * month:
                booked[row[DETAIL]] += row[AMOUNT]
        part = {
            class_: (booked[class_] * bps + 5_000) // 10_000
            for class_, bps in (changed if month >= 9 else stated).items()
        }
        sourced = found["roster_revenue"][month - 1] + booked[0] + part[1]
        assert found["sourced_revenue"][month - 1] == sourced
        touched = (found["influenced_revenue"][month - 1] * 2_500 + 5_000) // 10_000
        assert found["credited_revenue"][month - 1] == sourced + part[2] + part[3] + touched


# ---------------------------------------------------------------- What is said of it

TRACED = (
    "registration={ valid_days=90, approval_days=5 }", RULED,
    *both("registration_probability=0.8", "registration_delay_days=25", "first_contact_days=10", "win_probability=0.8",
          "direct_overlap_probability=0.4", "support_probability=0.6", "mention_probability=0.2",
          "opportunities_per_month=3.0", "cycle_sigma=0.9", "cycle_median_days=30.0"),
    change(9, "registration={ valid_days=20, approval_days=5, renewals=1 }", "attribution.within_days=3"),
)  # fmt: skip


def test_a_trace_tells_each_claim_by_what_it_kept():
    scenario = load_scenario(SMALL, TRACED)
    whole = trace(scenario, 1, 0, 0, "reference")
    names = sorted({whole.roll.name(row[2]) for row in whole.rows if row[1] == Kind.QUALIFIED})
    found, texts = set(), []
    for name in names:
        traced = trace(scenario, 1, 0, 0, "reference", name)
        texts += [claim_text(traced, one) for one in traced.claims]
        for one in traced.claims:
            if one.deal_class is None:
                continue
            is_new, is_late = one.qualified_day >= 240, one.decided_day >= 240
            valid, renewals, within = (20, 1, 3) if is_new else (90, 0, 3 if is_late else 7)
            found.add((is_new, is_late, one.deal_class))
            assert one.within_days == within
            assert one.deal_class == class_of_deal(
                RULES, STRICT, True, within, valid, renewals, one.contact_day, one.submission, one.approval_day,
                one.engaged_day, one.support, one.decided_day,
            )  # fmt: skip
    assert {(is_new, is_late) for is_new, is_late, _ in found} == {(False, False), (False, True), (True, True)}
    assert any("its claim came later than 3 days after the first contact" in text for text in texts)
    assert any("its claim came later than 7 days after the first contact" in text for text in texts)


def test_validate_warns_of_claims_from_the_month_on():
    over = ("registration={ valid_days=90 }", *both("registration_probability=0.5", "cycle_median_days=60.0"))
    scenario = load_scenario(SMALL, (*over, change(9, "registration.valid_days=45")))
    said = [flag.message for flag in red_flags(scenario) if flag.rule == "R-50"]
    assert len(said) == 2
    assert all(one.startswith("from month 9 on, registration.valid_days: a claim lives for 45 days") for one in said)
    before = [flag for flag in red_flags(load_scenario(SMALL, over)) if flag.rule == "R-50"]
    assert not before


def test_what_is_so_in_all_months_is_warned_of_once():
    over = ("registration={ valid_days=30 }", *both("registration_probability=0.5", "cycle_median_days=60.0"))
    for what, said in (("registration.least_acv=9.0", 2), ("registration.valid_days=45", 4)):
        told = [
            flag.message for flag in red_flags(load_scenario(SMALL, (*over, change(9, what)))) if flag.rule == "R-50"
        ]
        assert len(told) == said
        assert sum(one.startswith("from month 9 on, ") for one in told) == said - 2


def test_a_table_that_acts_in_some_months_is_no_idle_one():
    """The direct rep is credited until month 9, or from it on: nothing is said of it. Never: it is named."""
    paid = "conflict={ direct_credit_share=0.5, direct_commission_rate=0.08 }"
    never = paid.replace("0.5", "0.0")
    for over, is_named in (
        ((paid, change(9, "conflict.direct_credit_share=0.0")), False),
        ((paid, change(9, "conflict.direct_commission_rate=0.0")), False),
        ((never, change(9, "program.pilot_days=60")), True),
        ((never, change(9, "conflict.direct_credit_share=0.2")), False),
        ((paid,), False),
        ((never, "uncertainty.conflict.direct_credit_share={ low=0.1, high=0.3 }"), False),
    ):
        told = [flag.message for flag in red_flags(load_scenario(SMALL, over)) if flag.rule == "R-53"]
        named = "conflict.direct_commission_rate changes nothing: direct reps are credited with nothing of it: state "
        assert told == [f"{named}conflict.direct_credit_share"] * is_named


def test_protection_that_becomes_longer_than_validity_is_refused():
    over = ("registration={ valid_days=90, protection_days=60 }", "conflict.protected_odds_multiplier=0.5")
    with pytest.raises(ScenarioError, match=r"from month 9 on, registration\.protection_days: 60 are more than"):
        load_scenario(SMALL, (*over, change(9, "registration.valid_days=30")))


def test_the_share_without_a_claim_is_counted_by_months():
    """Of revenue of the window of the gate: parts of both values."""
    scenario = load_scenario(FIELDS, (*MIXED, change(9, "attribution.unregistered_credit_share=0.0")))
    ledger, twin, parameters = ledger_of(scenario, 3, 0, 0, "reference")
    found = ledger_metrics(scenario, ledger, twin, parameters)
    late = found["sourced_revenue"] - found["roster_revenue"] - found["registered_revenue"]
    assert late[:8].any()
    assert not late[8:].any()
    assert all(month_of(row[DAY]) <= scenario.months + 1 for row in ledger.rows)


def test_the_agreement_says_for_which_deals_a_change_acts():
    values = (
        "registration.valid_days=30", "attribution={ within_days=3, unregistered_pay_share=0.5, "
        "unregistered_credit_share=0.25 }",
    )  # fmt: skip
    over = ("registration={ valid_days=90 }", *both("registration_probability=0.5"), RULED, change(9, *values))
    agreement = Agreement(load_scenario(SMALL, over), "referral")
    said = sorted(one.text for one in change_sentences(agreement) if one.text.startswith("From "))
    month = dates_of(agreement.scenario).month(9)
    assert said == [
        f"From {month} on, for deals that are decided from then on (change cut), the days after the first contact "
        "within which a claim is in time: 3 instead of 7.",
        f"From {month} on, for deals won from then on (change cut), the part of its pay that a deal without a claim "
        "earns: 50% instead of 100%.",
        f"From {month} on, for opportunities that are qualified from then on (change cut), the days for which a claim "
        "holds: 30 instead of 90.",
        f"From {month} on, for revenue from then on (change cut), the part of the revenue of deals without a claim "
        "that counts as the partner's: 25% instead of 100%.",
    ]
