"""Rebates in both engines: worked out again from the ledger, by a second way of counting, and by hand."""

from collections import Counter, defaultdict
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.analysis.trace.reconciliation import partner_pay
from sim.engine.prepared import prepared_of
from sim.engine.start import start_of
from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind, Row, Trait, kinds_with
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.schema import Scenario

from ..engines.started import customer, parameters_with, partner, state_of
from ..engines.test_frozen import LIVELY, go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
Q10 = Path(__file__).parents[1] / "hand" / "q10.toml"
ENGINES = ("reference", "compiled")
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
REFERRER = "archetypes.referrer"
ALONE = (f"{REFERRER}.terms.later_rates=[]", "mix.referrer=1.0", "mix.reseller=0.0", f"{REFERRER}.win_probability=0.9")
STEPS = "steps={ a={ from=0, rate=0.01 }, b={ from=60_000, rate=0.03 }, c={ from=150_000, rate=0.07 } }"
FICKLE = (
    f"{REFERRER}.early_cancel_probability=0.4", f"{REFERRER}.churn_basis='month'", f"{REFERRER}.churn_per_year=0.5",
)  # fmt: skip
THERE = (f"{REFERRER}.established={{ partners = 9, age_months = 20, customers = 3.5, arr_median = 12_000.0 }}",)


def rebates(*texts: str) -> str:
    """The rebates of the referrers, named r0, r1, …"""
    return f"{REFERRER}.terms.rebates={{ {', '.join(f'r{at}={{ {text} }}' for at, text in enumerate(texts))} }}"


VARIANTS: dict[str, tuple[str, ...]] = {
    "by quarter, true-up": (*ALONE, *FICKLE, rebates(f"base='sold', paid='quarter', {STEPS}"), "fiscal_year_month=4"),
    "marginal, by month": (*ALONE, *FICKLE, rebates(f"base='sold', mode='marginal', paid='month', {STEPS}")),
    "on billing": (
        *ALONE, rebates(f"base='billed', period='quarter', mode='marginal', {STEPS}"), "months=20", "gate.month=20",
    ),
    "by deals, funds": (
        *ALONE, *THERE,
        rebates(
            "base='pay', measure='deals', paid='month', fund_share=0.4, "
            "steps={ a={ from=0, rate=0 }, b={ from=3, rate=0.1 } }"
        ),
        "payout={ every_months=1, minimum=700, holdback_days=40 }",
    ),
    "growth and live, established": (
        *ALONE, *THERE, *FICKLE,
        rebates(f"base='growth', {STEPS}", f"base='billed', measure='live_arr', paid='quarter', {STEPS}"),
        "months=30", "start_month=9", "sunset.month=26", "sunset.sourced_share=0.9",
    ),
    "from a month on": (
        *ALONE, rebates(f"base='sold', paid='quarter', {STEPS}"),
        "changes.more={ month=8, set={ archetypes.referrer.terms.rebates.r0.steps.b.rate=0.1 } }",
    ),
    "of resale": (
        "archetypes.reseller.terms.rebates={ r={ base='sold', paid='quarter', steps={ a={ from=0, rate=0.05 } } } }",
    ),
}  # fmt: skip


@cache
def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


@cache
def rows_of(*overrides: str, engine: str = "compiled") -> list[Row]:
    return ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)[0].rows


def of(rows: list[Row], *kinds: Kind) -> list[Row]:
    return [row for row in rows if row[KIND] in kinds]


def month_of(row: Row) -> int:
    return row[DAY] // 30 + 1


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 2, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


