"""Pay that effort does not see is named on the page of a sweep: against the opportunities of each point."""

import re

import numpy as np
import pytest

from sim.analysis.sweep.sweep import Sweep, sweep
from sim.experiment.run import simulate
from sim.report.sweep.words import sentences
from sim.scenario.load import load_scenario

from ...engines.cases import SMALL

SHARE = (
    "archetypes.referral.terms={model='share', rate=0.2, later_rates=[], share_months=12}",
    "archetypes.referral.market_terms={model='share', rate=0.1, later_rates=[]}",
    "months=12", "gate.month=12",
)  # fmt: skip
MONTHS = "archetypes.referral.terms.share_months"
YEAR = "archetypes.referral.terms.later.year_{}"


def swept(*overrides: str, over: tuple[str, ...]) -> Sweep:
    return sweep(load_scenario(SMALL, [*SHARE, *overrides]), list(over), runs=2, workers=1)


def said(found: Sweep) -> list[str]:
    return [line for line in sentences(found) if line.startswith("Effort compares")]


def opportunities(*overrides: str) -> np.ndarray:
    return simulate(load_scenario(SMALL, [*SHARE, *overrides]), runs=4, seed=1, workers=1).values("raw_opportunities")


@pytest.mark.parametrize("years", [1, 2, 3])
def test_values_past_the_horizon_are_those_that_bring_no_opportunity_more(years: int) -> None:
    horizon = f"program.pay_horizon_years={years}"
    found = swept(horizon, over=(f"{MONTHS}=12:48:4",))
    (line,) = said(found)
    named = [int(text) for text in re.findall(r"\d+", line.partition("share_months of ")[2].partition(" pay ")[0])]
    at = {months: opportunities(horizon, f"{MONTHS}={months}") for months in (12, 24, 36, 48)}
    seen = 12 * years
    assert named == [months for months in at if months > seen]
    assert all(np.array_equal(at[months], at[seen]) for months in named)
    assert all(not np.array_equal(at[months], at[seen]) for months in at if months < seen)
    assert line.endswith(f" pay past month {seen}, which it does not see.")
    assert line.startswith(f"Effort compares the pay of {years} contract year")


def test_a_share_for_life_is_past_every_horizon() -> None:
    (line,) = said(swept(over=(f"{MONTHS}=0:24:2",)))
    assert "share_months of 0 pay past month 24" in line
    assert np.array_equal(opportunities(f"{MONTHS}=0"), opportunities(f"{MONTHS}=24"))


@pytest.mark.parametrize(("year", "is_past"), [(2, False), (3, True)])
def test_a_later_year_by_name(year: int, is_past: bool) -> None:
    path, months = YEAR.format(year), f"{MONTHS}=60"
    lines = said(swept(months, f"{path}=0.1", over=(f"{path}=0.1:0.3:2",)))
    assert [f"later.year_{year} is pay of a later one" in line for line in lines] == ([True] if is_past else [])
    low, high = (opportunities(months, f"{path}={rate}") for rate in (0.1, 0.3))
    assert np.array_equal(low, high) == is_past


def test_a_swept_horizon_sees_as_far_as_its_greatest_value() -> None:
    (line,) = said(swept(over=(f"{MONTHS}=12:48:2", "program.pay_horizon_years=1:3:2")))
    assert "3 contract years" in line
    assert "share_months of 48 pay past month 36" in line
    assert said(swept(over=(f"{MONTHS}=12:24:2",))) == []
