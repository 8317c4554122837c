"""Gifts where they are stated, in both engines and through every door; and no trace of them where they are not."""

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from sim.engine.identity import roll_of
from sim.engine.reference.gifts import begin_gifts
from sim.experiment.replication import WorldSource, ledger_metrics, ledger_of, world_parameters
from sim.experiment.verification import verify
from sim.ledger import LEAVING_KINDS, Kind
from sim.metrics.declared import metric_set_of
from sim.names import name_word
from sim.randomness import chance_key, partner_place, uniform
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario, resolved_toml
from sim.scenario.schema import Scenario

from ..engines.plain_engine import outcome_of, plain_kernel, world_of
from ..engines.test_frozen import go_on

FIELDS = Path(__file__).parents[1] / "fields" / "fields.toml"
ENGINES = ("reference", "compiled")
SEED = 5
MUG = "gifts.mug={ cost = 50.0, probability = 0.3, most_per_partner = 240 }"
CARD = "gifts.card={ cost = 5.0, probability = 0.6, most_per_partner = 2 }"
BOTH = (MUG, CARD)
THERE = "archetypes.reseller.established={ partners = 8, age_months = 3, customers = 1.0, arr_median = 9000.0 }"
DRAWN = ('uncertainty."gifts.mug.probability"={ low = 0.1, high = 0.5 }',)
DAY, KIND, PARTNER, AMOUNT, DETAIL = 0, 1, 2, 4, 6


def scenario_of(*overrides: str) -> Scenario:
    return load_scenario(FIELDS, overrides)


def given(*overrides: str, engine: str = "compiled", world: int = 0) -> list[tuple[int, ...]]:
    """The rows of gifts of a replication."""
    ledger, _, _ = ledger_of(scenario_of(*overrides), SEED, world, 0, engine)
    return [row for row in ledger.rows if row[KIND] == Kind.GIFT_GIVEN]


@pytest.mark.parametrize(
    "overrides",
    [
        BOTH,
        (*BOTH, *DRAWN),
        (*BOTH, THERE),
        (MUG, "sunset.month=9", "sunset.sourced_share=0.9", 'program.journey=["pilot", "onboarding"]'),
    ],
)
def test_the_engines_are_equal(overrides: tuple[str, ...]) -> None:
    found = verify(scenario_of(*overrides), 4, SEED)
    assert found.is_equal, "\n".join(verification_lines(found))
    assert len(given(*overrides)) > 20