def rounded(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def total(volume: int, mode: str) -> int:
    rates, froms = (Fraction(1, 100), Fraction(3, 100), Fraction(7, 100)), (0, 6_000_000, 15_000_000)
    if volume <= 0:
        return 0
    if mode == "whole":
        return rounded(volume * [rate for start, rate in zip(froms, rates, strict=True) if volume >= start][-1])
    parts = (
        max(0, min(volume, top) - start) * rate
        for start, top, rate in zip(froms, (*froms[1:], 10**15), rates, strict=True)
    )
    return sum(rounded(part) for part in parts)


@pytest.mark.parametrize(
    ("name", "mode", "paid", "first"),
    [("by quarter, true-up", "whole", 3, 4), ("marginal, by month", "marginal", 1, 1)],
)
def test_a_periods_rebates_end_at_its_volume(name: str, mode: str, paid: int, first: int) -> None:
    """At each close that pays, the year so far less what accrued: a cancellation lowers it; who left has none."""
    rows = rows_of(*VARIANTS[name])
    sold, live, won = defaultdict[Any, int](int), dict[Any, int](), dict[Any, Row]()
    accrued, gone, fell = defaultdict[Any, int](int), set[int](), 0
    year_of = lambda month: (month + 12 - first) // 12  # noqa: E731
    expected, found = [], [(row[DAY], row[PARTNER], row[AMOUNT]) for row in of(rows, Kind.REBATE_ACCRUED)]
    days = iter(sorted({row[DAY] for row in of(rows, Kind.CHANNEL_REVENUE)}))
    closing = next(days)
    seen = set[int]()
    for row in rows:
        key = row[PARTNER], row[DEAL]
        if row[KIND] in LEAVING_KINDS:
            gone.add(row[PARTNER])
        elif row[KIND] == Kind.WON:
            won[key] = row
            seen.add(row[PARTNER])
            sold[row[PARTNER], year_of(month_of(row))] += row[LIST]
        elif row[KIND] == Kind.GO_LIVE:
            live[key] = row[DAY]
        elif row[KIND] in (Kind.CANCELLED, Kind.CHURNED) and row[DAY] - live[key] < 360:
            sold[row[PARTNER], year_of(month_of(won[key]))] -= won[key][LIST]
        elif row[KIND] == Kind.COST_TEAM_TIME:
            closing = row[DAY]
        if row[KIND] == Kind.CHANNEL_REVENUE and row[DETAIL] == 2 and row[DAY] // 30 % paid == (first - 1) % paid:
            month = row[DAY] // 30
            for dense in sorted(seen - gone):
                of_year = total(sold[dense, year_of(month)], mode)
                due = of_year - accrued[dense, year_of(month)]
                accrued[dense, year_of(month)] = of_year
                fell += due < 0
                if due:
                    expected.append((row[DAY], dense, due))
    assert closing
    assert found == expected
    assert fell, "a cancellation lowers what had accrued"
    sums = Counter[Any]()
    for day, dense, cents in found:
        sums[dense, year_of(day // 30)] += cents
    assert all(cents == accrued[key] for key, cents in sums.items())


def test_what_is_billed_in_a_quarter() -> None:
    rows = rows_of(*VARIANTS["on billing"])
    gone = {row[PARTNER]: row[DAY] for row in of(rows, *LEAVING_KINDS)}
    billed = Counter[Any]()
    for row in of(rows, Kind.REVENUE):
        billed[row[PARTNER], (row[DAY] // 30 + 2) // 3] += row[LIST]
    expected = {
        (dense, quarter): total(cents, "marginal")
        for (dense, quarter), cents in billed.items()
        if gone.get(dense, 10**6) > 90 * quarter and 3 * quarter <= 20
    }
    found = {(row[PARTNER], row[DAY] // 90): row[AMOUNT] for row in of(rows, Kind.REBATE_ACCRUED)}
    assert found == {key: cents for key, cents in expected.items() if cents}
    assert len(found) > 5


def test_funds_wait_and_are_a_part_of_what_accrues() -> None:
    """4 of 10 of what is above 0; below, all is money."""
    rows = rows_of(*VARIANTS["by deals, funds"])
    money = {row[:2:2] + row[2:3]: row[AMOUNT] for row in of(rows, Kind.REBATE_ACCRUED)}
    funds = {row[:2:2] + row[2:3]: row[AMOUNT] for row in of(rows, Kind.REBATE_FUNDED)}
    assert funds
    for key, cents in funds.items():
        assert cents == rounded(Fraction(4, 10) * (cents + money[key]))
    paid = Counter((row[PARTNER], row[AMOUNT]) for row in of(rows, Kind.REBATE_PAID))
    accrued = Counter((row[PARTNER], row[AMOUNT]) for row in of(rows, Kind.REBATE_ACCRUED))
    assert paid
    assert not paid - accrued, "funds are not paid"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_list_of_fees_adds_up(name: str, engine: str) -> None:
    """By partner: accrued = paid − lost + owed; the trace reconciles; metrics have the same sums."""
    scenario = scenario_of(*VARIANTS[name])
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    rows, metrics = run.array(), ledger_metrics(scenario, run, twin, parameters)
    owed = 0
    for dense in sorted({row[PARTNER] for row in run.rows if row[PARTNER] >= 0}):
        for line in partner_pay(rows[rows[:, PARTNER] == dense]):
            assert line.difference_cents == 0
            owed += line.sum_cents
    assert sum(run.owed.values()) == owed == metrics["fees_owed"][-1]
    for metric, kind in (
        ("rebates", Kind.REBATE_ACCRUED),
        ("rebate_funds", Kind.REBATE_FUNDED),
        ("rebates_paid", Kind.REBATE_PAID),
    ):
        assert metrics[metric].sum() == sum(row[AMOUNT] for row in of(run.rows, kind))
    earned = sum(row[AMOUNT] for row in of(run.rows, *kinds_with(Trait.PAY_EARNED)))
    booked = metrics["recruited_revenue"] - metrics["partner_cost_of_goods"] - metrics["program_cost"]
    assert metrics["program_contribution"].sum() == booked.sum() - earned
    assert "rebates" not in ledger_metrics(scenario_of(), *ledger_of(scenario_of(), SEED, 0, 0, engine))


# ---------------------------------------------------------------- By hand

ONE = "archetypes.referral"
HAND = (
    f"{ONE}.opportunities_per_month=1.0", f"{ONE}.accounts=40.0", "program.arrivals=even",
    "vendor.spare_team_share=1.0", "months=20", "gate.month=20", f"{ONE}.ramp_months=1", f"{ONE}.pay_elasticity=0.0",
    f"{ONE}.acv_median=50_000.0", f"{ONE}.terms.later_rates=[]", "payout={ every_months=1, lag_months=0 }",
)  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_the_figures_of_a_quarterly_rebate_with_true_up(engine: str) -> None:
    """Deals of $50,000 are won in months 3, 4, 5, …: R-75's 0, 2% from $250K, 5% from $500K, paid by quarter.

    $50,000 by month 3 and $200,000 by month 6: nothing. $350,000 by month 9: 2%, $7,000. $500,000 by month 12: 5%,
    $25,000, of which $18,000 are new. The second year begins anew: $150,000 by month 15, $300,000 by month 18: $6,000.
    """
    over = f"{ONE}.terms.rebates={{ v={{ base='sold', paid='quarter', steps={{ a={{ from=0, rate=0 }}, b={{ from=250_000, rate=0.02 }}, c={{ from=500_000, rate=0.05 }} }} }} }}"  # noqa: E501
    rows = ledger_of(load_scenario(Q10, [*HAND, over]), 1, 0, 0, engine)[0].rows
    won = Counter(month_of(row) for row in of(rows, Kind.WON))
    assert [won[month] for month in range(1, 19)] == [0, 0, *[1] * 16]
    found = [(row[DAY] // 30, row[AMOUNT], row[LIST]) for row in of(rows, Kind.REBATE_ACCRUED)]
    assert found == [(9, 700_000, 35_000_000), (12, 1_800_000, 50_000_000), (18, 600_000, 30_000_000)]
    assert [(row[DAY] // 30, row[AMOUNT]) for row in of(rows, Kind.REBATE_PAID)] == [one[:2] for one in found]


# ---------------------------------------------------------------- Day 0, and what is refused


def test_what_accrued_before_day_0_comes_off() -> None:
    """Won 115 days ago at $70,000, in a fiscal year that began five months ago: its first close has accrued."""
    there = state_of([partner("a", last_won_day=-115)], [customer(0, 0, 7_000_000, -100, -100)], [], month=12)
    stated = f"archetypes.referral.terms.rebates={{ r={{ base='sold', paid='quarter', {STEPS} }} }}"
    for begins, accrued in ((8, 210_000), (11, 0), (1, 0)):
        parameters = parameters_with(there, stated, f"fiscal_year_month={begins}")
        start = start_of(parameters, prepared_of(parameters), chance_key(SEED, 0, 0))
        assert start.rebates_accrued[0] == accrued, begins
    for future in range(2):
        parameters = parameters_with(there, *LIVELY, "months=20", "gate.month=20", stated, "fiscal_year_month=8")
        go_on(parameters, chance_key(SEED, 0, future), (1, 5))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base='sold', steps={ a={ from=5, rate=0.1 } }", "rebates.r0.steps.a.from: the first step begins at 5"),
        (f"base='sold', measure='billed', mode='marginal', {STEPS}", "rebates.r0.measure: a marginal rebate"),
        (
            f"base='sold', period='month', paid='quarter', {STEPS}",
            "rebates.r0.paid: a quarter is longer than the month",
        ),
        ("base='sold', measure='deals', steps={ a={ from=0, rate=0 }, b={ from=1.5, rate=0.1 } }", "no whole number"),
        ("base='deals', steps={ a={ from=0, rate=0.1 } }", "rebates.r0.base"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        load_scenario(FIELDS, [rebates(text)])
    assert said in str(refused.value)


@settings(derandomize=True, max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.integers(0, 2**31))
def test_generated_rebates(data: Any, seed: int) -> None:
    """Any two rebates: the engines are equal, and periods paid more often end at what they would pay once."""
    texts = []
    for _ in range(2):
        base = data.draw(st.sampled_from(["sold", "billed", "growth", "pay"]))
        measure = data.draw(st.sampled_from(["", "", "deals", "live_arr", "growth"]))
        mode = "whole" if measure else data.draw(st.sampled_from(["whole", "marginal"]))
        period = data.draw(st.sampled_from(["month", "quarter", "year"]))
        paid = data.draw(
            st.sampled_from(["month", "quarter", "year"][: ["month", "quarter", "year"].index(period) + 1])
        )
        rates = [data.draw(st.sampled_from([0, 0.02, 0.1333])) for _ in range(2)]
        second = data.draw(st.integers(1, 5)) if measure == "deals" else data.draw(st.integers(1, 60_000))
        funds = data.draw(st.sampled_from([0, 0.3, 1]))
        of_measure = f"measure='{measure}', " if measure else ""
        texts.append(
            f"base='{base}', {of_measure}mode='{mode}', period='{period}', paid='{paid}', fund_share={funds}, "
            f"steps={{ a={{ from=0, rate={rates[0]} }}, b={{ from={second}, rate={rates[1]} }} }}"
        )
    fiscal, start = (data.draw(st.integers(1, 12)) for _ in range(2))
    payout = f"payout.minimum={data.draw(st.sampled_from(['0.0', '900.0']))}"
    over = (*ALONE, *FICKLE, *THERE, rebates(*texts), f"fiscal_year_month={fiscal}", f"start_month={start}", payout)
    found = verify(load_scenario(FIELDS, over), 1, seed)
    assert found.is_equal, "\n".join([*over, *verification_lines(found)])
