"""Every fault of a file is told at once, and none that another one makes: faults two by two, from all tables."""

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sim.scenario.draft import draft_of, faults_of
from sim.scenario.layers import Layer, normalised
from sim.scenario.load import ScenarioError, changed, load_scenario, resolved_dict
from sim.scenario.merging import merged
from sim.scenario.overrides import parts_of
from sim.scenario.schema import Scenario

from .started import SCENARIO, written

SMALL = Path(__file__).parent / "small.toml"
REFERRAL, RESELLER = "archetypes.referral", "archetypes.reseller"
ROOM = [
    f"{REFERRAL}.terms.rate=false",
    f"{REFERRAL}.terms={{model='referral', bands={{measure='sold', steps={{a={{from=0.0, rate=0.1}}, "
    "b={from=1e5, rate=0.12}, c={from=2e5, rate=0.15}}}, "
    "rebates={r={base='sold', steps={a={from=0.0, rate=0.01}}}}}",
    f"{RESELLER}.segments={{a=0.5, b=0.5}}",
    f"{RESELLER}.terms={{model='resale', rate=0.2, expansion_rate=0.1, lines={{a={{rate=0.25}}}}}}",
    f"{RESELLER}.distributor_rate=0.05",
    "bonuses.quick={amount=1000.0, within_days=90}",
    "clawback={full_days=30, partial_days=60, end_days=90}",
]
"""Tables in which faults are made."""
CHANGES = [
    f"changes.cut={{month=9, set={{{RESELLER}.terms.rate=0.15}}}}",
    f"changes.more={{month=15, set={{{RESELLER}.terms.lines.a.rate=0.3}}}}",
]
"""For faults of changes."""
STEPS = f"{REFERRAL}.terms.bands.steps"
FAULTS: dict[str, list[str]] = {
    # of a value by itself
    "15 for 0.15": [f"{RESELLER}.terms.rate=15"],
    "a text for a number": [f'{REFERRAL}.win_probability="x"'],
    "below its bound": ["phases.pilot.managers=-1"],
    "no such word": ['payout.trigger="never"'],
    "the rate of a step": [f"{STEPS}.c.rate=5"],
    "the days of a clawback": ['clawback.full_days="x"'],
    "a table for a number": ["gate.month={x=1}"],
    "a number for a table": ["readiness_effects=5"],
    "an unknown key": ["gate.treshold=0.1"],
    "a wrong name": ["benchmarks.Bad={month=3, active_partners=[1.0, 2.0], sourced_share=[0.1, 0.2]}"],
    "a key is missing": ["benchmarks.b={month=3, active_partners=[1.0, 2.0]}"],
    "less than a cent": ["bonuses.quick.amount=-1"],
    "no month of a change": ['changes.cut.month="x"'],
    "a range upside down": [f"uncertainty.{RESELLER}.churn_per_year={{low=0.3, high=0.1}}"],
    "a share of the mix": ['mix.referral="half"'],
    # of values together
    "a first step above 0": [f"{STEPS}.a.from=5"],
    "two equal steps": [f"{STEPS}.d={{from=1e5, rate=0.13}}"],
    "a rate beside bands": [f"{REFERRAL}.terms.rate=0.1"],
    "whole bands of live ARR": [f"{REFERRAL}.terms.bands.measure='live_arr'", f"{REFERRAL}.terms.bands.mode='whole'"],
    "a line that is no segment": [f"{RESELLER}.terms.lines.c={{rate=0.1}}"],
    "lines that are not all": [f"{RESELLER}.segments.a=0.9"],
    "years twice": [f"{REFERRAL}.terms.later_rates=[0.1]", f"{REFERRAL}.terms.later.year_2=0.1"],
    "months of no share": [f"{RESELLER}.terms.share_months=12"],
    "points above the price": [f"{REFERRAL}.terms.registered_rate=0.4", f"{REFERRAL}.terms.renewal_rate=0.7"],
    "a distributor that has all": [f"{RESELLER}.distributor_rate=0.5", f"{RESELLER}.terms.later.year_3=0.6"],
    "a distributor of a referral": [f"{REFERRAL}.distributor_rate=0.1"],
    "a minimum of a referral": [f"{REFERRAL}.terms.minimum_per_month=100"],
    "a marginal rebate of deals": [
        f"{REFERRAL}.terms.rebates.r.measure='deals'", f"{REFERRAL}.terms.rebates.r.mode='marginal'",
    ],
    "a rebate paid late": [f"{REFERRAL}.terms.rebates.r.period='month'", f"{REFERRAL}.terms.rebates.r.paid='year'"],
    "clawback days out of order": ["clawback.end_days=50"],
    "a window past the renewal": [f"{RESELLER}.early_cancel_first_day=350"],
    "a cap on a margin": [f"{RESELLER}.terms.cap_per_year=100"],
    "limits of an entry": [f"{RESELLER}.terms.fee_most=5", f"{RESELLER}.terms.fee_least=9"],
    "a bonus for no size": ["bonuses.quick.acv_from=10", "bonuses.quick.acv_below=5"],
    "a bonus for no month": ["bonuses.quick.from_month=10", "bonuses.quick.to_month=5"],
    "a bonus for nobody": ["bonuses.quick.archetypes=['nobody']"],
    "a mix of somebody": ["mix.nobody=0.0"],
    "a mix that is not all": ["mix.reseller=0.8"],
    "phases out of order": ["phases.pilot.earliest_month=20"],
    "eleven months": ["vendor.seasonality=[1.0]"],
    "a journey without its step": ["program.journey=['pilot']"],
    "a gate past the horizon": ["gate.month=30"],
    "leaving out of order": [f"{RESELLER}.departure_settled_per_year=0.9"],
    "a stage too few": [f"{REFERRAL}.funnel_order=['pitch']"],
    # of changes
    "a change past the horizon": ["changes.late={month=99, set={phases.pilot.staff=3.0}}"],
    "a change of what is not stated": [f"changes.year={{month=8, set={{{RESELLER}.terms.later.year_2=0.1}}}}"],
    "a change to a wrong value": ["changes.heads={month=8, set={phases.scale.managers=900.0}}"],
    "a change to wrong values": ["changes.days={month=10, set={program.pilot_days=300}}"],
    "a change of nothing": ["changes.none={month=8, set={}}"],
    # of ranges, correlations and sources
    "a range that leaves no price": [f"uncertainty.{RESELLER}.terms.lines.a.rate={{low=0.2, high=0.97}}"],
    "an unknown range": ["uncertainty.vendor.our_cost={low=1.0, high=2.0}"],
    "a factor of no range": ["correlation.factors.f={paths=['vendor.hour_cost'], loading=0.5}"],
    "no such rule": ["sources.vendor='R-999'"],
}  # fmt: skip

