"""18.2: warnings about scenarios that do not fit the company; each fires on one side of its limit alone."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.rules.dealflow import MOST_RAW_RATE
from sim.scenario.currencies import UNITS_PER_USD
from sim.scenario.lint import Flag, red_flags, verdict_questions
from sim.scenario.lint.deals import MOST_OPPORTUNITIES
from sim.scenario.load import load_scenario

SMALL = Path(__file__).parent / "small.toml"
ARR, INBOUND = "vendor.direct.starting_arr", "vendor.inbound.starting_arr"
GROWTH = ("vendor.direct.arr_growth_per_year", "vendor.inbound.arr_growth_per_year")
READY_MADE = ("coach", "coach_ready", "coach_unready")


def flags(*overrides: str) -> list[Flag]:
    return red_flags(load_scenario(SMALL, overrides))


def new_arr(start: float, growth: float, churn: float, expansion: float) -> float:
    """First-year new ARR in closed form: growth of the plan, and what churn net of expansion takes from it."""
    kept = (1 - churn) ** (1 / 12) + (1 + expansion) ** (1 / 12) - 1
    monthly = (1 + growth) ** (1 / 12)
    return start * (monthly - kept) * ((1 + growth) - 1) / (monthly - 1)


DIRECT = new_arr(8e6, 0.3, 0.1, 0.05)
INBOUND_NEW = new_arr(2e6, 0.3, 0.12, 0.05)
SPENT = 1.2 * DIRECT
"""On direct new ARR."""
SHARE_OF_ROSTER = 5e5 * 0.8 / (5e5 * 0.8 + 10e6 * 1.3**2)
PER_PARTNER = 6 * (0.4 * 0.6 * 0.9 + 0.6 * 0.6 * 1.5) / 0.5
"""Hours a month."""


@dataclass(frozen=True)
class Case:
    rule: str
    words: str
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    severity: str = "red flag"
    clause: str = ""


def at(path: str, limit: float, *others: str, share: float = 1e-4) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A value a little below a limit, and one a little above it."""
    low, high = (f"{path}={limit * factor!r}" for factor in (1 - share, 1 + share))
    return (low, *others), (high, *others)


