"""Settlement and clawback in cents, worked by hand: futures without chance, read from the ledger of both engines.

One partner a kind, one deal each of $24,000 at 20%: a fee of $4,800.
"""

import tomllib
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.ledger import Kind
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

HERE = Path(__file__).parent
ENGINES = ("reference", "compiled")
FEE = 480_000
R_92 = {"full_days": 30, "partial_days": 90, "end_days": 180}
"""All before day 30, half before day 90, less and less up to day 180."""
Row = tuple[int, str, str, int]
"""Day, kind, archetype, cents."""
MONEY = (Kind.FEE_ACCRUED, Kind.CLAWED_BACK, Kind.DISPUTED, Kind.FEE_PAID, Kind.FEE_LOST)


def scenario_of(
    folder: Path, kinds: dict[str, dict[str, Any]], overrides: Sequence[str] = (), **tables: Any
) -> Scenario:
    """The hand-worked company with kinds of referral partners of its own, which begin at once."""
    data = tomllib.loads((HERE / "hand.toml").read_text("utf-8"))
    referral = data["archetypes"]["referral"]
    referral |= {"candidates": 1, "candidates_per_month": 0, "acv_median": 24_000.0, "review_exempt": True}
    for terms in ("terms", "market_terms"):
        referral[terms] = {"model": "referral", "rate": 0.20}
    data["archetypes"] = {name: deepcopy(referral) | changes for name, changes in kinds.items()}
    data["mix"] = {name: 1 / len(kinds) for name in kinds}
    data["phases"]["pilot"]["contacts_per_month"] = float(len(kinds))
    data["program"]["onboarding_slots"] = 20.0
    file = folder / "settled.toml"
    file.write_text(tomli_w.dumps(data | tables), "utf-8")
    return load_scenario(file, overrides)


def money_of(scenario: Scenario, engine: str, *also: Kind) -> list[Row]:
    """The rows of pay, and those of other kinds."""
    ledger, _, parameters = ledger_of(scenario, 1, 0, 0, engine)
    roll = roll_of(parameters)
    return [
        (row[0], Kind(row[1]).name, roll.name(row[2]).split("/")[0], row[4])
        for row in ledger.rows
        if row[1] in (*MONEY, *also)
    ]


def owed(scenario: Scenario, engine: str) -> list[int]:
    """What is owed to partners at each close."""
    run, twin, parameters = ledger_of(scenario, 1, 0, 0, engine)
    found: list[int] = ledger_metrics(scenario, run, twin, parameters)["fees_owed"].tolist()
    return found


LEAVES = (29, 30, 60, 135, 180)


@pytest.mark.parametrize("engine", ENGINES)
def test_q_12_five_customers_that_leave_after_29_to_180_days(tmp_path: Path, engine: str) -> None:
    """Q-12. Won on day 55 + 30 = 85, live on day 115; closes 4, 7, 10 … pay what is payable before days 90, 180, 270.

    The first three leave before the payout of day 210: what is left of the fee is paid then, and nothing to the first.
    The fourth leaves on day 250 with its fee of day 210 paid: $1,200 is carried on and never paid.
    """
    kinds = {
        f"leaves_{day:03}": {
            "early_cancel_probability": 1.0, "early_cancel_first_day": day, "early_cancel_days": 1,
        }
        for day in LEAVES
    }  # fmt: skip
    scenario = scenario_of(tmp_path, kinds, clawback=R_92)
    assert money_of(scenario, engine, Kind.CANCELLED) == [
        *((85, "FEE_ACCRUED", f"leaves_{day:03}", FEE) for day in LEAVES),
        (144, "CANCELLED", "leaves_029", -2_400_000),
        (144, "CLAWED_BACK", "leaves_029", -480_000),
        (145, "CANCELLED", "leaves_030", -2_400_000),
        (145, "CLAWED_BACK", "leaves_030", -240_000),
        (175, "CANCELLED", "leaves_060", -2_400_000),
        (175, "CLAWED_BACK", "leaves_060", -240_000),
        *((210, "FEE_PAID", f"leaves_{day:03}", FEE) for day in LEAVES),
        (210, "FEE_PAID", "leaves_029", -480_000),
        (210, "FEE_PAID", "leaves_030", -240_000),
        (210, "FEE_PAID", "leaves_060", -240_000),
        (250, "CANCELLED", "leaves_135", -2_400_000),
        (250, "CLAWED_BACK", "leaves_135", -120_000),
        (295, "CANCELLED", "leaves_180", -2_400_000),
    ]
    assert owed(scenario, engine)[5:10] == [5 * FEE - 960_000, 0, 0, -120_000, -120_000]
    assert owed(scenario, engine)[-1] == -120_000


