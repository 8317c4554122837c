"""The worked examples of ``explain --agreement`` against both engines, in futures without chance.

A kind of partner for each form of pay and each payout: all that its one deal earns, and the close at which each entry
is paid, as the example says it before any engine has run.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from click.testing import CliRunner

from sim.analysis.agreement.clawback import taken_back_cents
from sim.analysis.agreement.entry import OF_PERIODS, Form
from sim.analysis.agreement.example import Example
from sim.analysis.agreement.examples import examples
from sim.cli.main import commands
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_of
from sim.ledger import Kind
from sim.rules.attribution import INFLUENCED, NONE, UNREGISTERED
from sim.scenario.parameters import parameters_of
from sim.scenario.schema import Scenario

from .test_settlement import scenario_of

ENGINES = ("reference", "compiled")
WON, LIVE = 85, 115
MONTHS = 60
ROWS = {
    Kind.FEE_ACCRUED: (Form.FEE, Form.SUM),
    Kind.SERVICES_FEE_ACCRUED: (Form.SERVICES,),
    Kind.BONUS_ACCRUED: (Form.BONUS,),
    Kind.SHARE_ACCRUED: (Form.SHARE,),
    Kind.REBATE_ACCRUED: (Form.REBATE,),
    Kind.REBATE_FUNDED: (Form.FUNDS,),
    Kind.RESALE_MARGIN: (Form.MARGIN,),
}
BY_YEAR = {"model": "referral", "rate": 0.15, "later": {"year_2": 0.10, "year_4": 0.03}, "renewal_rate": 0.05}
SHARE = {"model": "share", "rate": 0.2, "share_months": 30, "renewal_rate": 0.1, "flat_fee": 250.0}
RESALE = {"model": "resale", "rate": 0.25, "renewal_rate": 0.12, "registered_rate": 0.05, "flat_fee": 75.0}
MONTHLY = {"every_months": 1, "lag_months": 0}
KINDS: dict[str, dict[str, Any]] = {
    "a_fee": {"terms": BY_YEAR},
    "b_points": {"terms": BY_YEAR | {"registered_rate": 0.02, "flat_fee": 99.0, "fee_most": 3_000.0}},
    "c_share": {"terms": SHARE},
    "d_share_bounded": {"terms": SHARE | {"fee_least": 300.0, "fee_most": 390.0, "share_months": 0}},
    "e_resale": {"terms": RESALE},
    "f_one_margin": {"terms": {"model": "resale", "rate": 0.25}},
    "g_signature": {"terms": BY_YEAR, "payout": MONTHLY | {"trigger": "signature"}},
    "h_first_payment": {"terms": SHARE, "payout": MONTHLY | {"trigger": "first_payment", "holdback_days": 45}},
    "i_trial": {"terms": SHARE, "payout": MONTHLY | {"trigger": "trial_end", "trial_days": 70, "late_months": 2}},
    "j_minimum": {"terms": SHARE, "payout": {"every_months": 2, "lag_months": 1, "minimum": 1_500.0}},
    "k_year_late": {"terms": BY_YEAR, "payout": {"every_months": 12, "lag_months": 3, "trigger": "first_payment"}},
    "l_lines": {
        "segments": {"core": 0.0, "extra": 1.0},
        "terms": BY_YEAR | {"lines": {"core": {"rate": 0.5}, "extra": {"rate": 0.3, "renewal_rate": 0.02}}},
    },
}
USE = {"usage_ramp_months": 7, "usage_start_share": 0.3}
KINDS |= {"m_used_share": {"terms": SHARE} | USE, "n_used_margin": {"terms": RESALE} | USE}
STEPS = {"low": {"from": 0.0, "rate": 0.1}, "high": {"from": 10_000.0, "rate": 0.3}}


def banded(base: dict[str, Any], measure: str, **bands: Any) -> dict[str, Any]:
    """Terms with bands in place of a rate."""
    rest = {leaf: value for leaf, value in base.items() if leaf != "rate"}
    return {"terms": rest | {"bands": {"measure": measure, "steps": STEPS} | bands}}


BY_NUMBER = {"first": {"from": 0.0, "rate": 0.4}, "second": {"from": 2.0, "rate": 0.1}}
KINDS |= {
    "o_fee_by_volume": banded(BY_YEAR | {"registered_rate": 0.02}, "sold"),
    "p_fee_by_size": banded(BY_YEAR, "sold", period="deal", mode="whole"),
    "q_share_by_volume": banded(SHARE, "sold", period="month"),
    "r_share_by_billing": banded({"model": "share"}, "billed") | USE,
    "s_share_billed_then_less": banded(SHARE | {"fee_most": 300.0}, "billed", period="month"),
    "t_margin_by_number": banded(RESALE, "deals", steps=BY_NUMBER),
    "u_margin_by_live": banded({"model": "resale"}, "live_arr"),
}
KINDS |= {
    "x_services": {"terms": BY_YEAR | {"services_rate": 0.1}, "services_share": 1.5},
    "y_services_beside": {"terms": RESALE | {"services_rate": 0.1}, "services_share": 0.4, "payout": MONTHLY},
    "v_capped": {"terms": BY_YEAR | {"cap_per_year": 1_000.0}},
    "w_capped_share": {"terms": SHARE | {"cap_per_year": 1_500.0}},
}
BONUSES: dict[str, dict[str, Any]] = {
    "a_first": {"trigger": "first_deal", "within_days": 90, "amount": 1_000.0, "archetypes": ["zb", "zc", "zd", "zr"]},
    "b_small": {"acv_below": 20_000.0, "amount": 70.0, "archetypes": ["zb"]},
    "c_rate": {"acv_from": 20_000.0, "to_month": 3, "rate": 0.02, "archetypes": ["zb", "zd"]},
    "d_late": {"from_month": 4, "amount": 90.0, "archetypes": ["zb"]},
    "e_marked": {"probability": 0.0, "amount": 90.0, "archetypes": ["zb"]},
    "f_core": {"segments": ["core"], "amount": 500.0, "archetypes": ["zl"]},
    "g_extra": {"segments": ["extra"], "amount": 600.0, "archetypes": ["zl"]},
}
FROM_0, FROM_10 = {"from": 0.0, "rate": 0.01}, {"from": 10_000.0, "rate": 0.05}
REBATES: dict[str, dict[str, Any]] = {
    "a_won": {"base": "sold", "fund_share": 0.25, "steps": {"low": FROM_0, "high": FROM_10}},
    "b_quarters": {"base": "billed", "paid": "quarter", "steps": {"low": FROM_0, "high": FROM_10}},
    "c_growth": {"base": "growth", "paid": "month", "mode": "marginal", "steps": {"low": FROM_0, "high": FROM_10}},
    "d_live": {
        "base": "billed", "measure": "live_arr", "period": "quarter", "steps": {"low": FROM_0, "high": FROM_10},
    },
    "e_number": {"base": "billed", "measure": "deals", "steps": {"low": FROM_0, "more": FROM_10 | {"from": 1.0}}},
    "f_pay": {"base": "pay", "paid": "month", "steps": {"low": FROM_0, "high": FROM_10 | {"from": 1_200.0}}},
}  # fmt: skip
KINDS |= {
    "zb": {"terms": BY_YEAR, "payout": MONTHLY | {"holdback_days": 30}},
    "zc": {"terms": SHARE | {"cap_per_year": 1_500.0, "rebates": {"f_pay": REBATES["f_pay"]}}},
    "zd": {"terms": RESALE | {"rebates": REBATES, "services_rate": 0.1}, "services_share": 0.5, "payout": MONTHLY},
    "zl": {"segments": {"core": 0.0, "extra": 1.0}, "terms": BY_YEAR},
    "zr": {
        "terms": {"model": "resale", "rate": 0.2, "rebates": REBATES},
        "payout": {"every_months": 2, "lag_months": 1, "minimum": 2_000.0, "holdback_days": 20},
    } | USE,
}  # fmt: skip
BY_ONE = {"first": {"from": 0.0, "rate": 0.1}, "second": {"from": 1.0, "rate": 0.3}}
KINDS |= {
    "za_fee_again": {"terms": BY_YEAR | {"read": "renewal"}},
    "zb_share_again": {"terms": SHARE | {"read": "renewal"}},
    "zc_margin_at_closes": {"terms": RESALE | {"read": "accrual"}},
    "zd_live_again": banded({"model": "resale", "read": "renewal"}, "live_arr"),
    "ze_live_whole": banded({"model": "share", "read": "accrual"}, "live_arr", mode="whole"),
    "zf_number_again": banded(
        {"model": "share", "read": "renewal"}, "deals", steps=BY_ONE, period="month", mode="whole"
    ),
    "zg_sold_at_closes": banded({"model": "share", "read": "accrual"}, "sold"),
    "zh_size_at_closes": banded({"model": "resale", "read": "accrual"}, "sold", period="deal"),
    "zi_number_at_closes": banded(SHARE | {"read": "accrual"}, "deals", steps=BY_ONE),
}
GOLD = {"ladder": "metal", "fixed_tier": "gold"}
LADDER = {"order": ["silver", "gold", "iron"], "tiers": {"silver": {}, "gold": {}, "iron": {"needs": {"deals": 9}}}}
KINDS |= {
    "zt_fee": GOLD | {
        "terms": BY_YEAR | {"by_tier": {"gold": {"rate": 0.4, "flat_fee": 9.0}, "iron": {"renewal_rate": 0.9}}}
    },
    "zt_line_share": GOLD | {
        "segments": {"core": 0.0, "extra": 1.0},
        "terms": SHARE | {
            "read": "accrual",
            "by_tier": {"gold": {"rate": 0.1, "share_months": 14}},
            "lines": {"extra": {"fee_most": 900.0, "by_tier": {"gold": {"rate": 0.45}, "silver": {"rate": 0.0}}}},
            "rebates": {one: REBATES["a_won"] | {"from_tier": one} for one in ("gold", "iron")},
        },
    },
    "zt_margin": GOLD | {"terms": RESALE | {"by_tier": {"gold": {"renewal_rate": 0.2}, "silver": {"rate": 0.9}}}},
}  # fmt: skip
BONUSES |= {
    "h_gold": {"amount": 40.0, "from_tier": "gold", "archetypes": ["zt_fee", "zt_margin"]},
    "i_iron": {"amount": 50.0, "from_tier": "iron", "archetypes": ["zt_fee", "zt_margin"]},
}
TERMS = "archetypes.{}.terms.{}"
CHANGES: dict[str, dict[str, Any]] = {
    "locked": {"month": 8, "set": {TERMS.format("a_fee", "later.year_2"): 0.5, "payout.every_months": 6}},
    "for_all": {
        "month": 20,
        "retroactive": True,
        "set": {
            TERMS.format("c_share", "rate"): 0.4,
            TERMS.format("c_share", "renewal_rate"): 0.3,
            TERMS.format("e_resale", "renewal_rate"): 0.2,
            TERMS.format("l_lines", "lines.extra.renewal_rate"): 0.04,
            TERMS.format("w_capped_share", "cap_per_year"): 2_000.0,
            TERMS.format("r_share_by_billing", "bands.steps.high.rate"): 0.5,
            "archetypes.j_minimum.payout.minimum": 100.0,
            TERMS.format("zd", "rebates.b_quarters.steps.high.rate"): 0.08,
            TERMS.format("zt_margin", "by_tier.gold.renewal_rate"): 0.1,
            TERMS.format("zt_line_share", "lines.extra.by_tier.gold.rate"): 0.3,
        },
    },
    "at_the_win": {
        "month": 3,
        "set": {
            TERMS.format("g_signature", "rate"): 0.07,
            TERMS.format("q_share_by_volume", "bands.steps.high.rate"): 0.2,
        },
    },
    "read_again": {
        "month": 20,
        "set": {
            TERMS.format("za_fee_again", "later.year_4"): 0.08,
            TERMS.format("zb_share_again", "renewal_rate"): 0.15,
            TERMS.format("zc_margin_at_closes", "renewal_rate"): 0.08,
            TERMS.format("zd_live_again", "bands.steps.low.rate"): 0.05,
            TERMS.format("zf_number_again", "bands.steps.first.rate"): 0.15,
            TERMS.format("zg_sold_at_closes", "bands.steps.low.rate"): 0.15,
        },
    },
    "too_late": {"month": 9, "set": {TERMS.format("u_margin_by_live", "bands.steps.low.rate"): 0.2}},
}


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    """The kinds as they are, and with terms and payouts that change."""
    folder = tmp_path_factory.mktemp("agreements")
    over = [f"months={MONTHS}", "vendor.resale_booking=gross", "program.onboarding_slots=50", "fiscal_year_month=6",
            "program.contacts_per_head_month=60"]  # fmt: skip
    return {
        "stated": scenario_of(folder, KINDS, over, bonuses=BONUSES, ladders={"metal": LADDER}),
        "changed": scenario_of(folder, KINDS, over, changes=CHANGES, bonuses=BONUSES, ladders={"metal": LADDER}),
    }


def earned_and_paid(scenario: Scenario, engine: str) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """By kind of partner: (close or day, kind of row, cents) of what accrues, and (month, cents) of what is paid."""
    ledger, _, parameters = ledger_of(scenario, 1, 0, 0, engine)
    roll = roll_of(parameters)
    earned: dict[str, list[Any]] = {name: [] for name in scenario.archetypes}
    paid: dict[str, list[Any]] = {name: [] for name in scenario.archetypes}
    for day, kind, partner, _, amount, *_ in ledger.rows:
        if kind in ROWS:
            earned[roll.name(partner).split("/")[0]].append((day, kind, amount))
        elif kind in (Kind.FEE_PAID, Kind.REBATE_PAID):
            paid[roll.name(partner).split("/")[0]].append((day // 30, amount))
    return earned, paid


def as_rows(example: Example) -> tuple[list[Any], list[Any]]:
    """The same of an example: what a close writes stands on the day after the month's last."""
    kinds = {form: kind for kind, forms in ROWS.items() for form in forms}
    closes = (Form.SHARE, Form.MARGIN, *OF_PERIODS)
    earned = [(one.day + (one.form in closes), kinds[one.form], one.amount_cents) for one in example.entries]
    paid = [(one.paid_month, one.amount_cents) for one in example.entries if one.paid_month is not None]
    return [row for row in earned if row[0] <= 30 * MONTHS], sorted(row for row in paid if row[0] <= MONTHS)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("which", ["stated", "changed"])
