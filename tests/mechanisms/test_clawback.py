"""Clawback, downgrades and churn by month in both engines; the list of fees adds up; and nothing of it where absent."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine import compiled, reference
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind, Ledger, Trait, kinds_with
from sim.metrics.declared import metric_set_of
from sim.randomness import Stream, chance_key, draw_uniform
from sim.report.verification.lines import verification_lines
from sim.rules.clawback import clawed_back_cents
from sim.scenario.load import ScenarioError, load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.started import customer, opportunity, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, SETTLED, go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
KINDS = ("referrer", "reseller")


def both(*changes: str) -> tuple[str, ...]:
    return tuple(f"archetypes.{name}.{change}" for name in KINDS for change in changes)


STEPS = "clawback={full_days=30, partial_days=90, end_days=180, partial_share=0.4}"
FICKLE = both("early_cancel_probability=0.3", "early_cancel_days=200", "early_cancel_first_day=5")
LESS = both("downgrade_probability=0.4", "downgrade_share=0.3")
BY_MONTH = both("churn_basis='month'", "churn_per_year=0.5")
HELD = ("payout.minimum=2000.0", "payout.holdback_days=60", "payout.every_months=1")
THERE = both("established={ partners = 9, age_months = 14, customers = 2.5, arr_median = 12_000.0 }")
VARIANTS: dict[str, tuple[str, ...]] = {
    "steps": (STEPS, *FICKLE, *LESS),
    "one number": ("clawback={full_days=300}", *FICKLE, *BY_MONTH),
    "held, unpaid": (STEPS, *FICKLE, *LESS, *BY_MONTH, *HELD, "months=40", "departure.pay_after_departure=false"),
    "established, sunset": (STEPS, *BY_MONTH, *LESS, *THERE, "sunset.month=12", "sunset.sourced_share=0.9"),
    "uncertain": (
        STEPS, *FICKLE, *LESS,
        'uncertainty."archetypes.referrer.early_cancel_first_day"={low=1, high=300}',
        'uncertainty."archetypes.referrer.early_cancel_days"={low=1, high=300}',
        'uncertainty."archetypes.referrer.downgrade_share"={low=0.0, high=0.9}',
        'uncertainty."clawback.full_days"={low=0, high=360}',
        'uncertainty."clawback.partial_days"={low=0, high=360}',
    ),
    "churn by month alone": BY_MONTH,
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def run_of(*overrides: str, engine: str = "compiled", world: int = 0) -> Ledger:
    return ledger_of(scenario_of(*overrides), SEED, world, 0, engine)[0]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 4, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    """Customers of a running program in their first year: may cancel, shrink and churn yet, and pay is taken back."""
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", left_day=-20, last_won_day=-450), partner("c")],
        [customer(1, 0), customer(1, 1, 90_000, -20, -20), customer(2, 0, 70_000, -100, -100),
         customer(0, 2, 70_000, -9, -9)],
        [opportunity(0, 1), opportunity(2, 1, -60, won=-15)],
        month=12,
    )  # fmt: skip
    parameters = parameters_with(there, *LIVELY, *SETTLED, "months=26")
    seen: set[int] = set()
    for future in range(6):
        tables = go_on(parameters, chance_key(SEED, 0, future), (1, 4, 12))
        seen |= {deal["awaits"] for table in tables.values() for deal in table.tables["deals"]}
    assert seen == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_there_on_day_0_has_earned_its_fee(engine: str) -> None:
    """A customer of $1,200 a year whose first year began 20 days ago cancels on a day of the rest of the window."""
    there = state_of([partner("a")], [customer(0, 0, 120_000, -20, -20)], [], month=12)
    sure = (
        "clawback={full_days=360}",
        "archetypes.referral.early_cancel_probability=1.0",
        "months=13",
        "gate.month=13",
    )
    parameters = parameters_with(there, *sure, "archetypes.referral.early_cancel_days=200")
    simulate = {"reference": reference.simulate, "compiled": compiled.simulate}[engine]
    rows = simulate(parameters, chance_key(SEED, 0, 0), True).rows
    rate = parameters.archetypes[0].terms.cards[0].rate_bps
    (left,) = (row for row in rows if row[KIND] == Kind.CANCELLED and row[AMOUNT] == -120_000)
    (back,) = (row for row in rows if row[KIND] == Kind.CLAWED_BACK and row[PARTNER] == left[PARTNER]
               and row[DEAL] == left[DEAL])  # fmt: skip
    assert 0 <= left[DAY] < 181
    assert (back[DAY], back[AMOUNT], back[DETAIL]) == (left[DAY], -120_000 * rate // 10_000, left[DAY] + 20)


def by_partner(ledger: Ledger, *kinds: Kind) -> Counter[int]:
    sums: Counter[int] = Counter()
    for row in ledger.rows:
        if row[KIND] in kinds:
            sums[row[PARTNER]] += row[AMOUNT]
    return sums


def check_list_of_fees(ledger: Ledger, scenario: Scenario, parameters: Any) -> None:
    """By partner, at every payout: accrued less taken back = paid − lost + owed; a payout is never negative."""
    roll, entries, gone = roll_of(parameters), Counter[tuple[int, ...]](), set[int]()
    paid: Counter[tuple[int, int]] = Counter()
    for row in ledger.rows:
        if row[KIND] in LEAVING_KINDS:
            gone.add(row[PARTNER])
        elif row[KIND] in (Kind.FEE_ACCRUED, Kind.CLAWED_BACK):
            entries[row[PARTNER], row[DEAL], row[AMOUNT]] += 1
        elif row[KIND] in (Kind.FEE_PAID, Kind.FEE_LOST):
            sign = 1 if row[KIND] == Kind.FEE_PAID else -1
            entries[row[PARTNER], row[DEAL], sign * row[AMOUNT]] -= 1
            if row[KIND] == Kind.FEE_PAID:
                paid[row[PARTNER], row[DAY]] += row[AMOUNT]
            else:
                assert row[PARTNER] in gone
    assert min(entries.values(), default=0) >= 0, "what is settled was entered"
    for (dense, day), cents in paid.items():
        kind = scenario.archetypes[roll.names[roll.place(dense)[0]]]
        minimum = (kind.payout or scenario.payout).minimum
        left = any(row[KIND] in LEAVING_KINDS and row[PARTNER] == dense and row[DAY] <= day for row in ledger.rows)
        assert cents == 0 or (cents > 0 and (left or cents >= 100 * minimum))
    left_open: Counter[int] = Counter()
    for (dense, _, cents), number in entries.items():
        left_open[dense] += cents * number
    accrued, taken, payments, lost = (
        by_partner(ledger, kind) for kind in (Kind.FEE_ACCRUED, Kind.CLAWED_BACK, Kind.FEE_PAID, Kind.FEE_LOST)
    )
    for dense in accrued.keys() | taken.keys() | payments.keys() | lost.keys():
        owed = accrued[dense] + taken[dense] + lost[dense] - payments[dense]
        assert owed == left_open[dense]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_list_of_fees_adds_up(name: str, engine: str) -> None:
    scenario = scenario_of(*VARIANTS[name])
    for world in range(2):
        run, twin, parameters = ledger_of(scenario, SEED, world, 0, engine)
        check_list_of_fees(run, scenario, parameters)
        owed = sum(by_partner(run, *kinds_with(Trait.PAY_EARNED)).values()) - sum(
            by_partner(run, Kind.FEE_PAID).values()
        )
        assert sum(run.owed.values()) == owed == ledger_metrics(scenario, run, twin, parameters)["fees_owed"][-1]


DAYS = st.lists(st.integers(0, 360), min_size=3, max_size=3).map(sorted)


@st.composite
def schedules(draw: Any) -> tuple[str, ...]:
    """Any clawback and payout, and customers that leave in any way."""
    full, partial, end = draw(DAYS)
    first = draw(st.integers(1, 359))
    window = draw(st.integers(1, 360 - first))
    chance = st.sampled_from(["0.0", "0.3", "1.0"])
    trigger = draw(st.sampled_from(["signature", "go_live", "first_payment", "trial_end"]))
    return (
        f"clawback={{full_days={full}, partial_days={partial}, end_days={end}, partial_share={draw(chance)}}}",
        *both(
            f"early_cancel_first_day={first}", f"early_cancel_days={window}",
            f"early_cancel_probability={draw(chance)}",
            f"downgrade_probability={draw(chance)}", f"downgrade_share={draw(st.floats(0, 0.99)):.4f}",
            f"churn_basis='{draw(st.sampled_from(['renewal', 'month']))}'", f"churn_per_year={draw(chance)}",
        ),
        f"payout={{every_months={draw(st.integers(1, 12))}, lag_months={draw(st.integers(0, 3))}, trigger='{trigger}', "
        f"holdback_days={draw(st.integers(0, 120))}, minimum={draw(st.sampled_from(['0.0', '500.0', '20000.0']))}, "
        f"dispute_probability={draw(chance)}, dispute_days={draw(st.integers(0, 90))}}}",
        f"departure.pay_after_departure={draw(st.sampled_from(['true', 'false']))}",
        "archetypes.reseller.terms={model='referral', rate=0.2, later_rates=[0.1]}",
    )  # fmt: skip


@settings(derandomize=True, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedules(), st.integers(0, 2**31))
def test_generated_settlements(overrides: tuple[str, ...], seed: int) -> None:
    scenario = scenario_of(*overrides)
    found = verify(scenario, 1, seed)
    assert found.is_equal, "\n".join([*overrides, *verification_lines(found)])
    run, _, parameters = ledger_of(scenario, seed, 0, 0, "reference")
    check_list_of_fees(run, scenario, parameters)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_taken_back_is_by_the_customer_s_age(engine: str) -> None:
    """Each row against the fee of year 1 and the day of go-live, read from other rows."""
    taken = 0
    for world in range(4):
        ledger = run_of(STEPS, *FICKLE, engine=engine, world=world)
        live = {(row[PARTNER], row[DEAL]): row[DAY] for row in ledger.rows if row[KIND] == Kind.GO_LIVE}
        fees = {(row[PARTNER], row[DEAL]): row[AMOUNT] for row in ledger.rows
                if row[KIND] == Kind.FEE_ACCRUED and row[DETAIL] == 1}  # fmt: skip
        expected = []
        for row in ledger.rows:
            deal = row[PARTNER], row[DEAL]
            if row[KIND] == Kind.CANCELLED:
                age = row[DAY] - live[deal]
                assert 5 <= age < 205
                back = clawed_back_cents(age, fees.get(deal, 0), 30, 90, 180, 4_000)
                expected += [(row[DAY], *deal, -back, fees[deal], age)] if back else []
        found = [tuple(row[at] for at in (DAY, PARTNER, DEAL, AMOUNT, LIST, DETAIL)) for row in ledger.rows
                 if row[KIND] == Kind.CLAWED_BACK]  # fmt: skip
        assert found == expected
        taken += len(found)
    assert taken > 25


def test_the_mean_of_what_is_taken_back_is_that_of_its_days() -> None:
    """Closed form: all cancel, on each of 200 days as likely; first all is taken, then 0.4, then less and less."""
    scenario = scenario_of(
        STEPS, *(change.replace("=0.3", "=1.0") for change in FICKLE),
        "archetypes.referrer.opportunities_per_month=6.0", "archetypes.referrer.win_probability=0.9",
        "archetypes.referrer.accounts=60.0",
        *(f"readiness.{score}=1.0" for score in ("product_maturity", "sales_clarity", "direct_discipline")),
    )  # fmt: skip
    shares: list[float] = []
    for world in range(30):
        ledger = ledger_of(scenario, SEED, world, 0, "compiled")[0]
        fees = {(row[PARTNER], row[DEAL]): row[AMOUNT] for row in ledger.rows
                if row[KIND] == Kind.FEE_ACCRUED and row[DAY] < 720 - 240}  # fmt: skip
        back = {(row[PARTNER], row[DEAL]): -row[AMOUNT] for row in ledger.rows if row[KIND] == Kind.CLAWED_BACK}
        shares += [back.get(deal, 0) / fee for deal, fee in fees.items()]
    days = range(5, 205)
    expected = sum(1.0 if day < 30 else 0.4 if day < 90 else max(0.0, 0.4 * (180 - day) / 90) for day in days) / 200
    mean, error = np.mean(shares), np.std(shares) / len(shares) ** 0.5
    assert len(shares) > 3_000
    assert abs(mean - expected) < 3 * error
    assert abs(mean - 1.1 * expected) > 3 * error, "a schedule that is 10% off is found"


def test_a_customer_leaves_by_month_as_its_draw_says() -> None:
    """1 − (1 − c)^j > u, 1 − c the twelfth root of half: worked out from the address of the draw alone."""
    leaves = both("churn_basis='month'", "churn_per_year=0.5", "early_cancel_probability=0.0")
    scenario = scenario_of("months=36", *leaves, "departure.orphan_churn_odds_multiplier=1.0")
    ledger, _, parameters = ledger_of(scenario, SEED, 0, 0, "compiled")
    roll, key, months = roll_of(parameters), chance_key(SEED, 0, 0), Counter[int]()
    for row in ledger.rows:
        if row[KIND] != Kind.GO_LIVE:
            continue
        archetype, batch, index = roll.place(row[PARTNER])
        place = batch << 32 | index << 16 | row[DEAL]
        u = draw_uniform(key, Stream.RENEWAL, parameters.archetypes[archetype].name_word, place, 0)
        month = next((j for j in range(1, 13) if 1 - 0.5 ** (j / 12) > u), None)
        churned = [other for other in ledger.rows
                   if other[KIND] == Kind.CHURNED and other[PARTNER:AMOUNT] == row[PARTNER:AMOUNT]]  # fmt: skip
        billed = sum(
            other[KIND] == Kind.REVENUE and other[PARTNER:AMOUNT] == row[PARTNER:AMOUNT] for other in ledger.rows
        )
        if month is None or row[DAY] + 30 * month >= 30 * 36:
            assert not churned or churned[0][DAY] > row[DAY] + 360
        else:
            assert [(other[DAY], other[DETAIL]) for other in churned] == [(row[DAY] + 30 * month, month)]
            assert billed == month
            months[month] += 1
    assert sum(months.values()) > 30
    assert len(months) > 8


def test_its_metrics_are_those_of_its_rows() -> None:
    scenario = scenario_of(STEPS, *FICKLE, *LESS, "archetypes.referrer.departure_new_per_year=0.9")
    run, twin, parameters = ledger_of(scenario, SEED, 1, 0, "reference")
    metrics = ledger_metrics(scenario, run, twin, parameters)
    sums = {kind: sum(row[AMOUNT] for row in run.rows if row[KIND] == kind) for kind in Kind}
    assert metrics["clawed_back"].sum() == -sums[Kind.CLAWED_BACK] > 0
    assert metrics["fees_lost"].sum() == sums[Kind.FEE_LOST]
    assert metrics["downgraded_arr"].sum() == -sums[Kind.DOWNGRADED] > 0
    assert metrics["partner_arr"][-1] == sum(sums[kind] for kind in kinds_with(Trait.MOVES_ARR))


def test_where_it_is_absent_there_is_nothing_of_it() -> None:
    scenario = scenario_of()
    for name in ("clawed_back", "fees_lost", "downgraded_arr"):
        assert name not in metric_set_of(scenario)
        assert name in metric_set_of(scenario_of(STEPS))
    neutral = both("early_cancel_first_day=1", "downgrade_probability=0.0", "churn_basis='renewal'")
    assert resolved_toml(scenario_of(*neutral, STEPS, "clawback=false")) == resolved_toml(scenario)
    assert not any(row[KIND] in (Kind.CLAWED_BACK, Kind.DOWNGRADED, Kind.FEE_LOST) for row in run_of().rows)


def test_draws_past_the_renewal_are_shortened() -> None:
    scenario = scenario_of(*VARIANTS["uncertain"])
    kinds = [world_parameters(scenario, SEED, world)[1].archetypes[0] for world in range(60)]
    sums = [kind.early_cancel_first_day + kind.early_cancel_days for kind in kinds]
    assert max(sums) == 360
    assert sums.count(360) < 40
    rules = [world_parameters(scenario, SEED, world)[1].clawback[0] for world in range(60)]
    assert all(rule.full_days <= rule.partial_days <= rule.end_days for rule in rules)


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (("clawback={full_days=60, partial_days=30}",), "clawback.partial_days: it is below full_days"),
        (("clawback={full_days=30, partial_days=90, end_days=60}",), "clawback.end_days: it is below partial_days"),
        (("clawback={full_days=60, end_days=30}",), "clawback.end_days: it is below full_days"),
        (("clawback={partial_days=30}",), "full_days"),
        (("clawback={full_days=30, partial_days=60, partial_share=15}",), "partial_share"),
        (("clawback={full_days=361}",), "full_days"),
        (("archetypes.referrer.early_cancel_first_day=300",), "ends past the renewal on day 360"),
        (("archetypes.referrer.early_cancel_first_day=0",), "early_cancel_first_day"),
        (("archetypes.referrer.downgrade_probability=0.2",), "it needs [clawback]"),
        (('uncertainty."archetypes.referrer.downgrade_probability"={low=0.0, high=0.2}',), "it needs [clawback]"),
        (("archetypes.referrer.churn_basis='week'",), "churn_basis"),
    ],
)
def test_bad_input_is_refused(overrides: tuple[str, ...], words: str) -> None:
    window = "archetypes.referrer.early_cancel_days=61"
    with pytest.raises(ScenarioError) as error:
        scenario_of(window, *overrides)
    assert words in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_of(
            "clawback={full_days=60, partial_days=30}", "archetypes.referrer.early_cancel_first_day=350",
            "payout.dispute_probability=15",
        )  # fmt: skip
    told = str(error.value)
    assert all(word in told for word in ("clawback.partial_days", "early_cancel_first_day", "dispute_probability"))