def swapped(pair: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return pair[1], pair[0]


CASES = [
    Case(
        "E-20",
        f"{GROWTH[0]} = 3 is 300% a year: write 0.03 for 3%",
        (f"{GROWTH[0]}=3",),
        (f"{GROWTH[0]}=0.99",),
    ),
    Case(
        "E-20",
        "vendor.roster.expansion_per_year = 1 is 100% a year: write 0.01 for 1%",
        ("vendor.roster.expansion_per_year=1",),
        ("vendor.roster.expansion_per_year=0.99",),
    ),
    Case(
        "E-20",
        "vendor.inbound.arr_growth_per_year = 0.3 grows nothing: vendor.inbound.starting_arr is 0",
        (f"{INBOUND}=0",),
        (f"{INBOUND}=0", "vendor.inbound.arr_growth_per_year=0"),
    ),
    Case(
        "R-12",
        "starting ARR is 0: a company without revenue has no share; state vendor",
        (f"{ARR}=0", f"{INBOUND}=0"),
        (f"{ARR}=0", f"{INBOUND}=1"),
        clause="starting ARR is 0: a company without revenue has no share",
    ),
    Case(
        "R-12",
        "too early",
        (f"{ARR}=1e6", f"{INBOUND}=5e5"),
        (f"{ARR}=1e6", f"{INBOUND}=500_001"),
        clause="starting ARR is 1,500,000 USD: too early for a program",
    ),
    Case(
        "R-12",
        "starting ARR is 15,000,000 SEK",
        (f"{ARR}=15e6", f"{INBOUND}=0", "currency=SEK"),
        (f"{ARR}=16e6", f"{INBOUND}=0", "currency=SEK"),
        clause="starting ARR is 15,000,000 SEK: too early for a program",
    ),
    Case(
        "horizon",
        "grows 10.6-fold in 108 months, to 106,000,000 USD: growth of today is extrapolated",
        ("months=108", *(f"{path}=0.3" for path in GROWTH)),
        ("months=105", *(f"{path}=0.3" for path in GROWTH)),
    ),
    Case(
        "horizon",
        "months is longer than ten years: inputs of today",
        ("months=121", *(f"{path}=0.1" for path in GROWTH)),
        ("months=120", *(f"{path}=0.1" for path in GROWTH)),
    ),
    Case(
        "title",
        "the title names a $10M company, and starting ARR is 8,990,000 USD",
        ("title='Partners of a $10M software company'", f"{ARR}=6_990_000"),
        ("title='Partners of a $10M software company'", f"{ARR}=7_200_000"),
        "warning",
    ),
    Case(
        "title",
        "the title names a $2.5M company",
        ("title='The plan of a $2.5M vendor'",),
        ("title='A plan that spends $2.5M on partners'",),
        "warning",
    ),
    Case(
        "R-45",
        "falls by 36% to month 24: the share rises alone (from 10,000,000 USD to 6,400,000 USD)",
        tuple(f"{path}=-0.2" for path in GROWTH),
        tuple(f"{path}=0" for path in GROWTH),
        clause="planned ARR without partners falls by 36% to month 24: the share rises alone",
    ),
    Case(
        "R-45",
        "2.3% of planned revenue at month 24, and the rule asks for 2.0%",
        ("gate.threshold=0.02",),
        ("gate.threshold=0.03",),
        clause="the partners from before the program bring 2.3% of planned revenue at month 24",
    ),
    Case(
        "R-45",
        "gate.threshold is 0",
        ("gate.threshold=0", "vendor.roster.starting_arr=0"),
        ("gate.threshold=0.01", "vendor.roster.starting_arr=0"),
        clause="gate.threshold is 0: every future passes",
    ),
    Case(
        "R-45",
        "gate.required_probability is 0",
        ("gate.required_probability=0",),
        ("gate.required_probability=0.01",),
        clause="gate.required_probability is 0: every program is on track",
    ),
    Case(
        "currency",
        "vendor.hour_cost is 80 MXN (about 4.4 USD)",
        ("currency=MXN",),
        ("currency=MXN", "vendor.hour_cost=90"),
        clause="amounts in MXN look like dollars",
    ),
    Case("currency", "the size of XAU is not known", ("currency=XAU",), ("currency=GBP",), "warning"),
    Case(
        "R-53",
        "20% of the",
        *at("vendor.team_hours_per_month", 0.2 * SPENT / 12 / 80),
        clause="the direct team's hours are those of a smaller company",
    ),
    Case("R-53", "200% of the", *swapped(at("vendor.team_hours_per_month", 2 * SPENT / 12 / 80)), "warning"),
    Case(
        "R-57",
        "phase scale: opportunities of the 40 partners",
        *at("vendor.team_hours_per_month", 40 * PER_PARTNER / 1.3 ** (8 / 12), "vendor.hour_cost=500"),
        "warning",
    ),
    Case(
        "R-05", "reseller: a won deal takes", *at("archetypes.reseller.acv_median", 6 * 80 / (0.5 * 0.3 * 0.92) / 0.55)
    ),
    Case(
        "deal size",
        "one reseller deal is larger than a year's new business",
        *swapped(at("archetypes.reseller.acv_median", DIRECT + INBOUND_NEW)),
        clause="one reseller deal is larger than a year's new business",
    ),
    Case(
        "deal size",
        "reseller: one ramped partner of mean size wins",
        *swapped(at("archetypes.reseller.acv_median", 0.5 * (DIRECT + INBOUND_NEW) / 12 / 1.5 / 0.3)),
        "warning",
    ),
    Case(
        "R-12",
        "a sales cycle of 18 months",
        ("archetypes.reseller.cycle_median_days=540",),
        ("archetypes.reseller.cycle_median_days=539",),
    ),
    Case(
        "R-13",
        "gross margin 80% less resale rate 45% leaves 35%",
        ("archetypes.reseller.terms.rate=0.45",),
        ("archetypes.reseller.terms.rate=0.40",),
        "warning",
    ),
    Case(
        "R-13",
        "gross margin 80% less resale rate 45% leaves 35% of list, under 36% (finance.least_contribution_share)",
        ("archetypes.reseller.terms.rate=0.45", "finance.least_contribution_share=0.36"),
        ("archetypes.reseller.terms.rate=0.45", "finance.least_contribution_share=0.35"),
        "warning",
    ),
    Case(
        "R-26",
        "reseller: a ramped partner of mean size has 125 raw opportunities a month, of which 120 are simulated",
        ("archetypes.reseller.opportunities_per_month=25", "archetypes.reseller.qualification_probability=0.2"),
        ("archetypes.reseller.opportunities_per_month=24", "archetypes.reseller.qualification_probability=0.2"),
        "warning",
    ),
    Case(
        "R-12",
        "30 partners, and no manager",
        ("vendor.roster.partners=30", "phases.pilot.managers=0", "phases.pilot.owner_cost_per_month=0"),
        ("vendor.roster.partners=29", "phases.pilot.managers=0", "phases.pilot.owner_cost_per_month=0"),
    ),
    Case(
        "R-122",
        "the 1 managers of phase pilot can look after 20 partners, and 21 are there",
        ("vendor.roster.partners=21",),
        ("vendor.roster.partners=20",),
        "warning",
    ),
    Case(
        "R-122",
        "phase scale has no partner managers: nobody onboards",
        ("phases.scale.managers=0",),
        ("phases.scale.managers=0.1",),
        clause="phase scale has no partner managers: nobody onboards the partners that are recruited",
    ),
    Case(
        "R-122",
        "phase pilot has no partner managers: nobody looks after",
        ("phases.pilot.managers=0",),
        ("phases.pilot.managers=0", "vendor.roster.partners=0"),
        "warning",
    ),
    Case(
        "R-12",
        "neither a pilot nor a review",
        ("program.pilot_opportunities=0", "review.idle_quarters=0", "review.no_deal_months=0"),
        ("program.pilot_opportunities=0", "review.idle_quarters=0", "review.no_deal_months=1"),
    ),
    Case(
        "R-28",
        "phase pilot plans 14 contacts a month and has no managers or staff: nobody",
        ("phases.pilot.managers=0",),
        ("phases.pilot.managers=0", "phases.pilot.staff=1"),
        clause="phase pilot has no managers or staff: nobody is contacted",
    ),
    Case(
        "R-28",
        "phase pilot plans 25.1 contacts a month, and its 1 heads have time for 25 (25 each)",
        ("phases.pilot.contacts_per_month=25.1",),
        ("phases.pilot.contacts_per_month=25",),
        "warning",
    ),
    Case(
        "R-140",
        "phase pilot costs 2,500,000 USD a year, 25% of the 10,000,000 USD",
        *swapped(at("phases.pilot.owner_cost_per_month", (0.25 * 10e6 - 140_000) / 12 - 1000)),
        "warning",
    ),
    Case(
        "R-140",
        "phase pilot costs 296,000 USD a year, 1.0% of the 29,6",
        *swapped(at(ARR, 29.6e6 - 2e6, "vendor.team_hours_per_month=9000")),
        "warning",
    ),
    Case(
        "R-10",
        "readiness.positioning starts at 0.4",
        ("readiness.positioning=0.49",),
        ("readiness.positioning=0.5",),
        "warning",
    ),
    Case(
        "R-10",
        "readiness.organisational_capacity starts at 0.4",
        ("readiness.organisational_capacity.scores=[0.4, 0.9]",),
        ("readiness.organisational_capacity.scores=[0.5, 0.9]",),
        "warning",
    ),
]


def found(case: Case, overrides: tuple[str, ...]) -> list[Flag]:
    return [flag for flag in flags(*overrides) if flag.rule == case.rule and case.words in flag.message]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.words[:30]}" for case in CASES])