def test_an_example_is_what_an_engine_pays(scenarios: dict[str, Scenario], which: str, engine: str) -> None:
    scenario = scenarios[which]
    earned, paid = earned_and_paid(scenario, engine)
    for name in KINDS:
        worked = {one.line: one.example for one in examples(scenario, name, 24_000.0, WON // 30 + 1, WON % 30 + 1)}
        example = worked["extra" if name in ("l_lines", "zl", "zt_line_share") else ""]
        assert (example.won_day, example.go_live_day) == (WON, LIVE)
        of_example = as_rows(example)
        assert earned[name] == of_example[0], name
        assert sorted(paid[name]) == of_example[1], name
        assert len(earned[name]) > (3 if name != "g_signature" else 2), "something was compared"
    assert sum(map(len, paid.values())) > 100


CLAIMS: dict[str, dict[str, Any]] = {
    "registration": {"valid_days": 90},
    "attribution": {
        "test": "rules", "unregistered_pay_share": 0.83, "influenced_pay_share": 0.47, "none_pay_share": 0.11,
    },
    "conflict": {"engagement_from_days": -30, "engagement_to_days": -30},
}  # fmt: skip
DIRECT, SUPPORT = "archetypes.*.direct_overlap_probability", "archetypes.*.support_probability"
BY_CLASS = {UNREGISTERED: (0.0, 0.0), INFLUENCED: (1.0, 1.0), NONE: (1.0, 0.0)}
"""Whether direct sales come before the partner, and its support is documented: nobody registers."""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("deal_class", BY_CLASS)
def test_an_example_of_each_class_is_what_an_engine_pays(tmp_path: Path, deal_class: int, engine: str) -> None:
    direct, support = BY_CLASS[deal_class]
    over = [f"months={MONTHS}", "vendor.resale_booking=gross", "program.onboarding_slots=50", "fiscal_year_month=6",
            "program.contacts_per_head_month=60", f"{DIRECT}={direct}", f"{SUPPORT}={support}"]  # fmt: skip
    scenario = scenario_of(tmp_path, KINDS, over, bonuses=BONUSES, ladders={"metal": LADDER}, **CLAIMS)
    earned, _ = earned_and_paid(scenario, engine)
    of_periods = {kind for kind, forms in ROWS.items() if set(forms) & set(OF_PERIODS)}
    for name in KINDS:
        its = {one.line: one for one in examples(scenario, name, 24_000.0, WON // 30 + 1, WON % 30 + 1)}
        worked = its["extra" if name in ("l_lines", "zl", "zt_line_share") else ""]
        example = dict(worked.others)[deal_class]
        own = [row for row in earned[name] if row[1] not in of_periods]
        assert own == [row for row in as_rows(example)[0] if row[1] not in of_periods], name
        year = [amount for day, kind, amount in own if day <= LIVE // 30 * 30 + 360 - (kind == Kind.FEE_ACCRUED)]
        assert example.first_year_cents() == sum(year), name
    assert sum(map(len, earned.values())) > 500


R_92 = {"full_days": 30, "partial_days": 90, "end_days": 180, "partial_share": 0.4}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("age", [29, 30, 89, 90, 134, 179, 180])
def test_what_an_example_takes_back_is_what_an_engine_does(tmp_path: Path, age: int, engine: str) -> None:
    leaves = {"early_cancel_probability": 1.0, "early_cancel_first_day": age, "early_cancel_days": 1}
    resale = RESALE | {"services_rate": 0.1, "rebates": {"volume": REBATES["b_quarters"]}}
    kinds = {
        "fee": {"terms": BY_YEAR} | leaves,
        "resale": {"terms": resale, "services_share": 0.5} | leaves,
        "share": {"terms": SHARE} | leaves,
    }
    bonus = {"amount": 1_000.0, "trigger": "first_deal", "within_days": 90}
    scenario = scenario_of(tmp_path, kinds, clawback=R_92, bonuses={"start": bonus})
    ledger, _, parameters = ledger_of(scenario, 1, 0, 0, engine)
    roll = roll_of(parameters)
    rows = [row for row in ledger.rows if row[1] == Kind.CLAWED_BACK]
    taken = {roll.name(row[2]).split("/")[0]: -row[4] for row in rows}
    for name in kinds:
        (worked,) = examples(scenario, name, 24_000.0, WON // 30 + 1, WON % 30 + 1)
        assert taken_back_cents(parameters_of(scenario), worked.example, age) == taken.get(name, 0)
    assert bool(taken) == (age < 180)
    if age < 30:
        assert taken["resale"] == 7_500 + 100_000 + 120_000, "sum, bonus and services, and neither margin nor rebate"


# ---------------------------------------------------------------- The sentences, worked on paper

AGREEMENT = """
[clawback]
full_days = 60

[archetypes.referral]
go_live_days = 30
terms = { model = "referral", rate = 0.15, later = { year_2 = 0.10 }, renewal_rate = 0.05 }
payout = { every_months = 1, lag_months = 0, trigger = "go_live", holdback_days = 30 }

[archetypes.affiliate]
go_live_days = 20
terms = { model = "share", rate = 0.2, flat_fee = 100.0 }
payout = { every_months = 3, lag_months = 1, trigger = "signature", minimum = 50.0, late_months = 1 }

[archetypes.reseller]
go_live_days = 60
terms = { model = "resale", rate = 0.25, renewal_rate = 0.12 }
"""


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """Three kinds of partner in a file, with a month 1 of March and a fiscal year from July on."""
    data = tomllib.loads((Path(__file__).parent / "hand.toml").read_text("utf-8"))
    kind, own = data["archetypes"]["referral"], tomllib.loads(AGREEMENT)
    data["archetypes"] = {name: kind | stated for name, stated in own["archetypes"].items()}
    data["mix"] = {"referral": 0.5, "affiliate": 0.25, "reseller": 0.25}
    data |= {"start_month": 3, "fiscal_year_month": 7, "clawback": own["clawback"], "currency": "EUR"}
    file = tmp_path / "mine.toml"
    file.write_text(tomli_w.dumps(data), "utf-8")
    return str(file)


def said(*arguments: str, code: int = 0) -> str:
    """What the command prints, each sentence in one line."""
    done = CliRunner().invoke(commands, ["explain", *arguments])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def test_a_referral_partner_knows_what_a_deal_of_40_000_pays_and_when(mine: str) -> None:
    """15% of 40,000 is 6,000, 10% is 4,000, 5% is 2,000. Won on the 15th day of month 3, May: live on 15 June.

    Held back to 15 July, month 5, whose last day pays it. Year 2 begins on 15 June of month 16: held back to month 17.
    At 59 days all of it is taken back.
    """
    text = said(mine, "referral", "--agreement", "--deal", "40000")
    for sentence in (
        "A new deal pays 15% of the value of its first year.",
        "In contract year 2 the fee is 10% of that year's value, from year 3 on 5%.",
        "A fee is earned on the day on which the deal is won, that of a later year as the year begins.",
        "What the win of a deal earns waits until the customer is live, 30 days after the win; the fee of a later year "
        "waits until that year begins. After that all pay waits 30 days more.",
        "Payout dates are the ends of all months: the vendor must pay all that no longer waits on that day.",
        "In all of this a month counts as 30 days and a year as 360.",
        "If a customer leaves in its first year, this is taken back of the fee that its deal has earned the partner up "
        "to then: all of it before day 60, nothing from day 60 on (days are counted from the day on which it goes "
        "live, which is day 0).",
        "A deal of €40,000 a year is won on 15 May (month 3, FY1); its customer goes live on 15 June (month 4, FY1)",
        "Contract year 1: €6,000 earned on 15 May (month 3, FY1), paid at the end of July (month 5, FY2).",
        "Contract year 2: €4,000 earned on 15 June (month 16, FY2), paid at the end of July (month 17, FY3).",
        "Each contract year from 3 on: €2,000 earned, first on 15 June (month 28, FY3), paid at the end of July "
        "(month 29, FY4).",
        "If the customer left, this would be taken back: €6,000 of €6,000 59 days after go-live.",
    ):
        assert sentence in text
    for absent in ("minimum", "disputed", "later than", "product", "registered", "in all:", "change", "onus"):
        assert absent not in text


def test_an_affiliate_knows_it_too(mine: str) -> None:
    """20% of 3,333.33 is 666.67 a month, of 3,333.34 too; live on 5 June, month 4.

    Quarters end with months 3, 6, 9: May, August … The sum of 15 May is due on the payout date of month 3, and paid
    with lag and lateness at the close of month 5, July. June's share is due at that of month 6, August, and paid two
    months later, in October.
    """
    text = said(mine, "affiliate", "--agreement", "--deal", "40000")
    for sentence in (
        "Each month of a customer pays 20% of its list price, from the month in which it goes live (all of that "
        "month), as long as the customer stays.",
        "Each won deal pays €100 once, beside the rate.",
        "A share is earned at the end of each month, a sum on the day on which the deal is won.",
        "Pay does not wait once it is earned.",
        "Payout dates are the ends of May, August, November and February (months 3, 6, 9 and so on): the vendor must "
        "pay all that no longer waits on that day, 1 month later: for the end of May at the end of June.",
        "this is taken back of the shares and the sum that its deal has earned the partner up to then",
        "Of the share of the month in which it leaves the same part is not earned.",
        "In this scenario payouts come 1 month later than that promise.",
        "A partner is paid from €50 in all on; less waits for the next payout date.",
        "The win itself earns €100 on 15 May (month 3, FY1), paid at the end of July (month 5, FY2).",
        "Each contract year: €666.67 a month, €8,000.04 a year; the first month is paid at the end of October "
        "(month 8, FY2).",
    ):
        assert sentence in text
    assert "held back" not in text
    assert "in all: " not in text


def test_a_reseller_keeps_its_margin(mine: str) -> None:
    """25% of 3,333.33 is 833.33, of each third month's 3,333.34 it is 833.34; 12% is 400.00, 4,800 a year."""
    text = said(mine, "reseller", "--agreement", "--deal", "40000")
    for sentence in (
        "The partner buys at 25% off list price and resells: it keeps this margin month by month, without a payout.",
        "From contract year 2 on the margin is 12%.",
        "Contract year 1: the partner pays €30,000 and keeps €10,000, about €833.33 a month.",
        "Each contract year from 2 on: the partner pays €35,200 and keeps €4,800 a year, €400 a month.",
    ):
        assert sentence in text
    for absent in ("taken back", "Payout dates", "earned on"):
        assert absent not in text


def test_a_margin_follows_use(mine: str) -> None:
    """3,000 a month at full use, of which 40%, 50% … 90%, then all: 29,700 in year 1, a quarter of it 7,425."""
    over = ("--set", "archetypes.reseller.usage_ramp_months=6", "--set", "archetypes.reseller.usage_start_share=0.4")
    text = said(mine, "reseller", "--agreement", "--deal", "36000", *over)
    assert (
        "A customer is billed for what it uses: 40% of the list price in the month in which it goes live, more each "
        "month, all of it after 6 months. The margin is on what is billed." in text
    )
    assert "Contract year 1: the partner pays €22,275 and keeps €7,425, €300 to €750 a month." in text
    assert "is billed for" not in said(mine, "referral", "--agreement", *over)


STEPS_OF_Q_3 = "{ a = { from = 0, rate = 0.2 }, b = { from = 25000, rate = 0.25 }, c = { from = 50000, rate = 0.3 } }"
BANDED = "archetypes.{}.terms={{ model = '{}', rate = false, bands = {{ measure = '{}', mode = '{}', steps = {} }} }}"


def test_bands_are_told_step_by_step(mine: str) -> None:
    """20% of 25,000 and 25% of 15,000 is 5,000 + 3,750; all of 40,000 at 25% is 10,000, of which a month is 833.33."""

    def by_bands(kind: str, model: str, measure: str, mode: str, steps: str = STEPS_OF_Q_3) -> str:
        terms = BANDED.format(kind, model, measure, mode, steps)
        return said(mine, kind, "--agreement", "--deal", "40000", "--set", terms)

    steps = "20% of what is below €25,000, 25% of what is above €25,000, up to €50,000, 30% of what is above €50,000"
    text = by_bands("referral", "referral", "sold", "marginal")
    volume = "by the value that the partner has won in the fiscal year, with this deal"
    assert f"A new deal pays part of the value of its first year, {volume}: {steps}." in text
    assert "Contract year 1: €8,750 earned on 15 May" in text
    text = by_bands("affiliate", "share", "live_arr", "marginal")
    assert f"by the value of the partner's live customers, with this deal: {steps}; a deal keeps the rate" in text
    text = by_bands("affiliate", "share", "billed", "marginal")
    assert f"by what the partner's customers are billed in the fiscal year: {steps}." in text
    number = "{ a = { from = 0, rate = 0.25 }, b = { from = 3, rate = 0.3 } }"
    text = by_bands("reseller", "resale", "deals", "marginal", number)
    assert "has won in the fiscal year, with this one: 25% before deal 3, 30% from deal 3 on; a deal keeps" in text
    assert "the partner pays €30,000 and keeps €10,000, about €833.33 a month." in text


def test_q_13_beside_the_terms_of_a_share(mine: str) -> None:
    """Q-13: 25 of 100 a month at 5% a month: 300 or 229.82 in a year; earned back in months 4, 4 and 5.

    With churn 25·(1 − .95ⁿ) ÷ .05 passes 300 with n = 18; of 24 months it is 25 · 14.1602 = 354.01, for ever 500.
    """
    over = [
        "archetypes.affiliate.terms={ model = 'share', rate = 0.25, flat_fee = 0.0 }",
        "archetypes.affiliate.acv_median=1200.0",
        f"archetypes.affiliate.churn_per_year={1 - 0.95**12!r}",
    ]
    path = "archetypes.affiliate.terms.rate"
    options = [part for one in over for part in ("--set", one)]
    text = said(mine, path, *options)
    for sentence in (
        "archetypes.affiliate.terms: the share beside a fee once",
        "€25 a month of a median customer, who pays €100; 5% leave each month (Q-13)",
        "12 months: €300 if it stays, €229.82 with churn",
        "20 years: €500 with churn",
        "€300 once instead is earned back in month 4 (all that the customer pays, with churn), in month 4 (less the "
        "share, if it stays), in month 5 (less the share, with churn)",
        "the share has come to as much in month 18, with churn; from then on the fee is cheaper",
    ):
        assert sentence in text
    shorter = said(mine, path, *options, "--set", "archetypes.affiliate.terms.share_months=24")
    assert "24 months: €354.01 with churn" in shorter
    never = said(mine, path, *options, "--set", "archetypes.affiliate.terms.share_months=12")
    assert "the share never comes to as much, with churn" in never
    assert "20 years" not in never
    (found,) = json.loads(CliRunner().invoke(commands, ["explain", mine, path, *options, "--json"]).output)["breakeven"]
    assert found["fee"] == 300.0
    assert found["fee_with_churn"] == 229.82
    months = ("earned_back_net", "earned_back_with_churn", "earned_back_net_with_churn", "dearer_from")
    assert [found[name] for name in months] == [4, 4, 5, 18]
    assert "Q-13" not in said(mine, "archetypes.referral.terms.rate", *options)
    assert "Q-13" not in said(mine, "archetypes.affiliate.churn_per_year", *options)


def test_q_13_with_a_sum_at_the_win(mine: str) -> None:
    """60 once beside 25 a month of 100 at 5%: 360 and 289.82 in a year; 354.01 + 60 of 24 months, 560 for ever.

    100 a month with churn is 371.0 after 4 months and 285.25 after 3; 75 a month is 375 after 5, and 339.3 and 397.4
    with churn after 5 and 6. 60 + 25·(1 − .95ⁿ) ÷ .05 passes 360 with n = 18 as it did without the sum.
    """
    over = [
        "archetypes.affiliate.terms={ model = 'share', rate = 0.25, flat_fee = 60.0 }",
        "archetypes.affiliate.acv_median=1200.0",
        f"archetypes.affiliate.churn_per_year={1 - 0.95**12!r}",
    ]
    path = "archetypes.affiliate.terms.rate"
    options = [part for one in over for part in ("--set", one)]
    text = said(mine, path, *options)
    for sentence in (
        "€60 at the win, and €25 a month of a median customer, who pays €100; 5% leave each month (Q-13)",
        "12 months: €360 if it stays, €289.82 with churn",
        "20 years: €560 with churn",
        "€360 once instead is earned back in month 4 (all that the customer pays, with churn), in month 5 (less the "
        "share, if it stays), in month 6 (less the share, with churn)",
        "such a fee is what the sum and 12 months of the share come to",
        "the sum and the share have come to as much in month 18, with churn; from then on the fee is cheaper",
    ):
        assert sentence in text
    assert "24 months: €414.01 with churn" in said(
        mine, path, *options, "--set", "archetypes.affiliate.terms.share_months=24"
    )
    most = said(mine, path, *options, "--set", "archetypes.affiliate.terms.fee_most=40.0")
    assert "€40 at the win, and €25 a month" in most
    (found,) = json.loads(CliRunner().invoke(commands, ["explain", mine, path, *options, "--json"]).output)["breakeven"]
    assert (found["sum"], found["fee"], found["fee_with_churn"]) == (60.0, 360.0, 289.82)


def test_a_cap_is_told_and_kept(mine: str) -> None:
    """Of 6,000 of May 5,000 are left; year 2 begins in another fiscal year."""
    text = said(
        mine, "referral", "--agreement", "--deal", "40000", "--set", "archetypes.referral.terms.cap_per_year=5000"
    )
    assert "A partner earns at most €5,000 in a fiscal year; what is beyond is cut." in text
    assert "Contract year 1: €5,000 earned on 15 May" in text
    assert "Contract year 2: €4,000 earned on 15 June" in text
    assert "at most" not in said(mine, "referral", "--agreement")


BONUS = "bonuses={{ first = {{ {} }} }}"


@pytest.mark.parametrize(
    ("bonus", "sentence"),
    [
        (
            "amount = 1000, trigger = 'first_deal', within_days = 90",
            "Bonus first: €1,000 for a partner's first deal, won within 90 days of the partner's agreement (day 90 "
            "after it included). The first deal is the first that the partner wins; if its customer leaves, no later "
            "deal takes its place.",
        ),
        (
            "rate = 0.02, acv_from = 50000, to_month = 12, most_per_partner = 3, probability = 0.3",
            "Bonus first: 2% of its value for each deal, of €50,000 a year or more, won up to the end of February "
            "(month 12, FY2), that is of the kind meant, as 30% of deals are, at most 3 times a partner.",
        ),
    ],
)
def test_a_bonus_is_a_sentence(mine: str, bonus: str, sentence: str) -> None:
    for_some = BONUS.format(f"archetypes = ['referral', 'reseller'], {bonus}")
    text = said(mine, "referral", "--agreement", "--set", for_some)
    assert sentence in text
    assert "The bonuses are earned on the day on which the deal is won." in text
    assert "taken back of the fee and the bonuses that its deal" in text
    reseller = said(mine, "reseller", "--agreement", "--set", for_some)
    assert "Payout dates" in reseller
    assert "taken back of the bonuses that its deal has earned" in reseller
    assert "The margin is not taken back." in reseller
    assert "onus" not in said(mine, "affiliate", "--agreement", "--set", for_some)


@pytest.mark.parametrize(
    ("rebate", "sentences"),
    [
        (
            "base = 'billed', paid = 'quarter', "
            "steps = { a = { from = 0, rate = 0 }, b = { from = 250000, rate = 0.03 } }",
            (
                "Rebate volume: on what its customers are billed at list price in the fiscal year: 0% of all of it "
                "below €250,000, 3% of all of it from €250,000 on. It is worked out at the end of each quarter on the "
                "year so far, less what was earned before, for partners whose agreement is in force then.",
                "Where that leaves less than was earned before, the rest comes off what is paid next.",
            ),
        ),
        (
            "base = 'sold', measure = 'deals', period = 'quarter', fund_share = 0.5, "
            "steps = { a = { from = 0, rate = 0.01 }, b = { from = 5, rate = 0.02 } }",
            (
                "Rebate volume: on the value at list price that the partner wins in the quarter, by the number of "
                "deals that it wins: 1% before deal 5, 2% from deal 5 on. It is worked out at the end of each quarter, "
                "for partners whose agreement is in force then.",
                "A deal whose customer leaves less than 360 days after it goes live no longer counts in the month of "
                "its win",
                "50% of it is set aside as marketing funds and is not paid.",
            ),
        ),
    ],
)
def test_a_rebate_is_a_sentence(mine: str, rebate: str, sentences: tuple[str, ...]) -> None:
    text = said(
        mine, "reseller", "--agreement", "--set", f"archetypes.reseller.terms.rebates={{ volume = {{ {rebate} }} }}"
    )
    also = (
        "If the agreement ends before a rebate is worked out, the partner has nothing of what would have been worked "
        "out then.",
        "A rebate is earned on the day on which it is worked out.",
        "Rebate volume earns" if "sold" in rebate else "Rebate volume pays nothing on this deal alone.",
    )
    for sentence in (*sentences, *also):
        assert sentence in text
    assert "is not paid" in text if "sold" in rebate else "no longer counts" not in text
    assert "taken back" not in text


def test_the_example_has_bonus_and_rebate(mine: str) -> None:
    """A deal of 300,000 won on 15 May (month 3): 1,000 and 2% of 300,000 at the end of June, in which the year ends.

    The bonus waits to 15 July and 30 days more, 15 August; the rebate 30 days from 30 June: 30 July, the last day.
    """
    over = (
        "--set", BONUS.format("amount = 1000, trigger = 'first_deal', within_days = 90"),
        "--set", "bonuses.other={ amount = 40, probability = 0.25 }",
        "--set", "archetypes.reseller.payout={ every_months = 1, lag_months = 0, holdback_days = 30 }",
        "--set", "archetypes.reseller.terms.rebates.volume={ base = 'sold', steps = { a = { from = 0, rate = 0 }, "
        "b = { from = 250000, rate = 0.02 } } }",
    )  # fmt: skip
    text = said(mine, "reseller", "--agreement", "--deal", "300000", *over)
    for sentence in (
        "It is the partner's only deal, won within 90 days of its agreement.",
        "Bonus first earns €1,000 on 15 May (month 3, FY1), paid at the end of August (month 6, FY2).",
        "Bonus other earns €40 more if the deal is of the kind meant, as 25% of deals are; it is not in these sums.",
        "Rebate volume earns €6,000 for the fiscal year to the end of June (month 4, FY1); it is earned at the end of "
        "June (month 4, FY1) and paid at the end of July (month 5, FY2).",
        "The margin and rebates are not taken back.",
        "this would be taken back: €1,000 of €1,000 59 days after go-live.",
    ):
        assert sentence in text
    smaller = said(mine, "reseller", "--agreement", "--deal", "200000", *over)
    assert "Rebate volume pays nothing on this deal alone." in smaller
    done = CliRunner().invoke(
        commands, ["explain", mine, "reseller", "--agreement", "--json", "--deal", "300000", *over]
    )
    ((example,),) = [one["examples"] for one in json.loads(done.output)["agreements"]]
    beside = [one for one in example["entries"] if one["form"] in ("bonus", "rebate")]
    assert beside == [
        {"form": "bonus", "contract_year": 1, "day": 74, "amount": 1_000.0, "paid_month": 6, "name": "first"},
        {"form": "rebate", "contract_year": None, "day": 119, "amount": 6_000.0, "paid_month": 5, "name": "volume"},
    ]
    assert example["open_bonuses"] == [{"name": "other", "amount": 40.0, "probability": 0.25}]


def test_a_rebate_on_billing_is_told_by_year(mine: str) -> None:
    """36,000 a year, live on 15 July (60 days after 15 May, month 5): 3,000 a month, FY2 begins with it; 10% is 3,600.

    Quarterly on the year so far: 900 a quarter, the first at the end of September (month 7), paid with month 9 in
    November and a lag of a month.
    """
    rebate = "{ base = 'billed', paid = 'quarter', fund_share = 0.25, steps = { a = { from = 0, rate = 0.1 } } }"
    over = ("--set", f"archetypes.reseller.terms.rebates={{ volume = {rebate} }}")
    text = said(mine, "reseller", "--agreement", "--deal", "36000", *over)
    assert (
        "Rebate volume earns €3,600 a year, first for the fiscal year to the end of June (month 16, FY2), of which "
        "€900 is set aside, in 4 parts; the first is earned at the end of September (month 7, FY2) and paid at" in text
    )


def test_a_kind_that_earns_by_rebate_alone(mine: str) -> None:
    """Nothing of it hangs on one deal: no win earns it anything, and nothing is taken back."""
    rebate = "{ r = { base = 'billed', steps = { a = { from = 0, rate = 0.1 } } } }"
    over = ("--set", f"archetypes.reseller.terms.rebates={rebate}")
    text = said(mine, "reseller", "--agreement", *over)
    assert "A rebate does not wait once it is worked out." in text
    assert "taken back" not in text
    assert "win of a deal earns" not in text


@pytest.mark.parametrize(
    ("trigger", "sentence"),
    [
        ("first_payment", "The share of a month waits until 1 month after its month ends."),
        (
            "trial_end",
            "The share of a month waits until its month ends, and in any case until the trial of the customer is over.",
        ),
    ],
)
def test_what_shares_wait_for(mine: str, trigger: str, sentence: str) -> None:
    over = ("--set", f"archetypes.affiliate.payout.trigger={trigger}", "--set", "archetypes.affiliate.terms.flat_fee=0")
    text = said(mine, "affiliate", "--agreement", *over)
    assert sentence in text


def test_services_and_what_the_partner_pays(mine: str) -> None:
    """Services of 20,000 beside 40,000 at 10%: 2,000, due on the payout date of month 3, or 6 after go-live."""
    sets = (
        "archetypes.reseller.services_share=0.5", "archetypes.reseller.terms.services_rate=0.1",
        "archetypes.reseller.fee_per_year=1200", "archetypes.reseller.terms.minimum_per_month=500",
        "archetypes.reseller.terms.minimum_from_month=6", "archetypes.reseller.support_share=0.25",
    )  # fmt: skip
    over = [part for one in sets for part in ("--set", one)]
    text = said(mine, "reseller", "--agreement", "--deal", "40000", *over)
    for sentence in (
        "Services that the partner sells beside a deal, worth 50% of its value, pay 10% once, at the win.",
        "Services sold beside it earn €2,000 on 15 May (month 3, FY1), paid at",
        "The partner pays €1,200 in the month of its agreement and each year after it.",
        "The partner owes at least €500 a month for what its customers use from 6 months after its agreement on: if "
        "they use less, it pays the rest.",
        "The partner supports its customers, and so bears 25% of what serving them costs.",
    ):
        assert sentence in text
    plain = said(mine, "reseller", "--agreement")
    assert not [word for word in ("Services", "owes", "supports", "partner pays €1") if word in plain]


def test_a_distributor_takes_nothing_from_the_partner(mine: str) -> None:
    text = said(
        mine, "reseller", "--agreement", "--deal", "40000", "--set", "archetypes.reseller.distributor_rate=0.05"
    )
    assert (
        "The partner buys from a distributor and pays it the rest of the list price. The distributor keeps 5% of list "
        "price beside the partner's margin and pays the vendor what is left, 1 month after the month that it is for. "
        "When the partner pays the distributor is between these two; this scenario does not state it." in text
    )
    assert "Contract year 1: the partner pays €30,000 and keeps €10,000, about €833.33 a month." in text
    plain = said(mine, "reseller", "--agreement", "--set", "vendor.reseller_delay_months=3")
    assert "distributor" not in plain
    assert (
        "The partner buys from the vendor and pays it the rest of the list price, 3 months after the month that it is "
        "for." in plain
    )


def test_changes_say_which_month_and_which_deals(mine: str) -> None:
    over = ("--set", "changes.cut={ month = 13, set = { archetypes.referral.terms.rate = 0.12 } }")
    text = said(mine, "referral", "--agreement", "--deal", "40000", *over)
    assert (
        "From March (month 13, FY2) on, for deals won from then on (change cut), the rate: 12% instead of 15%." in text
    )
    assert (
        "A deal keeps the terms of the day on which it was won, unless a change is also for deals won before." in text
    )
    assert "won on 15 March (month 13, FY2)" in text
    assert "Contract year 1: €4,800 earned on 15 March (month 13, FY2)" in text
    also = said(mine, "referral", "--agreement", *over, "--set", "changes.cut.retroactive=true")
    assert (
        "From March (month 13, FY2) on, also for deals won before (change cut), the rate: 12% instead of 15%." in also
    )
    assert "keeps the terms" not in also
    assert "(change cut)" not in said(mine, "reseller", "--agreement", *over)


def test_a_range_is_told_with_its_middle(mine: str) -> None:
    over = ("--set", "uncertainty.archetypes.referral.terms.rate={p10=0.08, p50=0.10, p90=0.12}")
    text = said(mine, "--agreement", *over)
    assert "A new deal pays 8% to 12% (half below 10%) of the value of its first year." in text
    assert (
        "A range is that of 8 worlds in 10; examples take the stated value of archetypes.referral.terms.rate." in text
    )
    assert "A range" not in said(mine, "--agreement")


def test_all_kinds_that_are_approached_and_each_by_its_name(mine: str, tmp_path: Path) -> None:
    overlay = tmp_path / "none.toml"
    overlay.write_text("[mix]\nreferral = 1.0\naffiliate = 0.0\nreseller = 0.0\n", "utf-8")
    heads = ("affiliate: what a partner", "referral: what a partner", "reseller: what a partner")
    assert [head in said(mine, "--agreement") for head in heads] == [True, True, True]
    assert [head in said(mine, "--agreement", "--with", str(overlay)) for head in heads] == [False, True, False]
    assert heads[2] in said(mine, "reseller", "--agreement", "--with", str(overlay))
    refusal = said(mine, "nobody", "--agreement", code=2)
    assert "nobody: there is no kind of partner of this name (there are affiliate, referral, reseller)" in refusal
    assert "--deal and --won go with --agreement" in said(mine, "--deal", "40000", code=2)


def test_json_has_sentences_and_entries(mine: str) -> None:
    """Won in month 5: 15% of 20,000 is 3,000 on day 134, live on day 164 and held back to day 194 of month 7."""
    done = CliRunner().invoke(commands, ["explain", mine, "referral", "--agreement", "--won", "5", "--json"])
    (found,) = json.loads(done.output)["agreements"]
    assert found["archetype"] == "referral"
    assert found["sentences"][0] == {
        "about": "new deal",
        "text": "A new deal pays 15% of the value of its first year.",
    }
    (example,) = found["examples"]
    assert (example["line"], example["deal"], example["won_day"], example["go_live_day"]) == (None, 100_000, 134, 164)
    assert example["entries"][:2] == [
        {"form": "fee", "contract_year": 1, "day": 134, "amount": 15_000.0, "paid_month": 7, "name": None},
        {"form": "fee", "contract_year": 2, "day": 524, "amount": 10_000.0, "paid_month": 19, "name": None},
    ]
    assert len(example["entries"]) == 21
