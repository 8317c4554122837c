"""What a month can hold: contacts of the heads there are, opportunities of a partner, and money that can be counted."""

import math

import numpy as np
import pytest

import sim.engine.compiled  # noqa: F401  # shares the rules with the compiler
from sim.compilation import compiled as compiled_function
from sim.experiment.replication import ledger_metrics, ledger_of, simulate_world
from sim.experiment.run import simulate
from sim.ledger import Kind
from sim.metrics.business import part
from sim.scenario.load import load_scenario
from sim.units import MOST_CENTS, share_of_cents

from .cases import SMALL, both

ENGINES = ("reference", "compiled")
PLENTY = both("candidates=5000", "candidates_per_month=0")
SHORT = ("months=12", "gate.month=12")


def metrics_of(engine: str, *overrides: str, world: int = 0) -> dict[str, np.ndarray]:
    scenario = load_scenario(SMALL, [*SHORT, *overrides])
    run, twin, parameters = ledger_of(scenario, 5, world, 0, engine)
    return ledger_metrics(scenario, run, twin, parameters)


# Contacts (18.5)


@pytest.mark.parametrize("engine", ENGINES)
def test_heads_make_the_contacts_they_have_time_for(engine: str) -> None:
    """A pilot of 1.5 managers and 0.5 staff, at 25 contacts a head, makes 50 of 600 planned; names are plenty."""
    many = "phases.pilot.contacts_per_month=600", "phases.pilot.managers=1.5", "phases.pilot.staff=0.5"
    later = "phases.scale.earliest_month=12"
    ready = "readiness.organisational_capacity=1.0"
    found = metrics_of(engine, *PLENTY, *many, later, ready, "selection.minimum_score=7")
    assert found["planned_contacts"][:11].tolist() == [600_000_000] * 11
    assert found["staffed_contacts"][:11].tolist() == [50_000_000] * 11
    assert found["contacts"][:11].sum() == pytest.approx(550, abs=1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plan_within_the_time_of_heads_keeps_its_numbers(engine: str) -> None:
    plain, narrow = (metrics_of(engine, f"program.contacts_per_head_month={each}") for each in (25, 14))
    assert all(np.array_equal(plain[name], narrow[name]) for name in plain)


@pytest.mark.parametrize("engine", ENGINES)
def test_without_heads_nobody_is_contacted(engine: str) -> None:
    found = metrics_of(engine, "phases.pilot.managers=0", "phases.pilot.staff=0", "phases.scale.earliest_month=12")
    assert found["planned_contacts"][:11].all()
    assert not found["contacts"][:11].any()


@pytest.mark.parametrize("engine", ENGINES)
def test_low_capacity_lowers_the_plan_before_heads_limit_it(engine: str) -> None:
    """Of 600 contacts readiness leaves 300; two heads make 50 of them, not half of 50."""
    effects = "readiness_effects.capacity_multiplier=0.5", "readiness_effects.unready_score=0.2"
    plan = "phases.pilot.contacts_per_month=600", "phases.pilot.managers=2", "phases.scale.earliest_month=12"
    found = metrics_of(engine, *PLENTY, *effects, *plan, "readiness.organisational_capacity=0.2")
    assert found["planned_contacts"][0] == pytest.approx(300_000_000, abs=2)
    assert found["staffed_contacts"][0] == 50_000_000


# Opportunities (18.11)


@pytest.mark.parametrize("arrivals", ["poisson", "even"])
@pytest.mark.parametrize("engine", ENGINES)
def test_opportunities_past_the_limit_are_counted_and_not_simulated(engine: str, arrivals: str) -> None:
    """50 qualified ones at a gate of .1 are 500 raw ones; 120 are simulated on average, and never more than 190."""
    much = both(
        "opportunities_per_month=50", "qualification_probability=0.1", "accounts=100000", "size_sigma=0",
        "ramp_months=1",
    )  # fmt: skip
    calm = "program.overload_effort_elasticity=0", "readiness.positioning=1.0"
    scenario = load_scenario(SMALL, [*much, *calm, f'program.arrivals="{arrivals}"'])
    run, twin, parameters = ledger_of(scenario, 5, 0, 0, engine)
    found = ledger_metrics(scenario, run, twin, parameters)
    assert found["selling_partners"].max() > 3
    assert found["capped_partners"].tolist() == found["selling_partners"].tolist()
    first = {(row[2], row[3]) for row in run.rows if row[1] == Kind.QUALIFIED and row[3] % 256 == 0}
    by_month: dict[tuple[int, int], int] = {}
    for row in run.rows:
        if row[1] in (Kind.QUALIFIED, Kind.REJECTED):
            by_month[row[2], row[3] // 256] = by_month.get((row[2], row[3] // 256), 0) + 1
    full = [count for count in by_month.values() if count > 1]
    assert len(first) > 0
    assert max(full) <= 190
    if arrivals == "even":
        assert set(full) <= {120} | {count for count in full if count < 120}  # fewer where the partner left
        assert full.count(120) > len(full) / 2
    else:
        assert sum(full) / len(full) == pytest.approx(120, abs=4 * math.sqrt(120 / len(full)) + 4)


def test_fifty_qualified_a_month_at_a_gate_of_a_half_are_simulated() -> None:
    """100 raw ones: more than the 60 that there were before, and none is lost."""
    much = both(
        "opportunities_per_month=50", "qualification_probability=0.5", "accounts=100000", "size_sigma=0",
        "ramp_months=1", "pay_elasticity=0",
    )  # fmt: skip
    season = "vendor.seasonality=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
    calm = "program.overload_effort_elasticity=0", "readiness.positioning=1.0", season, "months=24"
    found = metrics_of("compiled", *much, *calm)
    assert not found["capped_partners"].any()
    months = slice(12, 24)
    mean = found["raw_opportunities"][months].sum() / found["selling_partners"][months].sum()
    count = found["selling_partners"][months].sum()
    assert mean == pytest.approx(100, abs=4 * math.sqrt(100 / count) + 3)


def test_an_ordinary_program_is_never_capped() -> None:
    ensemble = simulate(load_scenario("coach_ready"), runs=40, workers=1)
    assert ensemble.monthly["selling_partners"].any()
    assert not ensemble.monthly["capped_partners"].any()


# Recognition (18.9)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_late_cancellation_is_billed_twelve_months_and_no_more(engine: str) -> None:
    cancelled = both("early_cancel_probability=1.0", "early_cancel_days=359", "go_live_days=29")
    scenario = load_scenario(SMALL, [*cancelled, "months=40"])
    run, _, _ = ledger_of(scenario, 5, 1, 0, engine)
    billed: dict[tuple[int, int], list[int]] = {}
    for row in run.rows:
        if row[1] == Kind.REVENUE:
            billed.setdefault((row[2], row[3]), []).append(row[0] // 30)
    went_live = {(row[2], row[3]): row[0] for row in run.rows if row[1] == Kind.GO_LIVE}
    ended = {(row[2], row[3]): row[0] for row in run.rows if row[1] == Kind.CANCELLED}
    late = 0
    for deal, day in ended.items():
        first, last = went_live[deal] // 30 + 1, day // 30 + 1
        assert billed[deal] == list(range(first, min(last, first + 11) + 1)), deal
        late += last > first + 11
    assert late > 0, "some must fall into a 13th month"


# Money (18.10)


def test_money_past_the_limit_fails_its_future_in_both_engines_and_no_other() -> None:
    """ARR that grows sixfold at each renewal passes 2**53 cents in a few years, where a customer stays that long."""
    grows = both(
        "expansion_probability=1.0", "expansion_share=5.0", "churn_per_year=0.5", "early_cancel_probability=0",
        "acv_median=100_000_000", "acv_sigma=0.5",
    )  # fmt: skip
    scenario = load_scenario(SMALL, [*grows, "months=132"])
    keys: dict[str, list[tuple[int, int]]] = {}
    for engine in ENGINES:
        keys[engine] = []
        for world in range(6):
            result = simulate_world(scenario, 5, world, (0, 1), engine)
            keys[engine] += [(world, future) for future, _ in result.failures]
            assert all("larger than 2**53 cents" in text for _, text in result.failures)
            assert np.abs(result.monthly).max() < 2**60
    assert keys["reference"] == keys["compiled"]
    assert 0 < len(keys["reference"]) < 12
    ensemble = simulate(scenario, runs=6, futures=2, seed=5, workers=1)
    assert [(failure.world, failure.future) for failure in ensemble.failures] == keys["compiled"]
    assert not ensemble.batch_failures, "a world that fails is no bug of the batch"


def test_the_largest_amounts_are_multiplied_exactly() -> None:
    for amount in (MOST_CENTS, MOST_CENTS - 1, -MOST_CENTS, 12_345_678_901_234, -1, 0):
        for rate in (1, 9_999, 10_000, 20_000, 3_333):
            assert share_of_cents(amount, rate) == (amount * rate + 5_000) // 10_000
            assert compiled_share(amount, rate) == share_of_cents(amount, rate)
            assert int(part(np.array([amount]), rate)[0]) == share_of_cents(amount, rate)


@compiled_function("int64(int64, int64)")
def compiled_share(amount: int, rate: int) -> int:
    return share_of_cents(amount, rate)