def test_a_flag_fires_on_one_side_of_its_limit_alone(case: Case) -> None:
    fired = found(case, case.fires)
    assert [(flag.severity, flag.clause) for flag in fired] == [(case.severity, case.clause)], flags(*case.fires)
    assert found(case, case.silent) == []


def test_the_most_opportunities_are_those_of_the_rule() -> None:
    assert MOST_OPPORTUNITIES == MOST_RAW_RATE


def test_a_sound_scenario_has_no_flags() -> None:
    assert flags() == []
    assert verdict_questions(load_scenario(SMALL)) == []


@pytest.mark.parametrize("name", READY_MADE)
def test_the_ready_made_scenarios_have_the_flags_that_are_meant(name: str) -> None:
    scenario = load_scenario(name)
    rules = {"R-164"} | ({"R-10"} if name == "coach_unready" else set())
    assert {flag.rule for flag in red_flags(scenario)} == rules
    assert verdict_questions(scenario) == []
    assert len(red_flags(scenario)) == (7 if name == "coach_unready" else 1)


def test_what_questions_the_verdict_comes_first_and_red_flags_before_warnings() -> None:
    some = (
        f"{ARR}=1e6", f"{INBOUND}=0", "readiness.positioning=0.3",
        "archetypes.referral.cycle_median_days=600", "archetypes.reseller.acv_median=9e6",
    )  # fmt: skip
    order = [(not flag.questions_verdict, flag.severity) for flag in flags(*some)]
    assert order == sorted(order)
    assert {severity for _, severity in order} == {"red flag", "warning"}
    questions = verdict_questions(load_scenario(SMALL, some))
    assert questions[0] == "starting ARR is 1,000,000 USD: too early for a program"
    assert questions[-1] == "one reseller deal is larger than a year's new business"
    assert questions == [flag.clause for flag in flags(*some) if flag.clause]