MONTHLY = {"every_months": 1, "lag_months": 0, "trigger": "signature"}
PAYOUTS = {
    "a_signature": {},
    "b_go_live": {"trigger": "go_live"},
    "c_payment": {"trigger": "first_payment"},
    "d_trial": {"trigger": "trial_end", "trial_days": 40},
    "e_held_back": {"holdback_days": 30},
    "f_late": {"lag_months": 1, "late_months": 1},
    "g_disputed": {"dispute_probability": 1.0, "dispute_days": 60},
    "h_yearly": {"every_months": 12},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_each_kind_waits_for(tmp_path: Path, engine: str) -> None:
    """Won on day 85, live on 115, first payment of the customer on 145; paid at the first close after that day.

    A trial of 40 days ends on 155; what is late is two months behind; a dispute of 60 days moves day 85 to 145. The
    second year begins on day 475: its fee waits for the payment of day 505 where it waits for payments.
    """
    kinds = {
        name: {"payout": MONTHLY | changes, "terms": {"model": "referral", "rate": 0.2, "later": {"year_2": 0.1}}}
        for name, changes in PAYOUTS.items()
    }
    found = money_of(scenario_of(tmp_path, kinds), engine)
    paid = {
        name: [(day, cents) for day, kind, of, cents in found if kind == "FEE_PAID" and of == name] for name in kinds
    }
    assert paid == {
        "a_signature": [(90, FEE), (480, 240_000)],
        "b_go_live": [(120, FEE), (480, 240_000)],
        "c_payment": [(150, FEE), (510, 240_000)],
        "d_trial": [(180, FEE), (480, 240_000)],
        "e_held_back": [(120, FEE), (510, 240_000)],
        "f_late": [(150, FEE), (540, 240_000)],
        "g_disputed": [(150, FEE), (540, 240_000)],
        "h_yearly": [(360, FEE), (720, 240_000)],
    }
    assert [row for row in found if row[1] == "DISPUTED"] == [
        (90, "DISPUTED", "g_disputed", FEE), (480, "DISPUTED", "g_disputed", 240_000),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_a_minimum_that_is_not_reached_and_then_is(tmp_path: Path, engine: str) -> None:
    """$4,800 wait for $5,000; a year later $2,400 come to them, and alone they wait. Who is removed is paid all."""
    terms = {"terms": {"model": "referral", "rate": 0.2, "later": {"year_2": 0.1}}}
    kinds = {
        "below": terms | {"payout": MONTHLY | {"minimum": 5_000.0}},
        "enough": terms | {"payout": MONTHLY | {"minimum": 4_800.0}},
        "removed": terms | {"payout": MONTHLY | {"minimum": 5_000.0}, "review_exempt": False},
    }
    found = money_of(scenario_of(tmp_path, kinds), engine, Kind.REMOVED)
    assert [row for row in found if row[1] != "FEE_ACCRUED"] == [
        (90, "FEE_PAID", "enough", FEE),
        (360, "REMOVED", "removed", 0),
        (360, "FEE_PAID", "removed", FEE),
        (480, "FEE_PAID", "below", FEE),
        (480, "FEE_PAID", "below", 240_000),
        (480, "FEE_PAID", "removed", 240_000),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_removed_partner_owes_is_lost(tmp_path: Path, engine: str) -> None:
    """Paid on day 90, removed on day 360; the customer leaves on day 115 + 300, before the end of the clawback."""
    leaves = {"early_cancel_probability": 1.0, "early_cancel_first_day": 300, "early_cancel_days": 1}
    kinds = {"kept": leaves | {"payout": MONTHLY}, "removed": leaves | {"payout": MONTHLY, "review_exempt": False}}
    scenario = scenario_of(tmp_path, kinds, clawback={"full_days": 360})
    found = money_of(scenario, engine)
    assert [row for row in found if row[0] > 90] == [
        (415, "CLAWED_BACK", "kept", -FEE),
        (415, "CLAWED_BACK", "removed", -FEE),
        (420, "FEE_LOST", "removed", FEE),
    ]
    run, twin, parameters = ledger_of(scenario, 1, 0, 0, engine)
    metrics = ledger_metrics(scenario, run, twin, parameters)
    assert [metrics[name].sum() for name in ("commissions", "fees_paid", "clawed_back", "fees_lost")] == [
        2 * FEE, 2 * FEE, 2 * FEE, FEE,
    ]  # fmt: skip
    assert metrics["fees_owed"][-1] == -FEE
    without = {"recruited_list_revenue": 1, "partner_cost_of_goods": -1, "program_cost": -1, "resale_margin": -1}
    rest = sum(sign * metrics[name].sum() for name, sign in without.items())
    assert metrics["program_contribution"].sum() == rest - FEE, "of two fees one is got back, or is claimed yet"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_that_takes_less(tmp_path: Path, engine: str) -> None:
    """On day 40 a third of 24,000 is given up, and of half the fee a third, $800; the rest is billed and renewed."""
    kinds = {
        "less": {
            "downgrade_probability": 1.0, "downgrade_share": 1 / 3, "early_cancel_first_day": 40,
            "early_cancel_days": 1,
        }
    }  # fmt: skip
    scenario = scenario_of(tmp_path, kinds, ["archetypes.less.terms.later.year_2=0.1"], clawback=R_92)
    found = money_of(scenario, engine, Kind.DOWNGRADED, Kind.RENEWED, Kind.REVENUE)
    assert [row for row in found if row[1] not in ("FEE_PAID", "REVENUE")] == [
        (85, "FEE_ACCRUED", "less", FEE),
        (155, "DOWNGRADED", "less", -800_000),
        (155, "CLAWED_BACK", "less", -80_000),
        (475, "RENEWED", "less", 1_600_000),
        (475, "FEE_ACCRUED", "less", 160_000),
    ]
    assert [row[3] for row in found if row[1] == "REVENUE"][:5] == [200_000, 200_000, 133_334, 133_333, 133_333]


@pytest.mark.parametrize("engine", ENGINES)
def test_churn_by_month(tmp_path: Path, engine: str) -> None:
    """Everybody leaves in the first month, which is billed; half of the fee is taken back at 30 days.

    A cancellation of the same day wins, and one of a day later does not come; nor does a downgrade of the same day.
    """
    month = {"churn_basis": "month", "churn_per_year": 1.0, "early_cancel_days": 1}
    kinds = {
        "a_churns": month,
        "b_cancels": month | {"early_cancel_probability": 1.0, "early_cancel_first_day": 30},
        "c_would_cancel": month | {"early_cancel_probability": 1.0, "early_cancel_first_day": 31},
        "d_would_take_less": month
        | {"downgrade_probability": 1.0, "downgrade_share": 0.5, "early_cancel_first_day": 30},
        "e_takes_less": month | {"downgrade_probability": 1.0, "downgrade_share": 0.5, "early_cancel_first_day": 29},
    }
    scenario = scenario_of(tmp_path, kinds, clawback=R_92)
    found = money_of(scenario, engine, Kind.CHURNED, Kind.CANCELLED, Kind.DOWNGRADED, Kind.REVENUE)
    assert [row for row in found if 115 < row[0] < 150 and row[1] != "REVENUE"] == [
        (144, "DOWNGRADED", "e_takes_less", -1_200_000),
        (144, "CLAWED_BACK", "e_takes_less", -240_000),
        (145, "CHURNED", "a_churns", -2_400_000),
        (145, "CLAWED_BACK", "a_churns", -240_000),
        (145, "CANCELLED", "b_cancels", -2_400_000),
        (145, "CLAWED_BACK", "b_cancels", -240_000),
        (145, "CHURNED", "c_would_cancel", -2_400_000),
        (145, "CLAWED_BACK", "c_would_cancel", -240_000),
        (145, "CHURNED", "d_would_take_less", -2_400_000),
        (145, "CLAWED_BACK", "d_would_take_less", -240_000),
        (145, "CHURNED", "e_takes_less", -1_200_000),
        (145, "CLAWED_BACK", "e_takes_less", -120_000),
    ]
    billed = {name: [row[0] for row in found if row[1] == "REVENUE" and row[2] == name] for name in kinds}
    assert billed["a_churns"] == billed["c_would_cancel"] == [120]
    assert billed["b_cancels"] == [120, 150], "the month of a cancellation is billed too"


SHARED = {
    "terms": {"model": "share", "rate": 0.1, "flat_fee": 300.0},
    "payout": {"every_months": 1, "lag_months": 0, "trigger": "signature"},
}
"""A sum of $300 at the win, and 10% of the $2,000 of each month: $200."""
SHARES = (30_000, 20_000)


@pytest.mark.parametrize("engine", ENGINES)
def test_shares_are_taken_back_and_the_last_month_accrues_what_is_kept(tmp_path: Path, engine: str) -> None:
    """Live on day 115, in month 4. At 29 days all of $300 + $200 is taken back, and month 5 accrues nothing.

    At 30 days half of it, and half of month 5 accrues. At 135 days half of a half: of $300 and the five months 4 … 8,
    $325, and month 9 accrues $200 less $50. What was paid before is not got back: the rest of it is owed below zero.
    """
    early = {"early_cancel_probability": 1.0, "early_cancel_days": 1}
    kinds = {f"leaves_{day:03}": SHARED | early | {"early_cancel_first_day": day} for day in (29, 30, 135)}
    scenario = scenario_of(tmp_path, kinds, clawback=R_92)
    found = money_of(scenario, engine, Kind.SHARE_ACCRUED)
    earned = {
        name: [(day, cents) for day, kind, of, cents in found if kind not in ("FEE_PAID", "FEE_LOST") and of == name]
        for name in kinds
    }
    assert earned == {
        "leaves_029": [(85, 30_000), (120, 20_000), (144, -50_000)],
        "leaves_030": [(85, 30_000), (120, 20_000), (145, -25_000), (150, 10_000)],
        "leaves_135": [
            (85, 30_000), *((30 * month, 20_000) for month in range(4, 9)), (250, -32_500), (270, 15_000),
        ],
    }  # fmt: skip
    paid = [cents for _, kind, of, cents in found if kind == "FEE_PAID" and of == "leaves_135"]
    assert paid == [30_000, *[20_000] * 5]
    assert owed(scenario, engine)[-1] == -50_000 - 15_000 - 17_500


@pytest.mark.parametrize("engine", ENGINES)
def test_what_shares_wait_for(tmp_path: Path, engine: str) -> None:
    """The share of month 4 waits for its last day 119, the trial's end on day 155, or the payment 30 days later."""
    changes = {
        "a_signature": {},
        "b_trial": {"trigger": "trial_end", "trial_days": 40},
        "c_payment": {"trigger": "first_payment"},
        "d_held_back": {"holdback_days": 30},
        "e_minimum": {"minimum": 750.0},
        "f_disputed": {"dispute_probability": 1.0, "dispute_days": 30},
    }
    kinds = {name: {"terms": SHARED["terms"], "payout": SHARED["payout"] | each} for name, each in changes.items()}
    found = money_of(scenario_of(tmp_path, kinds), engine)
    paid = {name: [(d, c) for d, kind, of, c in found if kind == "FEE_PAID" and of == name][:5] for name in kinds}
    flat, month = SHARES
    assert paid == {
        "a_signature": [(90, flat), (120, month), (150, month), (180, month), (210, month)],
        "b_trial": [(180, flat), (180, month), (180, month), (180, month), (210, month)],
        "c_payment": [(150, flat), (150, month), (180, month), (210, month), (240, month)],
        "d_held_back": [(120, flat), (150, month), (180, month), (210, month), (240, month)],
        "e_minimum": [(180, flat), (180, month), (180, month), (180, month), (300, month)],
        "f_disputed": [(120, flat), (150, month), (180, month), (210, month), (240, month)],
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_downgrade_lowers_shares_and_varying_margins_at_the_rate_of_the_year(tmp_path: Path, engine: str) -> None:
    """A quarter less from day 144 on: $500 of each $2,000. A quarter of $500 so far is taken back.

    Nothing was added before: the months from 5 on are those of $18,000 at the first year's rate. The renewal on day 475
    adds half of that; of month 16 on, $1,500 have the renewal's 4% and $750 the 30% of what was added.
    """
    takes_less = {
        "downgrade_probability": 1.0, "downgrade_share": 0.25, "early_cancel_first_day": 29, "early_cancel_days": 1,
        "expansion_probability": 1.0, "expansion_share": 0.5,
    }  # fmt: skip
    rates = {"rate": 0.1, "renewal_rate": 0.04, "expansion_rate": 0.3}
    kinds = {
        "resells": takes_less | {"terms": {"model": "resale"} | rates},
        "shares": takes_less | SHARED | {"terms": SHARED["terms"] | rates},
    }
    scenario = scenario_of(tmp_path, kinds, ["vendor.resale_booking=gross"], clawback=R_92)
    found = money_of(scenario, engine, Kind.SHARE_ACCRUED, Kind.RESALE_MARGIN)
    by_month = [20_000, *[15_000] * 11, 28_500, 28_500]
    for name, kind in (("resells", "RESALE_MARGIN"), ("shares", "SHARE_ACCRUED")):
        assert [cents for _, what, of, cents in found if what == kind and of == name][:14] == by_month
    assert [row for row in found if row[1] == "CLAWED_BACK"] == [(144, "CLAWED_BACK", "shares", -12_500)]
