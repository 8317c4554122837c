"""Partners by tier and what tiers return, on the page and in the summary, against rows of each future."""

from collections import Counter
from collections.abc import Iterator
from statistics import fmean
from typing import Any

import pytest

from sim.analysis.run.summary import summarise
from sim.analysis.run.tiers import tiers_dict
from sim.experiment.replication import ledger_of
from sim.experiment.run import simulate
from sim.ledger import LEAVING_KINDS, Kind
from sim.report.run.tiers import tier_sentences
from sim.rules.revenue import tier_of_revenue

from ...mechanisms.test_ladder import AMOUNT, DAY, DETAIL, KIND, PARTNER, RANKS, Told, scenario_of, stood

RUNS = 6
GIVEN = (
    *RANKS, "ladders.metal.tiers.silver.cost_per_month=100.0", "ladders.metal.tiers.gold.cost_per_month=300.0",
    'uncertainty."vendor.gross_margin_share"={ low=0.6, high=0.9 }',
)  # fmt: skip
SCENARIO = scenario_of(*GIVEN)
SUMMARY = summarise(simulate(SCENARIO, runs=RUNS, futures=1, seed=1, workers=1))


def futures() -> Iterator[tuple[Any, Any]]:
    for world in range(RUNS):
        ledger, _, parameters = ledger_of(SCENARIO, 1, world, 0, "compiled")
        yield ledger, parameters


def test_the_summary_is_what_the_rows_say() -> None:
    partners = {month: [list[int](), list[int](), list[int](), list[int]()] for month in (18, 24)}
    revenue, margin, cost = ([list[float](), list[float](), list[float](), list[float]()] for _ in range(3))
    for ledger, parameters in futures():
        told, at = Told(SCENARIO, ledger), stood(ledger, 24)
        left = {row[PARTNER]: row[DAY] for row in ledger.rows if row[KIND] in LEAVING_KINDS}
        for month, found in partners.items():
            there = [one for one, day in told.signed.items() if day < 30 * month and left.get(one, 999) > 30 * month]
            number = Counter(at[one][month] for one in there)
            for tier in range(4):
                found[tier].append(number[tier])
        booked, spent = Counter[int](), Counter[int]()
        for row in ledger.rows:
            if row[KIND] == Kind.REVENUE:
                booked[tier_of_revenue(row[DETAIL])] += row[AMOUNT]
            elif row[KIND] == Kind.COST_TIER:
                spent[row[DETAIL]] += row[AMOUNT]
        for tier in range(4):
            revenue[tier].append(booked[tier] / 100)
            margin[tier].append(booked[tier] / 100 * parameters.vendor.gross_margin_share_bps / 10_000)
            cost[tier].append(spent[tier] / 100)
    assert SUMMARY["tiers"]["ladders"] == {"metal": ["bronze", "silver", "gold", "platinum"]}
    for tier, said in enumerate(SUMMARY["tiers"]["by_tier"]):
        assert said["at_gate"] == pytest.approx(fmean(partners[18][tier]))
        assert said["at_the_end"] == pytest.approx(fmean(partners[24][tier]))
        assert said["revenue"] == pytest.approx(fmean(revenue[tier]))
        assert said["gross_margin"] == pytest.approx(fmean(margin[tier]), rel=1e-4)
        assert said["cost"] == pytest.approx(fmean(cost[tier]))
        if tier in (1, 2):
            assert said["return"] == pytest.approx(fmean(margin[tier]) / fmean(cost[tier]), rel=1e-4)
        else:
            assert said["return"] is None
    assert min(fmean(one) for one in partners[24]) > 0


def test_the_page_says_it() -> None:
    stand, returns = tier_sentences(SUMMARY)
    by_tier = SUMMARY["tiers"]["by_tier"]
    names = ("bronze", "silver", "gold", "platinum")
    at_gate = ", ".join(f"{name} {one['at_gate']:.1f}" for name, one in zip(names, by_tier, strict=True))
    at_the_end = ", ".join(f"{name} {one['at_the_end']:.1f}" for name, one in zip(names, by_tier, strict=True))
    assert stand.text == f"Partners by tier at month 18 (mean): {at_gate}; at month 24: {at_the_end}."
    one_kind = {**SUMMARY, "tiers": {**SUMMARY["tiers"], "kinds": ["reseller"]}}
    assert next(iter(tier_sentences(one_kind))).text == stand.text.replace("Partners by", "Partners of reseller by")
    of = f"silver {by_tier[1]['return']:.1f} and gold {by_tier[2]['return']:.1f}"
    what = "Booked revenue of a tier x gross margin over its cost_per_month, fees not off"
    assert returns.text == f"{what} (mean): {of} times."


def test_without_a_ladder_there_is_nothing_of_it() -> None:
    summary = summarise(simulate(scenario_of(), runs=2, futures=1, seed=1, workers=1))
    assert "tiers" not in summary
    assert list(tier_sentences(summary)) == []


def test_kinds_that_stand_on_no_ladder_are_told_apart() -> None:
    assert SUMMARY["tiers"]["kinds"] is None
    ladder = "ladders.metal={ order=['bronze', 'gold'], tiers={ bronze={}, gold={ needs={ deals=1 } } } }"
    scenario = scenario_of("archetypes.reseller.ladder=metal", ladder)
    assert tiers_dict(simulate(scenario, runs=2, futures=1, seed=1, workers=1))["tiers"]["kinds"] == ["reseller"]