@pytest.mark.parametrize("engine", ENGINES)
def test_a_gift_is_drawn_under_its_own_name_and_that_of_the_archetype(engine: str) -> None:
    """Who accepts a mug at which close, worked out from the addresses alone."""
    scenario = scenario_of(MUG)
    ledger, _, parameters = ledger_of(scenario, SEED, 0, 0, engine)
    roll, key, expected = roll_of(parameters), chance_key(SEED, 0, 0), set()
    left = {row[PARTNER]: -(-row[DAY] // 30) for row in ledger.rows if row[KIND] in LEAVING_KINDS}
    for row in ledger.rows:
        if row[KIND] == Kind.SIGNED:
            archetype, batch, index = roll.place(row[PARTNER])
            name = name_word(f"gifts.mug/{roll.names[archetype]}")
            for month in range(row[DAY] // 30 + 1, left.get(row[PARTNER], scenario.months + 1)):
                if uniform(key, 200, name, partner_place(batch, index) | month << 8, 0) < 0.3:
                    expected.add((row[PARTNER], month))
    accepted = {(row[PARTNER], row[DAY] // 30) for row in ledger.rows if row[KIND] == Kind.GIFT_GIVEN}
    assert accepted == expected
    assert len(accepted) > 20


@pytest.mark.parametrize("engine", ENGINES)
def test_one_more_gift_moves_none_of_the_other(engine: str) -> None:
    alone = [(row[DAY], row[PARTNER], row[AMOUNT]) for row in given(MUG, engine=engine)]
    beside = [(row[DAY], row[PARTNER], row[AMOUNT]) for row in given(*BOTH, engine=engine) if row[DETAIL] == 1]
    assert alone == beside
    assert {row[AMOUNT] for row in given(*BOTH, engine=engine) if row[DETAIL] == 0} == {500}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_partner_gets_no_more_than_the_most(engine: str) -> None:
    cards = [row[PARTNER] for row in given(CARD, engine=engine)]
    assert max(cards.count(partner) for partner in set(cards)) == 2
    assert all(row[DAY] % 30 == 0 for row in given(CARD, engine=engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_partner_that_is_there_on_day_0_has_had_those_of_its_age(engine: str) -> None:
    """Three months at 0.4 are one card of the two; with three years, both."""
    likely = CARD.replace("0.6", "0.4")
    for age, most in ((3, 1), (36, 0)):
        scenario = scenario_of(likely, THERE.replace("= 3", f"= {age}"))
        ledger, _, _ = ledger_of(scenario, SEED, 0, 0, engine)
        there = {row[PARTNER] for row in ledger.rows if row[KIND] == Kind.STARTED}
        cards = [row[PARTNER] for row in ledger.rows if row[KIND] == Kind.GIFT_GIVEN and row[PARTNER] in there]
        assert max((cards.count(partner) for partner in there), default=0) == most


@pytest.mark.parametrize("engine", ENGINES)
def test_a_new_field_of_an_archetype_reaches_the_engine(engine: str) -> None:
    """Declared in the schema and in the parameters, and nowhere else."""
    eager = "archetypes.reseller.gift_odds_multiplier=50.0"
    assert len(given(MUG, eager, engine=engine)) > 1.2 * len(given(MUG, engine=engine))


def test_its_metrics_are_those_of_its_rows() -> None:
    scenario = scenario_of(*BOTH)
    run, twin, parameters = ledger_of(scenario, SEED, 0, 0, "reference")
    metrics = ledger_metrics(scenario, run, twin, parameters)
    rows = given(*BOTH)
    by_month = [sum(row[AMOUNT] for row in rows if row[DAY] == 30 * month) for month in range(1, 25)]
    assert metrics["gift_cost"].tolist() == by_month
    assert metrics["gifts_given"].sum() == len(rows)
    without = ledger_metrics(scenario_of(), run, twin, parameters)["program_cost"]
    assert np.array_equal(metrics["program_cost"], without)
    assert "gift_cost" in metric_set_of(scenario).sums["program_cost"].plus


def test_where_it_is_absent_there_is_nothing_of_it() -> None:
    scenario = scenario_of()
    assert "gift_cost" not in metric_set_of(scenario)
    assert "gift" not in resolved_toml(scenario)
    for engine in ENGINES:
        assert not given(engine=engine)
    assert "gift" not in resolved_toml(scenario_of(MUG, "gifts.mug=false"))


def test_its_leaves_are_reached_by_every_door() -> None:
    assert scenario_of(MUG, "gifts.mug.cost=70").gifts["mug"].cost == 70
    source = WorldSource(scenario_of(MUG, *DRAWN))
    worlds = [source.world(SEED, world) for world in range(3)]
    for drawn, parameters in worlds:
        assert drawn["gifts.mug.probability"] == parameters.gifts[0].probability
    assert len({parameters.gifts[0].probability for _, parameters in worlds}) == 3
    assert worlds[0][1].gifts[0].name_words is worlds[1][1].gifts[0].name_words, "names are worked out once"


def said(command: str, *arguments: str) -> str:
    done = CliRunner().invoke(import_module(f"sim.cli.{command}").command, [str(FIELDS), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def test_commands_know_it() -> None:
    costly = ("--set", "gifts.car={ cost = 20_000.0, probability = 0.1 }")
    assert "warning R-76: gifts.car: 20,000 USD is pay, not a gift" in said("validate", *costly)
    explained = said("explain", "gifts.car.probability", *costly)
    assert "gifts.car.probability = 0.1" in explained
    assert "that it is accepted in a month" in explained
    assert "bounds" in explained
    assert "odds that a gift is accepted" in said("explain", "archetypes.reseller.gift_odds_multiplier")
    traced = said("trace", "--replication", "0", "--events", "--quiet", "--set", MUG)
    assert "gift to a partner: mug" in traced


def test_files_and_json_have_its_metrics(tmp_path: Path) -> None:
    said("run", "--runs", "20", "--quiet", "--json", "--out", str(tmp_path), "--set", MUG)
    metrics = json.loads((tmp_path / "summary.json").read_text("utf-8"))["metrics"]
    assert metrics["gift_cost"]["unit"] == "money"
    cents = pq.read_table(tmp_path / "monthly.parquet", columns=["gift_cost_cents", "gifts_given"]).to_pydict()
    assert sum(cents["gifts_given"]) > 100
    assert sum(cents["gift_cost_cents"]) == 5000 * sum(cents["gifts_given"])


def test_nothing_is_read_or_written_outside_its_table() -> None:
    parameters = world_parameters(scenario_of(*BOTH), SEED, 0)[1]
    with plain_kernel() as kernel:
        found = outcome_of(kernel, world_of([parameters], 1024, 8192), 0, chance_key(SEED, 0, 0))
    assert found is not None
    ledger, _, _ = ledger_of(scenario_of(*BOTH), SEED, 0, 0, "compiled")
    assert np.array_equal(found.ledger, ledger.array())


def test_an_engine_that_was_frozen_goes_on() -> None:
    parameters = world_parameters(scenario_of(*BOTH, THERE), SEED, 0)[1]
    tables = go_on(parameters, chance_key(SEED, 0, 0), (1, 9, 12))
    assert max(tables[9].tables["gifted"]) > 2


def test_a_state_that_was_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The readable engine begins without the gifts that partners have had: the second card comes a third time."""
    parameters = world_parameters(scenario_of(CARD), SEED, 0)[1]
    monkeypatch.setattr(
        "sim.engine.reference.start.begin_with_gifts", lambda run, partner, _: begin_gifts(run, partner)
    )
    with pytest.raises(AssertionError):
        go_on(parameters, chance_key(SEED, 0, 0), (9,))