def test_the_company_of_40_million_with_the_team_of_six_sellers() -> None:
    """The case of 18.2: the hours left as in ``coach``; four times the hours fit again."""
    large = [f"{ARR}=30e6", f"{INBOUND}=10e6"]
    team = "the direct team's hours are those of a smaller company"
    assert verdict_questions(load_scenario("coach", large)) == [team]
    assert verdict_questions(load_scenario("coach", [*large, "vendor.team_hours_per_month=4000"])) == []
    message = next(flag.message for flag in red_flags(load_scenario("coach", large)) if flag.clause == team)
    spent = 1.2 * new_arr(30e6, 0.25, 0.12, 0.13)
    assert f"{1.14e6 / spent:.0%} of the {float(f'{spent:.3g}'):,.0f} USD" in message


def test_amounts_left_in_dollars_are_named_with_their_size() -> None:
    """The case of 18.2: a contract value of 34,000 JPY."""
    yen = ["currency=JPY", f"{ARR}=1e9", "program.manager_cost_per_year=1e6", "program.staff_cost_per_year=1e6"]
    flag = next(flag for flag in red_flags(load_scenario("coach", yen)) if flag.rule == "currency")
    shown = re.findall(r"(\S+) is ([\d,]+) JPY \(about ([\d,.]+) USD\)", flag.message)
    assert ("vendor.hour_cost", "95", "0.6") in shown
    assert ("archetypes.alliance.acv_median", "90,000", "600") in shown
    assert len(shown) == 3
    assert " and 2 more;" in flag.message
    usual = [f"archetypes.{name}.acv_median=5e6" for name in ("alliance", "referral", "reseller", "technology")]
    fitting = load_scenario("coach", [*yen, *usual, "vendor.hour_cost=10_000"])
    assert [flag for flag in red_flags(fitting) if flag.rule == "currency"] == []
    tiny = load_scenario("coach", [*yen, *usual, "vendor.hour_cost=2"])
    assert [flag for flag in red_flags(tiny) if flag.rule == "currency"] == []


def test_sizes_of_currencies_are_positive_and_known_for_the_dollar() -> None:
    assert UNITS_PER_USD["USD"] == 1
    assert all(re.fullmatch("[A-Z]{3}", code) and units > 0 for code, units in UNITS_PER_USD.items())
