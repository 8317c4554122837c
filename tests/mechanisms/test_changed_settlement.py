"""Changes of payouts and clawbacks: an entry is made, paid and taken back by what is in force on that day."""

import pytest

from sim.experiment.replication import ledger_of
from sim.experiment.verification import verify
from sim.ledger import Kind
from sim.metrics.runoff import pay_due_value
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of

from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, SETTLED, go_on, past
from .test_clawback import BY_MONTH, FICKLE, FIELDS, LESS, STEPS

ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, EARNED, AGE = range(7)
OWN = (
    "archetypes.referrer.payout={every_months=1, lag_months=0, holdback_days=30, minimum=2000.0, "
    "dispute_probability=0.3, dispute_days=50}"
)
SETTLING = (
    "changes.sooner={month=9, set={clawback.full_days=60, archetypes.referrer.payout.minimum=100.0, "
    "archetypes.referrer.payout.holdback_days=0, archetypes.referrer.payout.dispute_days=10}}",
    "changes.later={month=15, set={clawback.end_days=90, archetypes.referrer.payout.every_months=3, "
    "archetypes.referrer.payout.late_months=2, payout.lag_months=4}}",
)


def rows_of(*overrides, engine, world=0):
    return ledger_of(load_scenario(FIELDS, overrides), SEED, world, 0, engine)[0].rows


def test_the_engines_are_equal():
    found = verify(load_scenario(FIELDS, (STEPS, *FICKLE, *LESS, *BY_MONTH, OWN, *SETTLING)), 4, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_a_running_program_goes_on_after_changes_and_pays_what_it_owed():
    """Its engines are frozen and opened again before, between and after two changes, those of months 2 and 8."""
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450), partner("c")],
        [customer(1, 0), customer(1, 1, 90_000, -20, -20), customer(0, 2, 70_000, -9, -9)],
        [opportunity(0, 1), opportunity(2, 1, -60, won=-15)],
        month=12, months=past((900, 100), (500, 600), owed=7_654_321),
    )  # fmt: skip
    changes = (
        "changes.payouts={month=2, set={payout.every_months=3, payout.lag_months=3, clawback.full_days=20}}",
        "changes.rates={month=8, retroactive=true, set={archetypes.referral.terms.rate=0.05}}",
    )
    parameters = parameters_with(there, *LIVELY, *SETTLED, *changes, "months=20", "gate.month=20")
    assert [change.month for change in parameters.changes] == [2, 8]
    tables = go_on(parameters, chance_key(SEED, 0, 0), (1, 5, 12))
    assert {deal["locked"] for deal in tables[12].tables["deals"]} == {0, 1, 2}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clawback_is_that_of_the_day_on_which_the_customer_leaves(engine):
    """All that was earned within 300 days of go-live, and from the opening of month 13 within 30."""
    change = "changes.kinder={month=13, set={clawback.full_days=30}}"
    before = after = kept = 0
    for world in range(4):
        rows = rows_of("clawback={full_days=300}", *FICKLE, change, engine=engine, world=world)
        live = {(row[PARTNER], row[DEAL]): row[DAY] for row in rows if row[KIND] == Kind.GO_LIVE}
        back = {(row[PARTNER], row[DEAL]): row for row in rows if row[KIND] == Kind.CLAWED_BACK}
        earned = {(row[PARTNER], row[DEAL]) for row in rows if row[KIND] == Kind.FEE_ACCRUED}
        for left in (row for row in rows if row[KIND] == Kind.CANCELLED):
            deal = left[PARTNER], left[DEAL]
            if deal not in earned or deal not in live:
                continue
            age, limit = left[DAY] - live[deal], 300 if left[DAY] < 360 else 30
            assert (deal in back) == (age < limit)
            if deal in back:
                assert (-back[deal][AMOUNT], back[deal][AGE]) == (back[deal][EARNED], age)
            before, after = before + (left[DAY] < 360), after + (deal in back and left[DAY] >= 360)
            kept += deal not in back and left[DAY] >= 360
    assert min(before, after, kept) > 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_payout_is_that_of_the_day_of_its_close(engine):
    """Every month up to close 12; from then on every sixth, two months late: 20, as close 12 left nothing for 14."""
    own = "archetypes.referrer.payout={every_months=1, lag_months=0}"
    later = "changes.later={month=13, set={archetypes.referrer.payout.every_months=6, "
    change = later + "archetypes.referrer.payout.late_months=2}}"
    months = set()
    for world in range(4):
        rows = rows_of(own, change, "archetypes.reseller.terms.model='resale'", engine=engine, world=world)
        months |= {row[DAY] // 30 for row in rows if row[KIND] == Kind.FEE_PAID}
    assert {month for month in months if month > 12} == {20}
    assert len({month for month in months if month <= 12}) > 2


def test_the_run_off_waits_as_at_the_horizon():
    own = "archetypes.referrer.payout={every_months=1, lag_months=0}"
    change = "changes.later={month=13, set={archetypes.referrer.payout.lag_months=6}}"
    soon, late = (parameters_of(load_scenario(FIELDS, overrides)) for overrides in ((own,), (own, change)))
    ratio = (pay_due_value(late) / pay_due_value(soon))[0]
    assert ratio == pytest.approx((1 + soon.finance.discount_rate) ** -0.5)