TOGETHER = [{"a distributor that has all", "a range that leaves no price"}]
"""One value is at fault for both: the part of the distributor, which is too large already for what is stated."""


def said(overrides: list[str]) -> frozenset[tuple[str, str]]:
    """Path and words of each problem; numbers are left out, as those of one fault may stand in the words of another."""
    valid = room(has_changes=any(override.startswith("changes.") for override in overrides))
    with pytest.raises(ScenarioError) as caught:
        changed(valid, overrides)
    return frozenset((problem.path, re.sub(r"[\d.,]+", "#", problem.said)) for problem in caught.value.problems)


@cache
def room(*, has_changes: bool) -> Scenario:
    return load_scenario(SMALL, [*ROOM, *(CHANGES if has_changes else [])])


@cache
def alone(fault: str) -> frozenset[tuple[str, str]]:
    return said(FAULTS[fault])


def leaves(fault: str) -> set[str]:
    """Where a fault is made, and where it is told."""
    return {parts_of(override)[0] for override in FAULTS[fault]} | {path for path, _ in alone(fault)}


def are_apart(one: str, other: str) -> bool:
    """Whether no value of one fault is at or below one of the other."""
    pairs = [(a, b) for a in leaves(one) for b in leaves(other)]
    return not any(a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.") for a, b in pairs)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_alone(fault: str) -> None:
    assert len(alone(fault)) == 1, alone(fault)


def sets_of_faults() -> list[list[str]]:
    """Seven at a time, so that each stands beside each other one: rows, columns and slanted lines of a square of seven
    by seven (a prime number); those that are over stand beside each row."""
    names, side = list(FAULTS), 7
    rows, over = [names[start : start + side] for start in range(0, side * side, side)], names[side * side :]
    lines = [
        [row[(first + slope * place) % side] for place, row in enumerate(rows)]
        for slope in range(side)
        for first in range(side)
    ]
    return [*lines, *([*row, *over] for row in rows)]


@pytest.mark.parametrize("together", sets_of_faults(), ids=lambda together: f"{together[0]}, {together[1]}")
def test_faults_are_told_as_each_alone(together: list[str]) -> None:
    """Each two faults are in one of the sets. ``--full`` tries them two by two."""
    told, each = said([override for fault in together for override in FAULTS[fault]]), list(map(alone, together))
    assert told <= frozenset().union(*each), "invented"
    for fault, expected in zip(together, each, strict=True):
        others = [other for other in together if other != fault]
        if all(are_apart(fault, other) and {fault, other} not in TOGETHER for other in others):
            assert expected <= told, f"'{fault}' is not told"


def test_each_two_faults_are_in_a_set() -> None:
    pairs = {frozenset(pair) for together in sets_of_faults() for pair in combinations(together, 2)}
    assert pairs >= {frozenset(pair) for pair in combinations(FAULTS, 2)}


@pytest.mark.full
@pytest.mark.parametrize("one", FAULTS)
def test_two_faults_are_told_as_each_alone(one: str) -> None:
    for other in list(FAULTS)[list(FAULTS).index(one) + 1 :]:
        both = said([*FAULTS[one], *FAULTS[other]])
        assert both <= alone(one) | alone(other), f"invented beside '{other}': {both - alone(one) - alone(other)}"
        if are_apart(one, other) and {one, other} not in TOGETHER:
            assert both == alone(one) | alone(other), f"not told beside '{other}'"


def test_all_that_are_apart_are_told_at_once() -> None:
    chosen: list[str] = []
    for fault in FAULTS:
        if all(are_apart(fault, other) and {fault, other} not in TOGETHER for other in chosen):
            chosen.append(fault)
    assert len(chosen) > 30
    told = said([override for fault in chosen for override in FAULTS[fault]])
    assert told == frozenset().union(*map(alone, chosen))


# A draft by itself


@pytest.mark.parametrize("name", ["coach", "coach_ready", "coach_unready", SMALL])
def test_a_draft_of_a_valid_scenario_is_the_scenario(name: str | Path) -> None:
    scenario = load_scenario(name)
    stated = merged([Layer("own", normalised(resolved_dict(scenario)))], Scenario).data
    assert draft_of(stated, Scenario) == scenario
    assert not list(faults_of(scenario))


def test_what_may_have_been_meant_is_not_known() -> None:
    """A mistyped key may be the month of the gate: nothing is said of the one that is stated below it."""
    scenario = load_scenario(SMALL)
    (told,) = said(["months=12", "gate.month=12", "gate.threshold=15"])
    assert told[0] == "gate.threshold"
    with pytest.raises(ScenarioError) as caught:
        changed(scenario, ["months=12", "gate.mont=12"])
    assert [problem.path for problem in caught.value.problems] == ["gate.mont"]


def test_a_key_of_a_file_that_is_like_an_absent_one(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        f'extends = "{SMALL.as_posix()}"\narchetypes.reseller.downgrade_probability = 0.2\n[clawbac]\nfull_days = 30\n'
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert [(one.place, one.path) for one in caught.value.problems] == [(f"{file}:3", "clawbac")]


def test_changes_of_a_month_that_cannot_be_used_are_looked_at_by_themselves() -> None:
    """In which order they come is not known: only what a change makes wrong alone is told."""
    part, price = f"{RESELLER}.distributor_rate", f"{RESELLER}.terms.rate"
    alone_wrong = f"changes.a={{month=99, set={{{part}=0.5, {price}=0.6}}}}"
    wrong_with_b = [f"changes.a={{month=99, set={{{part}=0.5}}}}", f"changes.b={{month=98, set={{{price}=0.6}}}}"]
    taken_away = ["changes.cut=false", "changes.more=false"]
    told = {path for path, _ in said([*taken_away, alone_wrong])}
    assert told == {"changes.a.month", f"changes.a.set.{part}"}
    assert {path for path, _ in said([*taken_away, *wrong_with_b])} == {"changes.a.month", "changes.b.month"}


def test_a_month_after_a_fault_is_looked_at_too() -> None:
    told = said(["changes.a={month=9, set={mix.referral=0.9}}", "changes.b={month=12, set={program.pilot_days=300}}"])
    assert {path for path, _ in told} == {"changes.a.set", "changes.b.set"}


def test_what_deals_have_locked_is_looked_at() -> None:
    """A rate of 0.7 stays with the deals of before; points that are theirs too make it more than the price."""
    rate, points = f"{REFERRAL}.terms.renewal_rate", f"{REFERRAL}.terms.registered_rate"
    given = [f"{rate}=0.7", f"{points}=0.1"]
    lower = f"changes.lower={{month=9, set={{{rate}=0.2}}}}"
    more = f"changes.more={{month=12, retroactive=true, set={{{points}=0.4}}}}"
    assert {path for path, _ in said([*given, lower, more])} == {f"changes.more.set.{points}"}
    later = more.replace("retroactive=true, ", "")
    assert changed(room(has_changes=False), [*given, lower, later]).changes


# The tables of a running program


STARTED = {
    "no date": ('"2026-09-30"', '"2026-09-31"', "start.as_of"),
    "an age above that of the program": ("phase_age_months = 12", "phase_age_months = 13", "start.phase_age_months"),
    "no such phase": ('phase = "pilot"', 'phase = "no_phase"', "start.phase"),
    "no candidates": ("[start]", 'archetypes.referral.candidates = "many"\n[start]', "archetypes.referral.candidates"),
    "another first month": ("start_month = 10", "start_month = 9", "start_month"),
}
ROWS_WITH_FAULTS = {
    "partners": [
        "c,nobody,2026-01-31,,,,,,,,",
        "a,reseller,2026-01-30,2026-02-28,,yes,2026-03-31,2026-05-01,2026-05-01,2,0.75",
    ],
    "customers": ["C1,a,,-1200.00,2026-05-31,2026-05-31,"],
}  # fmt: skip


def told_of(path: Path) -> set[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return {problem.path for problem in caught.value.problems}


@pytest.mark.parametrize("fault", STARTED)
def test_rows_of_a_start_are_told_beside_a_fault_of_the_scenario(fault: str, tmp_path: Path) -> None:
    before, after, path = STARTED[fault]
    wrong = SCENARIO.replace(before, after)
    assert told_of(written(tmp_path / "scenario", wrong)) == {path}
    assert told_of(written(tmp_path / "rows", **ROWS_WITH_FAULTS)) == {"archetype", "arr"}
    assert told_of(written(tmp_path / "both", wrong, **ROWS_WITH_FAULTS)) == {path, "archetype", "arr"}
