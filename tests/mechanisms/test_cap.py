"""A cap on pay of the fiscal year in both engines: every entry worked out again from the same run without a cap."""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.replication import ledger_metrics, ledger_of
from sim.experiment.run import simulate
from sim.experiment.verification import verify
from sim.ledger import Kind, Row
from sim.report.verification.lines import verification_lines
from sim.scenario.load import ScenarioError, load_scenario
from sim.scenario.schema import Scenario

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
SEED = 7
DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
TERMS = "archetypes.referrer.terms"
CALM = ("archetypes.referrer.pay_elasticity=0.0", "mix.referrer=1.0", "mix.reseller=0.0")
BONUS = "bonuses.some={ amount=500, rate=0.02, probability=0.6 }"
SHARE = (f"{TERMS}.model=share", f"{TERMS}.rate=0.1", f"{TERMS}.later_rates=[]", f"{TERMS}.flat_fee=200")
THERE = "archetypes.referrer.established={ partners = 9, age_months = 20, customers = 3.5, arr_median = 12_000.0 }"
VARIANTS: dict[str, tuple[str, ...]] = {
    "fees and bonuses": (*CALM, BONUS, f"{TERMS}.cap_per_year=5000", "fiscal_year_month=10"),
    "shares": (*CALM, *SHARE, BONUS, f"{TERMS}.cap_per_year=1500", "clawback={full_days=60}"),
    "with effort": (BONUS, f"{TERMS}.cap_per_year=4000", THERE, "sunset.month=18", "sunset.sourced_share=0.9"),
    "from a month on": (
        BONUS, f"{TERMS}.cap_per_year=0", f"changes.cap={{ month=9, set={{ {TERMS}.cap_per_year=2000 }} }}",
    ),
    "uncertain": (BONUS, f"{TERMS}.cap_per_year=0", f'uncertainty."{TERMS}.cap_per_year"={{ low=0.0, high=9_000.0 }}'),
}  # fmt: skip
ENTRIES = (Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED, Kind.BONUS_ACCRUED)


@cache
def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def rows_of(*overrides: str, engine: str = "compiled") -> list[Row]:
    return ledger_of(scenario_of(*overrides), SEED, 0, 0, engine)[0].rows


def month_of(row: Row) -> int:
    return row[DAY] // 30 + (row[KIND] not in (Kind.SHARE_ACCRUED, Kind.FEE_CUT))


@pytest.mark.parametrize("name", VARIANTS)
def test_the_engines_are_equal(name: str) -> None:
    found = verify(scenario_of(*VARIANTS[name]), 3, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))


@pytest.mark.parametrize(("name", "cap", "first"), [("fees and bonuses", 500_000, 10), ("shares", 150_000, 1)])
def test_a_years_pay_is_cut_in_the_order_of_accrual(name: str, cap: int, first: int) -> None:
    """R-78: by partner and fiscal year, what is left of each entry, and a row for what a month's entries lost."""
    over = [one for one in VARIANTS[name] if "cap_per_year" not in one and "clawback" not in one]
    year, cut = defaultdict[Any, int](int), defaultdict[Any, int](int)
    expected = []
    for row in rows_of(*over):
        if row[KIND] in ENTRIES:
            key = row[PARTNER], (month_of(row) - 1 + 12 - (first - 1)) // 12
            kept = min(row[AMOUNT], cap - year[key])
            year[key] += kept
            cut[row[PARTNER], month_of(row)] += row[AMOUNT] - kept
            if kept:
                expected.append((*row[:AMOUNT], kept, *row[LIST:]))
    capped = rows_of(*over, f"{TERMS}.cap_per_year={cap // 100}")
    assert [row for row in capped if row[KIND] in ENTRIES] == expected
    found = {(row[PARTNER], month_of(row)): row[AMOUNT] for row in capped if row[KIND] == Kind.FEE_CUT}
    assert found == {key: cents for key, cents in cut.items() if cents}
    assert any(amount == cap for amount in year.values())
    assert len(found) > 3
    days = [(row[DAY], row[PARTNER]) for row in capped if row[KIND] == Kind.FEE_CUT]
    assert days == sorted(days)


def test_a_cap_that_nobody_reaches_changes_nothing_and_none_has_no_metric() -> None:
    capped, plain = (rows_of(*CALM, BONUS, *over) for over in ((f"{TERMS}.cap_per_year=1e8",), ()))
    assert capped == plain
    run, twin, parameters = ledger_of(scenario_of(*VARIANTS["fees and bonuses"]), SEED, 0, 0, "compiled")
    cuts = sum(row[AMOUNT] for row in run.rows if row[KIND] == Kind.FEE_CUT)
    assert (
        ledger_metrics(scenario_of(*VARIANTS["fees and bonuses"]), run, twin, parameters)["fees_cut"].sum() == cuts > 0
    )
    assert "fees_cut" not in ledger_metrics(scenario_of(), *ledger_of(scenario_of(), SEED, 0, 0, "compiled"))


def test_near_the_cap_partners_stop_selling() -> None:
    """R-78: a full year's pay is had early in the year; effort comes back as the next one begins."""
    over = (
        "mix.referrer=1.0", "mix.reseller=0.0", f"{TERMS}.later_rates=[]", "program.effort_cap=3.0",
        "archetypes.referrer.market_terms.later_rates=[]", "archetypes.referrer.pay_elasticity=2.0",
        "vendor.seasonality=[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
        "archetypes.referrer.win_probability=0.9", "archetypes.referrer.cycle_median_days=5.0",
    )  # fmt: skip
    scenarios = (load_scenario(FIELDS, [*over, f"{TERMS}.cap_per_year={cap}"]) for cap in (0, 6000))
    found = [simulate(one, runs=24, seed=1, workers=1) for one in scenarios]
    flows = [one.values("raw_opportunities").sum(axis=0) for one in found]
    left = [capped / max(1, free) for free, capped in zip(*flows, strict=True)]
    assert left[11] < 0.8 * left[3]
    assert left[12] > left[11]
    assert found[0].values("raw_opportunities")[:, :3].sum() == found[1].values("raw_opportunities")[:, :3].sum()


def test_a_margin_has_no_cap() -> None:
    with pytest.raises(ScenarioError, match="cap_per_year: a margin is kept, not accrued"):
        load_scenario(FIELDS, ["archetypes.reseller.terms.cap_per_year=1000"])
    with pytest.raises(ScenarioError, match=r"archetypes\.referrer\.terms\.cap_per_year is not stated"):
        load_scenario(FIELDS, [f"changes.cap={{ month=9, set={{ {TERMS}.cap_per_year=2000 }} }}"])
