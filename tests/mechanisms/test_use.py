"""Use that ramps up: what is billed of the committed ARR, month by month, in both engines (R-71, R-72)."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import floor

import pytest

from sim.engine import compiled, reference
from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import Kind, Ledger
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.cases import FIELDS, HAND
from ..engines.started import customer, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, SETTLED, go_on

SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
ENGINES = {"reference": reference.simulate, "compiled": compiled.simulate}
RAMPS = {"referrer": (7, 2_500), "reseller": (20, 0)}
RAMP = tuple(
    f"archetypes.{name}.{field}={value}"
    for name, (months, start) in RAMPS.items()
    for field, value in (("usage_ramp_months", months), ("usage_start_share", start / 10_000))
)
CHANGING = (
    "clawback={full_days=0}",
    *(
        f"archetypes.{name}.{change}"
        for name in RAMPS
        for change in ("expansion_probability=0.6", "downgrade_probability=0.5", "downgrade_share=0.3")
    ),
)
THERE = tuple(
    f"archetypes.{name}.established={{ partners = 6, age_months = 17, customers = 2.5, arr_median = 12_000.0 }}"
    for name in RAMPS
)
SHARED = (
    'archetypes.referrer.terms={model="share", rate=0.2, later_rates=[], expansion_rate=0.3, share_months=20}',
    'archetypes.reseller.terms={model="resale", rate=0.3, renewal_rate=0.1, expansion_rate=0.2, fee_least=40.0}',
)  # fmt: skip
VARIANTS: dict[str, tuple[str, ...]] = {
    "plain": RAMP,
    "all kinds of pay": (*RAMP, *CHANGING, *SHARED, "months=36"),
    "established, ends": (*RAMP, *CHANGING, *THERE, "sunset.month=12", "sunset.sourced_share=0.9"),
    "uncertain": (
        *RAMP,
        'uncertainty."archetypes.referrer.usage_ramp_months"={low=0, high=36}',
        'uncertainty."archetypes.reseller.usage_start_share"={low=0.0, high=1.0}',
    ),
}  # fmt: skip


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def run_of(*overrides: str, engine: str = "compiled") -> Ledger:
    return ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)[0]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def used(ramp: int, start: int, months: int) -> Fraction:
    """Sum of use of the first months, in months of full use."""
    return sum((Fraction(min(10_000, start + (10_000 - start) * i // ramp), 10_000) for i in range(months)), Fraction())


def lives(ledger: Ledger, names: list[str]) -> Iterator[tuple[str, list[tuple[int, int, int]]]]:
    """Of each customer that went live: its kind of partner, and month, ARR and list of each of its months."""
    arr, found = Counter[tuple[int, int]](), dict[tuple[int, int], list[tuple[int, int, int]]]()
    for row in ledger.rows:
        deal = row[PARTNER], row[DEAL]
        if row[KIND] == Kind.GO_LIVE:
            found[deal] = []
        if row[KIND] in (Kind.GO_LIVE, Kind.EXPANDED, Kind.DOWNGRADED):
            arr[deal] += row[AMOUNT]
        if row[KIND] == Kind.REVENUE and deal in found:
            found[deal].append((row[DAY] // 30, arr[deal], row[LIST]))
    for (who, _), months in found.items():
        yield names[who], months


@pytest.mark.parametrize("engine", ENGINES)
def test_a_month_s_list_is_its_use_of_the_committed_arr(engine: str) -> None:
    overrides = (*RAMP, *CHANGING, *SHARED, "months=36")
    run, _, parameters = ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)
    roll = roll_of(parameters)
    names = [roll.name(row).split("/")[0] for row in range(1 + max(row[PARTNER] for row in run.rows))]
    seen = Counter[str]()
    for name, months in lives(run, names):
        for age, (_, arr, listed) in enumerate(months):
            until, before = (used(*RAMPS[name], age + passed) for passed in (1, 0))
            assert listed == floor(arr * until / 12) - floor(arr * before / 12)
            seen[f"{name}, renewed" if age >= 12 else name] += 1
        whole = months[RAMPS[name][0] : RAMPS[name][0] + 12]
        if len({arr for _, arr, _ in whole}) == 1 and len(whole) == 12:
            assert sum(listed for _, _, listed in whole) == whole[0][1]
            seen["a year of full use"] += 1
    assert min(seen[name] for name in (*RAMPS, *(f"{name}, renewed" for name in RAMPS), "a year of full use")) > 5


def test_shares_follow_use_and_bookings_do_not() -> None:
    """Won deals, their fees and the committed ARR are the same; shares are of the month's list."""
    shared = 'archetypes.referrer.terms={model="share", rate=0.2, later_rates=[]}'
    ramped, at_once = run_of(shared, *RAMP), run_of(shared)
    committed = (Kind.WON, Kind.GO_LIVE, Kind.EXPANDED, Kind.RENEWED, Kind.CHURNED, Kind.CANCELLED, Kind.FEE_ACCRUED)
    first, second = ([row for row in one.rows if row[KIND] in committed] for one in (ramped, at_once))
    assert first == second
    shares = [row for row in ramped.rows if row[KIND] == Kind.SHARE_ACCRUED]
    assert len(shares) > 50
    assert all(row[AMOUNT] == (row[LIST] * 2_000 + 5_000) // 10_000 for row in shares)
    assert sum(row[AMOUNT] for row in shares) < sum(
        row[AMOUNT] for row in at_once.rows if row[KIND] == Kind.SHARE_ACCRUED
    )


def test_it_is_nothing_without_months() -> None:
    """A share of use without a ramp changes no row; neither field is in the resolved form at its default."""
    assert run_of("archetypes.referrer.usage_start_share=0.2").rows == run_of().rows
    off = "archetypes.referrer.usage_ramp_months=0", "archetypes.referrer.usage_start_share=1.0"
    assert resolved_toml(scenario_of(*off)) == resolved_toml(scenario_of())
    assert "usage" not in resolved_toml(scenario_of())


@pytest.mark.parametrize("engine", ENGINES)
def test_customers_from_before_day_0_have_the_use_of_their_age(engine: str) -> None:
    """Live for 40 and for 400 days: months 3 and 15 of a ramp of 20 months come next; $12,000 a year each."""
    there = state_of([partner("a", last_won_day=-70)], [customer(0, 0, live=-40), customer(0, 1, live=-400)], [])
    ramp = "archetypes.referral.usage_ramp_months=20", "archetypes.referral.usage_start_share=0.2"
    parameters = parameters_with(there, *ramp, "months=2", "gate.month=2")
    rows = [row for row in ENGINES[engine](parameters, chance_key(SEED, 0, 0), True).rows if row[KIND] == Kind.REVENUE]
    listed = {(row[DEAL], row[DAY]): row[LIST] for row in rows}
    for deal, past in ((0, 2), (1, 14)):
        for month in (1, 2):
            until, before = (used(20, 2_000, past + month - passed) for passed in (0, 1))
            assert listed[deal, 30 * month] == floor(100_000 * until) - floor(100_000 * before)


def test_what_is_there_on_day_0_goes_on_in_both_engines() -> None:
    there = state_of(
        [partner("a", last_won_day=-70), partner("b", "reseller", left_day=-20, last_won_day=-450)],
        [customer(0, 0, 90_000, -20, -20), customer(1, 1, 70_000, -500, -140)],
    )
    ramp = tuple(f"archetypes.{name}.usage_ramp_months=24" for name in ("referral", "reseller"))
    start = tuple(f"archetypes.{name}.usage_start_share=0.1" for name in ("referral", "reseller"))
    parameters = parameters_with(there, *LIVELY, *SETTLED, *ramp, *start, "months=26")
    go_on(parameters, chance_key(SEED, 0, 1), (1, 9))


# The run-off: one customer without chance, live from month 4 on

Q10 = HAND.parent / "q10.toml"
KIND_OF = "archetypes.referral"
ONE = (
    f"{KIND_OF}.acv_median=24_000.0", f"{KIND_OF}.terms.later_rates=[]", f"{KIND_OF}.pay_elasticity=0.0",
    "finance.discount_rate=0.1", "finance.runoff_months=30", "months=10", "gate.month=10",
    f"{KIND_OF}.usage_ramp_months=16", f"{KIND_OF}.usage_start_share=0.25",  "readiness.margin_headroom=1.0",
)  # fmt: skip
REFERRAL = 1
"""Its position."""
MODELS = {
    "share": (f"{KIND_OF}.terms.model=share", f"{KIND_OF}.terms.rate=0.15"),
    "resale": (f"{KIND_OF}.terms.model=resale", f"{KIND_OF}.terms.rate=0.3", "vendor.payment_delay_months=2"),
    "referral": (),
}


def of_the_ramp(month: int) -> int:
    """List of a contract month of $24,000, in cents."""
    until, before = (used(16, 2_500, month - passed) for passed in (0, 1))
    return floor(200_000 * until) - floor(200_000 * before)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("model", MODELS)
def test_what_is_not_used_yet_after_the_horizon(model: str, engine: str) -> None:
    """Seven contract months are over: the ramp goes on for nine months, and shares and margins are of use."""
    run, twin, _ = ledger_of(load_scenario(Q10, (*ONE, *MODELS[model])), 1, 0, 0, engine)
    expected = {(REFERRAL, after): 200_000 - of_the_ramp(7 + after) for after in range(1, 10)}
    assert run.unused == expected
    assert not twin.unused
    rate = {"share": Fraction(15, 100), "resale": Fraction(3, 10), "referral": 0}[model]
    due = {(REFERRAL, after): floor(of_the_ramp(7 + after) * rate + Fraction(1, 2)) for after in range(1, 31)}
    assert {place: cents for place, cents in run.pay_due.items() if cents} == {k: v for k, v in due.items() if v}


@pytest.mark.parametrize("model", MODELS)
def test_the_run_off_is_worth_its_use(model: str) -> None:
    """Against the same customer with full use: what is not used, less share or margin, at its month's value."""
    scenario = load_scenario(Q10, (*ONE, *MODELS[model]))
    full = load_scenario(Q10, (*ONE, *MODELS[model], f"{KIND_OF}.usage_ramp_months=0"))
    values = [int(simulate(one, runs=1, futures=1, workers=1).totals["npv_of_runoff"][0]) for one in (scenario, full)]
    run, _, parameters = ledger_of(scenario, 1, 0, 0, "compiled")
    metrics, at_once = (
        ledger_metrics(one, *ledger_of(one, 1, 0, 0, "compiled"))["recruited_revenue"].tolist()
        for one in (scenario, full)
    )
    monthly = 1.1 ** (-1 / 12)
    delay = parameters.vendor.payment_delay_months
    paid = delay if model == "resale" else parameters.archetypes[REFERRAL].payout.wait_months
    margin = Fraction(parameters.vendor.gross_margin_share_bps, 10_000)
    rate = {"share": Fraction(15, 100), "resale": Fraction(3, 10), "referral": Fraction(0)}[model]
    expected = 0.0
    for after in range(1, 10):
        less = 200_000 - of_the_ramp(7 + after)
        expected -= float(less * margin) * monthly ** (10 + delay + after)
        expected += float(less * rate) * monthly ** (10 + paid + after)
    for month in range(11 - delay, 11):  # of the last months, not collected yet
        expected -= (at_once[month - 1] - metrics[month - 1]) * monthly ** (month + delay)
    if model == "share":  # accrued and not paid: owed at the horizon
        owed = [sum(one.owed.values()) for one in (run, ledger_of(full, 1, 0, 0, "compiled")[0])]
        expected += (owed[1] - owed[0]) * monthly ** (10 + paid)
    assert values[0] - values[1] == pytest.approx(expected, abs=30)
    assert abs(expected) > 1_000
