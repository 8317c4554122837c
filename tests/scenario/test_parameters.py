"""Every field of the schema reaches exactly the parameter that it declares, and no block of another scenario."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from pydantic import Field

from sim.names import name_word
from sim.scenario.conversion import Blocks, converted
from sim.scenario.fields import choice, lever
from sim.scenario.grammar import node_at
from sim.scenario.load import load_scenario
from sim.scenario.parameters import blocks_of, parameters_of
from sim.scenario.paths import covers, leaf_paths, spec_of
from sim.scenario.schema import Card, Name, Scenario, Table
from sim.scenario.unit import DAYS, MONEY, MONEY_RATE, SHARE

ROOT = Path(__file__).parents[2]
SCENARIO = load_scenario(
    Path(__file__).parent / "small.toml",
    [
        "vendor.seasonality=[0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
        "benchmarks.later={month=12, active_partners=[1, 9], sourced_share=[0.1, 0.2]}",
        "archetypes.referral.terms.later_rates=[0.1, 0.05]",
        "archetypes.referral.market_terms.later_rates=[0.1, 0.05]",
        "readiness.organisational_capacity=0.7",
    ],
)
PARAMETERS, BLOCKS = parameters_of(SCENARIO), blocks_of(SCENARIO)

BY_HAND = {
    "start_month": ["vendor.season.*", "measures.*"],
    "vendor.seasonality": ["vendor.season.*"],
    "vendor.roster.partners": ["vendor.roster_partners"],
    "readiness.*": ["readiness.*.*"],
    "program.manager_cost_per_year": ["phases.*.manager_cost_per_month_cents"],
    "program.staff_cost_per_year": ["phases.*.staff_cost_per_month_cents"],
    "program.journey": ["program.pilot_first"],
    "phases.*.managers": ["phases.*.managers", "phases.*.manager_cost_per_month_cents"],
    "phases.*.staff": ["phases.*.staff", "phases.*.staff_cost_per_month_cents"],
    "phase_order": ["phases.*.*"],
    "mix.*": ["archetypes.*.mix_share"],
    "payout.*": ["payout.*", "archetypes.*.payout.*"],
    "archetypes.*.terms.rate": ["archetypes.*.terms.cards.0.rate_bps", "archetypes.*.terms.margin_bps"],
    "archetypes.*.market_terms.rate": [
        "archetypes.*.market_terms.cards.0.rate_bps",
        "archetypes.*.market_terms.margin_bps",
    ],
    "archetypes.*.terms.registered_rate": ["archetypes.*.terms.registered_rate_bps", "archetypes.*.terms.margin_bps"],
    "archetypes.*.terms.model": ["archetypes.*.terms.model", "archetypes.*.terms.margin_varies"],
    "archetypes.*.terms.read": ["archetypes.*.terms.read", "archetypes.*.terms.margin_varies"],
    "archetypes.*.market_terms.model": ["archetypes.*.market_terms.model", "archetypes.*.market_terms.margin_varies"],
    "archetypes.*.terms.fee_least": ["archetypes.*.terms.cards.0.fee_least_cents", "archetypes.*.terms.margin_varies"],
    "archetypes.*.terms.fee_most": ["archetypes.*.terms.cards.0.fee_most_cents", "archetypes.*.terms.margin_varies"],
    "archetypes.*.terms.minimum_per_month": [
        "archetypes.*.terms.cards.0.minimum_per_month_cents",
        "archetypes.*.terms.owes_minimum",
    ],
    "archetypes.*.usage_ramp_months": ["archetypes.*.usage_ramp_months", "archetypes.*.terms.margin_varies"],
    "archetypes.*.funnel_order": ["archetypes.*.funnel.*.*"],
}
"""Fields from which parameters are worked out by hand, and all of these that change with them."""
ELSEWHERE = {
    "months": "sim/engine/reference/program.py",
    "gate.measure": "sim/analysis/figures/odds.py",
    "finance.least_contribution_share": "sim/scenario/lint/deals.py",
    "gate.required_probability": "sim/analysis/figures/odds.py",
    "benchmarks.*.month": "sim/analysis/run/benchmarks.py",
    "benchmarks.*.active_partners": "sim/analysis/run/benchmarks.py",
    "benchmarks.*.sourced_share": "sim/analysis/run/benchmarks.py",
}
"""Fields that are no parameter of one table, and a file that reads them."""
TEXT = ("name", "title", "description", "currency", "inherited_ranges")
CHANNELS = ("direct", "inbound", "roster")
PATHS = [path for path in leaf_paths(SCENARIO) if path not in TEXT]


def value_of(path: str) -> Any:
    value: Any = SCENARIO
    for step in path.split("."):
        value = value[step] if isinstance(value, dict) else getattr(value, step)
    return value


def words_of(path: str) -> tuple[Any, ...]:
    node = node_at(tuple(path.split(".")), Scenario)
    assert node is not None
    return get_args(node.types[0])


def other_value(path: str) -> Any:
    """Another value than the scenario's, in the field's bounds."""
    spec, value = spec_of(path), value_of(path)
    assert spec is not None
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return next(word for word in words_of(path) if word != value)
    if isinstance(value, tuple):
        return value[::-1] if value else ()
    if spec.kind == "int":
        return value + 1 if value < spec.high else value - 1
    other = value + 100.0 if value + 100 <= spec.high else (value + spec.high) / 2
    return round(other, 4) if other != value else spec.low


def with_value(table: Any, steps: Sequence[str], value: Any) -> Any:
    """A copy with one value set; every other table is the same object."""
    step, *rest = steps
    if isinstance(table, dict):
        return {**table, step: with_value(table[step], rest, value) if rest else value}
    return table.model_copy(update={step: with_value(getattr(table, step), rest, value) if rest else value})


def flat(value: Any, address: str = "") -> dict[str, Any]:
    """Every number, name and switch of nested records by its address; positions are steps of it."""
    if is_dataclass(value):
        items = [(field.name, getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, tuple):
        items = [(str(place), item) for place, item in enumerate(value)]
    else:
        return {address: value}
    return {at: one for step, item in items for at, one in flat(item, f"{address}.{step}".strip(".")).items()}


def address_of(path: str) -> str:
    """The address of the parameter that a field declares."""
    first, *rest = steps = path.split(".")
    if first == "vendor" and rest[0] in CHANNELS:
        steps = [first, "channels", str(CHANNELS.index(rest[0])), *rest[1:]]
    if first == "phases":
        steps[1] = str(SCENARIO.phase_order.index(rest[0]))
    if first == "archetypes":
        steps[1] = str(sorted(SCENARIO.archetypes).index(rest[0]))
        if rest[1] == "funnel":
            steps[3] = str(SCENARIO.archetypes[rest[0]].funnel_order.index(rest[2]))
        if rest[1] in ("terms", "market_terms") and rest[2] in Card._fields:
            steps[3:] = ["cards", "0", *rest[2:]]
    spec = spec_of(path)
    assert spec is not None
    return ".".join(steps) + ("" if spec.engine == "same" else f"_{spec.engine}")


def held(path: str, value: Any) -> Any:
    """What the engines hold of a value."""
    spec = spec_of(path)
    assert spec is not None
    factor = {"cents": 100, "bps": 10_000, "same": 0}[spec.engine]
    return math.floor(round(value * factor, 6) + 0.5) if factor else value


def listed(path: str, names: dict[str, Any]) -> Any:
    """What a list of exceptions says of a path, or None."""
    found = [said for pattern, said in names.items() if covers(pattern, path) and pattern.count(".") == path.count(".")]
    return found[0] if found else None


@pytest.mark.parametrize("path", PATHS)
def test_a_field_reaches_the_parameter_it_declares_and_no_other(path: str) -> None:
    value = other_value(path)
    world = with_value(SCENARIO, path.split("."), value)
    parameters = parameters_of(world)
    assert parameters == parameters_of(world, BLOCKS), "a block of the scenario was taken for that of the world"
    before, after = flat(PARAMETERS), flat(parameters)
    changed = {address for address in before.keys() | after.keys() if before.get(address) != after.get(address)}
    by_hand, elsewhere = listed(path, BY_HAND), listed(path, ELSEWHERE)
    if elsewhere:
        assert path == "months" or not changed
        assert path.split(".")[-1] in (ROOT / elsewhere).read_text("utf-8")
    elif by_hand:
        assert changed or value == value_of(path), "nothing depends on it"
        assert all(any(covers(pattern, address) for pattern in by_hand) for address in changed)
    elif isinstance(value, str):
        flags = {f"{address_of(path)}_is_{word}" for word in words_of(path)} & after.keys()
        assert changed == flags != set()
        assert all(after[flag] == flag.endswith(f"_is_{value}") for flag in flags)
    elif isinstance(value, tuple):
        wanted = {f"{address_of(path)}.{place}": held(path, item) for place, item in enumerate(value)}
        assert changed == wanted.keys()
        assert {address: after[address] for address in changed} == wanted
    else:
        assert changed == {address_of(path)}
        assert after[address_of(path)] == held(path, value)


def test_the_lists_of_exceptions_name_fields_that_are_there() -> None:
    for pattern in [*BY_HAND, *ELSEWHERE]:
        assert any(covers(pattern, path) for path in PATHS), pattern


# A table of its own


class Step(Table):
    start: float = lever("from", rule="R-75", unit=MONEY, low=0, high=1e6)
    rate: float = lever("rate", rule="R-75", unit=MONEY_RATE, low=0, high=1)


class Deal(Table):
    days: int = lever("days", rule="R-75", unit=DAYS, low=0, high=9)
    share: float = lever("share", rule="R-75", unit=SHARE, engine="same", low=0, high=1)
    rates: tuple[float, ...] = choice("rates", rule="R-75", unit=MONEY_RATE)
    mode: Literal["marginal", "whole"] = choice("mode", rule="R-75")
    first: Step
    last: Step | None = None
    steps: dict[Name, Step] = Field(default={})


@dataclass(frozen=True)
class StepParameters:
    start_cents: int
    rate_bps: int


@dataclass(frozen=True)
class NamedStepParameters:
    name: str
    start_cents: float
    rate_bps: int


@dataclass(frozen=True)
class DealParameters:
    days: float
    share: float
    rates_bps: tuple[int, ...]
    mode_is_whole: bool
    first: StepParameters
    last: tuple[StepParameters, ...]
    steps: tuple[NamedStepParameters, ...]


ONE, TWO = Step(start=0.125, rate=0.00005), Step(start=100.0, rate=0.2)
DEAL = Deal(days=3, share=0.5, rates=(0.1, 0.25), mode="whole", first=ONE, steps={"b": ONE, "a": TWO})


def test_records_absent_parts_tables_by_name_lists_and_switches() -> None:
    found = converted(Blocks(), DealParameters, DEAL)
    named = (NamedStepParameters("a", 10_000, 2000), NamedStepParameters("b", 13, 1))
    assert found == DealParameters(3, 0.5, (1000, 2500), True, StepParameters(13, 1), (), named)
    assert isinstance(found.days, float)
    assert isinstance(named[0].start_cents, int)
    assert isinstance(found.steps[0].start_cents, float)
    with_last = converted(Blocks(), DealParameters, DEAL.model_copy(update={"last": TWO, "mode": "marginal"}))
    assert with_last.last == (StepParameters(10_000, 2000),)
    assert not with_last.mode_is_whole


@dataclass(frozen=True)
class DrawingStepParameters:
    name_words: tuple[int, ...]
    rate_bps: int


@dataclass(frozen=True)
class DrawingDealParameters:
    steps: tuple[DrawingStepParameters, ...]


def test_a_thing_draws_under_its_own_name_and_that_of_the_archetype() -> None:
    blocks = Blocks({"reseller": None, "alliance": None})
    found = converted(blocks, DrawingDealParameters, DEAL)
    assert [step.name_words for step in found.steps] == [
        (name_word(f"steps.{name}/alliance"), name_word(f"steps.{name}/reseller")) for name in ("a", "b")
    ]
    other = converted(blocks, DrawingDealParameters, DEAL.model_copy(update={"steps": {"b": TWO, "a": TWO}}))
    assert other.steps[1].rate_bps != found.steps[1].rate_bps
    assert other.steps[1].name_words is found.steps[1].name_words, "what worlds share stands in memory once"


def test_a_table_that_is_the_same_object_is_converted_once() -> None:
    blocks = Blocks()
    first = converted(blocks, DealParameters, DEAL)
    blocks.close()
    other = converted(blocks, DealParameters, DEAL.model_copy(update={"days": 4}))
    assert other.first is first.first
    assert other.steps is first.steps, "a tuple of what is the same is packed once"
    moved = converted(blocks, DealParameters, DEAL.model_copy(update={"steps": {**DEAL.steps, "a": ONE}}))
    assert moved.steps[1] is first.steps[1]
    assert moved.steps[0] is not first.steps[0]
    changed = converted(blocks, DealParameters, DEAL.model_copy(update={"first": TWO}))
    assert changed.first == StepParameters(10_000, 2000)


def test_a_parameter_by_hand_is_taken_as_given() -> None:
    assert converted(Blocks(), StepParameters, ONE, start_cents=7) == StepParameters(7, 1)


@dataclass(frozen=True)
class Misspelt:
    start_cent: int


@dataclass(frozen=True)
class WrongUnit:
    rate: float


@dataclass(frozen=True)
class WrongNumber:
    share: int


@dataclass(frozen=True)
class AbsentRecord:
    last: StepParameters


@dataclass(frozen=True)
class WrongWord:
    mode_is_hole: bool


@pytest.mark.parametrize(
    ("parameters", "table", "words"),
    [
        (Misspelt, ONE, "Misspelt.start_cent: no field of Step gives it"),
        (WrongUnit, ONE, "WrongUnit.rate: no field of Step gives it"),
        (WrongWord, DEAL, "WrongWord.mode_is_hole: no field of Deal gives it"),
        (WrongNumber, DEAL, "WrongNumber.share: <class 'int'> cannot represent the field"),
        (AbsentRecord, DEAL, "AbsentRecord.last: .* cannot represent the field"),
    ],
)
def test_a_parameter_that_no_field_gives_is_refused(parameters: type, table: Table, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        converted(Blocks(), parameters, table)


def test_a_unit_that_leaves_it_open_asks_for_what_the_engines_hold() -> None:
    with pytest.raises(TypeError, match="state the unit of the engines"):
        lever("share", rule="R-75", unit=SHARE, low=0, high=1)
