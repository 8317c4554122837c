"""What follows the horizon (18.12), worked out again from the rows of a ledger, a month and customer at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from math import ceil

import pytest

from sim.engine.identity import roll_of
from sim.experiment.replication import ledger_metrics, ledger_of, simulate_world
from sim.ledger import Channel, Kind, Ledger
from sim.metrics.declared import metric_set_of
from sim.rules.card import RESALE
from sim.scenario.load import load_scenario
from sim.scenario.parameters import ArchetypeParameters, Parameters

LATER = "archetypes.referral.terms.later_rates=[0.08, 0.05, 0.02]"
SETTINGS = {
    "coach_ready": (),
    "later_fees": (LATER, "archetypes.referral.expansion_probability=0.6"),
    "unpaid_after_departure": (LATER, "departure.pay_after_departure=false"),
    "no_run_off": ("finance.runoff_months=0",),
    "all_expansion": ("finance.runoff_expansion=1.0", "finance.runoff_cost_share=0.0"),
    "half_expansion_all_cost": ("finance.runoff_expansion=0.5", "finance.runoff_cost_share=1.0", LATER),
    "gross": ('vendor.resale_booking="gross"', LATER),
    "paid_late": ("payout.lag_months=5", "vendor.payment_delay_months=3", LATER),
    "payouts": (
        LATER,
        "archetypes.referral.payout={every_months=1, lag_months=2, late_months=1, holdback_days=45}",
        "archetypes.reseller.terms={model='referral', rate=0.1, later_rates=[0.05]}",
        "archetypes.reseller.market_terms={model='referral', rate=0.1, later_rates=[0.05]}",
    ),
    "resellers_pay_late": ("vendor.reseller_delay_months=4", LATER),
    "clawback": (
        "clawback={full_days=90, end_days=300}",
        "archetypes.referral.early_cancel_probability=0.3",
        LATER,
    ),
    "sunset": ("sunset.month=20", "sunset.sourced_share=0.9", LATER),
}
COSTS = [kind for kind in Kind if kind.name.startswith("COST_")]


def customers(run: Ledger) -> Iterator[tuple[int, int, int, int]]:
    """Customers in force at the horizon: partner, ARR, contract year, month in which it began."""
    arr: dict[tuple[int, int], int] = {}
    year: dict[tuple[int, int], int] = {}
    began: dict[tuple[int, int], int] = {}
    for day, kind, partner, deal, amount, _, detail in run.rows:
        place = partner, deal
        if kind == Kind.GO_LIVE:
            arr[place], year[place], began[place] = amount, 1, day // 30 + 1
        elif kind == Kind.RENEWED:
            year[place], began[place] = detail, day // 30 + 1
        elif kind == Kind.EXPANDED:
            arr[place] += amount
        elif kind in (Kind.CANCELLED, Kind.CHURNED):
            del arr[place]
    for place, amount in arr.items():
        yield place[0], amount, year[place], began[place]


def value_of_the_runoff(run: Ledger, twin: Ledger, p: Parameters, metrics: dict[str, list[int]]) -> float:
    """In cents, at the start."""
    horizon, months, roll = p.months, p.finance.runoff_months, roll_of(p)
    gone = {row[2] for row in run.rows if row[1] in (Kind.DEPARTED, Kind.REMOVED, Kind.DISMISSED, Kind.PILOT_FAILED)}

    def worth(month: float) -> float:
        return float((1 + p.finance.discount_rate) ** (-month / 12))

    total = 0.0
    for partner, arr, year, began in customers(run):
        archetype = p.archetypes[roll.place(partner)[0]]
        odds = archetype.churn_per_year / (1 - archetype.churn_per_year) * p.departure.orphan_churn_odds_multiplier
        grows = p.finance.runoff_expansion * archetype.expansion_probability * archetype.expansion_share
        kept = (1 - odds / (1 + odds)) * (1 + grows)
        terms = archetype.terms
        delay = delay_of(p, resells=terms.model == RESALE)
        margin = p.vendor.gross_margin_share_bps - (terms.cards[0].rate_bps if terms.model == RESALE else 0)
        for after in range(1, months + 1):
            left = arr / 12 * kept ** (after / 12)
            total += left * margin / 10_000 * worth(horizon + delay + after)
        if terms.model == RESALE or (partner in gone and not p.departure.pay_after_departure):
            continue
        for following, rate in enumerate(terms.cards[0].later_rates_bps[year - 1 :], start=1):
            after = began + 12 * following - horizon
            if after <= months:
                fee = (arr * rate + 5_000) // 10_000
                total -= fee * kept ** (after / 12) * worth(horizon + wait_of(archetype) + after)
    direct = p.vendor.channels[Channel.DIRECT]
    kept = (1 - direct.churn_per_year) * (1 + p.finance.runoff_expansion * direct.expansion_per_year)
    lost = arr_of(twin) - arr_of(run)
    for after in range(1, months + 1):
        left = lost / 12 * kept ** (after / 12) * p.vendor.gross_margin_share_bps / 10_000
        total -= left * worth(horizon + p.vendor.payment_delay_months + after)
    spent = sum(row[4] for row in run.rows if row[1] in COSTS and row[0] > 30 * (horizon - 12))
    for after in range(1, months + 1):
        total -= spent / min(12, horizon) * p.finance.runoff_cost_share * worth(horizon + after)
    return total + unsettled(run, p, metrics, worth)


def wait_of(archetype: ArchetypeParameters) -> int:
    """The lag, with lateness, and the holdback in whole months."""
    return archetype.payout.lag_months + ceil(archetype.payout.holdback_days / 30)


def delay_of(p: Parameters, *, resells: bool) -> int:
    stated = p.vendor.reseller_delay_months
    return stated[0] if stated and resells else p.vendor.payment_delay_months


def arr_of(ledger: Ledger) -> int:
    """Change of direct ARR since the start."""
    moves = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
    own = sum(row[4] for row in ledger.rows if row[1] in moves and row[6] == Channel.DIRECT)
    return own + sum(row[4] for row in ledger.rows if row[1] in (Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR))


def unsettled(run: Ledger, p: Parameters, metrics: dict[str, list[int]], worth: Callable[[float], float]) -> float:
    """Fees owed are paid, and revenue of the last months comes in."""
    roll, owed, resold = roll_of(p), [0] * len(p.archetypes), [0] * (p.months + 1)
    for day, kind, partner, _, amount, _, _ in run.rows:
        if kind in (Kind.FEE_ACCRUED, Kind.CLAWED_BACK, Kind.FEE_LOST):
            owed[roll.place(partner)[0]] += amount
        elif kind == Kind.FEE_PAID:
            owed[roll.place(partner)[0]] -= amount
        elif kind == Kind.REVENUE and p.archetypes[roll.place(partner)[0]].terms.model == RESALE:
            resold[day // 30] += amount
    assert sum(owed) == metrics["fees_owed"][-1]
    total = -sum(cents * worth(p.months + wait_of(of)) for cents, of in zip(owed, p.archetypes, strict=True))
    for month in range(1, p.months + 1):
        margin = metrics["resale_margin"][month - 1] if p.vendor.resale_booking_is_gross else 0
        billed = {True: resold[month] - margin}
        billed[False] = metrics["additional_revenue"][month - 1] - margin - billed[True]
        for resells, cents in billed.items():
            if month + delay_of(p, resells=resells) > p.months:
                total += cents * worth(month + delay_of(p, resells=resells))
    return total


@pytest.mark.parametrize("name", SETTINGS)
def test_the_value_of_the_runoff(name: str) -> None:
    scenario = load_scenario("coach_ready", ["months=30", *SETTINGS[name]])
    run, twin, parameters = ledger_of(scenario, 4, 1, 0, "compiled")
    metrics = {key: values.tolist() for key, values in ledger_metrics(scenario, run, twin, parameters).items()}
    expected = value_of_the_runoff(run, twin, parameters, metrics)
    totals = metric_set_of(scenario).totals
    result = simulate_world(scenario, 4, 1, (0,), "compiled")
    found = dict(zip((total.name for total in totals), result.totals[0].tolist(), strict=True))
    assert found["npv_of_runoff"] == pytest.approx(expected, rel=1e-9, abs=2)
    cash = sum(
        cents * (1 + parameters.finance.discount_rate) ** (-month / 12)
        for month, cents in enumerate(metrics["incremental_cash"], start=1)
    )
    assert found["npv"] == pytest.approx(cash, rel=1e-9, abs=1)
    assert found["npv_with_runoff"] == found["npv"] + found["npv_of_runoff"]


def test_pay_that_is_due_by_archetype_and_month() -> None:
    """By both engines, from the contract years of the customers there are."""
    scenario = load_scenario("coach_ready", ["months=30", LATER])
    for engine in ("reference", "compiled"):
        run, _, p = ledger_of(scenario, 4, 1, 0, engine)
        roll, due = roll_of(p), defaultdict[tuple[int, int], int](int)
        for partner, arr, year, began in customers(run):
            archetype = roll.place(partner)[0]
            terms = p.archetypes[archetype].terms
            for following, rate in enumerate(
                () if terms.model == RESALE else terms.cards[0].later_rates_bps[year - 1 :], 1
            ):
                due[archetype, began + 12 * following - p.months] += (arr * rate + 5_000) // 10_000
        assert {place: cents for place, cents in run.pay_due.items() if cents} == dict(due)
        assert due
