"""The same replication of two scenarios meets the same world: what one partner draws is nobody else's business.

Partners are compared by name, for an index shifts when a list grows. In ``wide.toml`` no capacity binds, so that
partners share nothing and whole lives can be compared: every row of every partner that both scenarios have.
"""

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sim.engine.identity import roll_of
from sim.engine.reference import simulate
from sim.experiment.replication import ledger_of, world_parameters
from sim.ledger import Kind
from sim.randomness import chance_key
from sim.scenario.load import load_scenario
from sim.scenario.parameters import parameters_of
from sim.scenario.resolved import resolved_toml

WIDE = Path(__file__).parent / "wide.toml"
SMALL = Path(__file__).parent.parent / "scenario" / "small.toml"
PARTNER, DEAL, LIST = 2, 3, 5
SEED = 11
WORLDS = 3


def named_rows(scenario, world):
    """The rows of a replication with partners by name, vendor rows included (their name is '')."""
    run, _, parameters = ledger_of(scenario, SEED, world, 0, "reference")
    roll = roll_of(parameters)
    names = {partner: roll.name(partner) for partner in {row[PARTNER] for row in run.rows} if partner >= 0}
    return [(*row[:PARTNER], names.get(row[PARTNER], ""), *row[DEAL:]) for row in run.rows]


@cache
def wide_rows(world):
    """The rows of a replication of ``wide.toml``, with which many tests compare others."""
    return tuple(named_rows(load_scenario(WIDE), world))


def lives(rows):
    """The rows of each partner by its name."""
    result = {}
    for row in rows:
        if row[PARTNER]:
            result.setdefault(row[PARTNER], []).append(row)
    return result


def with_one_more(scenario, name, copied, mix):
    """The scenario with one more archetype, a copy of another, in front of the others."""
    archetypes = {name: scenario.archetypes[copied], **scenario.archetypes}
    return scenario.model_copy(update={"archetypes": archetypes, "mix": mix})


@pytest.mark.parametrize("world", range(WORLDS))
@pytest.mark.parametrize("path", ["candidates=131", "candidates=90", "candidates_per_month=33"])
def test_a_longer_list_changes_no_other_partner(world, path):
    """All rows of all partners that both lists hold."""
    before = lives(wide_rows(world))
    after = lives(named_rows(load_scenario(WIDE, [f"archetypes.referral.{path}"]), world))
    assert set(before) != set(after)
    both = set(before) & set(after)
    assert len(both) > 300
    assert {name: before[name] for name in both} == {name: after[name] for name in both}


@pytest.mark.parametrize("world", range(WORLDS))
@pytest.mark.parametrize("name", ["aaa", "referral_two", "zzz"])
def test_an_archetype_that_nobody_approaches_changes_nothing(world, name):
    """All rows of the whole ledger, in their order, where every capacity binds."""
    scenario = load_scenario(SMALL)
    more = with_one_more(scenario, name, "reseller", {**scenario.mix, name: 0.0})
    assert named_rows(more, world) == named_rows(scenario, world)


def test_an_archetype_that_nobody_approaches_changes_nothing_in_coach():
    scenario = load_scenario("coach")
    more = with_one_more(scenario, "broker", "reseller", {**scenario.mix, "broker": 0.0})
    assert named_rows(more, 0) == named_rows(scenario, 0)


@pytest.mark.parametrize("world", range(WORLDS))
@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_an_archetype_with_a_share_of_the_contacts_changes_no_other_partner(world, name):
    """All rows of all partners of the other archetypes; contacts are enough for everybody in both."""
    scenario = load_scenario(WIDE)
    more = with_one_more(scenario, name, "reseller", {"referral": 0.3, "reseller": 0.5, name: 0.2})
    before, after = lives(wide_rows(world)), lives(named_rows(more, world))
    added = {partner for partner in after if partner.startswith(name)}
    assert len(added) > 100
    assert {partner: after[partner] for partner in set(after) - added} == before


def test_a_copied_archetype_has_luck_of_its_own():
    scenario = load_scenario(WIDE)
    more = with_one_more(scenario, "aaa", "reseller", {"referral": 0.3, "reseller": 0.5, "aaa": 0.2})
    after = lives(named_rows(more, 0))
    own = [after[f"aaa/0/{index}"][0][6] for index in range(50) if f"aaa/0/{index}" in after]
    other = [after[f"reseller/0/{index}"][0][6] for index in range(50) if f"reseller/0/{index}" in after]
    assert own != other


@pytest.mark.parametrize("name", ["coach", "coach_unready", SMALL])
def test_the_order_of_tables_in_the_file_changes_nothing(tmp_path, name):
    """The whole ledger, for archetypes, mix, phases and uncertain inputs in the opposite order."""
    scenario = load_scenario(name)

    def turned(field):
        return dict(reversed(getattr(scenario, field).items()))

    fields = ("archetypes", "mix", "phases", "uncertainty")
    file = tmp_path / "turned.toml"
    file.write_text(resolved_toml(scenario.model_copy(update={field: turned(field) for field in fields})))
    other = load_scenario(file)
    assert list(other.archetypes) == list(reversed(scenario.archetypes))
    for world in range(2):
        assert ledger_of(other, SEED, world, 0, "auto")[0].rows == ledger_of(scenario, SEED, world, 0, "auto")[0].rows


@pytest.mark.parametrize("world", range(WORLDS))
def test_a_higher_rate_keeps_the_old_opportunities(world):
    """Raw opportunities, qualified ones and wins of the lower rate are among those of the higher, row for row:
    same names, days and contract values. Accounts are so many that working one hardly slows a partner down."""
    rates = [
        f"archetypes.{name}.opportunities_per_month={value}" for name, value in (("referral", 1.8), ("reseller", 3.0))
    ]
    kinds = (Kind.REJECTED, Kind.QUALIFIED, Kind.WON, Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.GO_LIVE)
    before = {row for row in wide_rows(world) if row[1] in kinds}
    after = {row for row in named_rows(load_scenario(WIDE, rates), world) if row[1] in kinds}
    assert len(before) > 300
    assert before < after


@pytest.mark.parametrize("world", range(WORLDS))
def test_a_higher_win_probability_keeps_the_old_wins(world):
    scenario = load_scenario(WIDE)
    better = scenario.model_copy(
        update={
            "uncertainty": {path: d for path, d in scenario.uncertainty.items() if "win_probability" not in path},
            "correlation": scenario.correlation.model_copy(update={"pairs": ()}),
        }
    )
    odds = {
        name: better.archetypes[name].model_copy(update={"win_probability": 0.45}) for name in ("referral", "reseller")
    }
    before, after = (
        {row for row in named_rows(one, world) if row[1] == Kind.WON}
        for one in (better, better.model_copy(update={"archetypes": odds}))
    )
    assert before < after


def test_direct_business_meets_the_same_noise():
    """New ARR of a channel is its own in every scenario: with and without partners, at any pay."""

    def new_arr(*overrides):
        rows = ledger_of(load_scenario(SMALL, overrides), SEED, 0, 0, "auto")[0].rows
        return [row for row in rows if row[1] == Kind.CHANNEL_NEW_ARR]

    assert new_arr() == new_arr("archetypes.reseller.terms.rate=0.4") == new_arr("phases.pilot.contacts_per_month=0.0")


@pytest.mark.parametrize("name", ["coach", SMALL])
def test_the_twin_is_a_program_that_never_starts(name):
    """Row for row, the whole ledger."""
    scenario = load_scenario(name)
    late = {phase: table.model_copy(update={"earliest_month": scenario.months + 1})
            for phase, table in scenario.phases.items()}  # fmt: skip
    scenario = scenario.model_copy(update={"phases": late})
    for world in range(WORLDS):
        run, twin, _ = ledger_of(scenario, SEED, world, 0, "auto")
        assert run.rows == twin.rows


def test_the_twin_does_not_know_the_program():
    """The same twin for every program: pay, pace and archetypes are not in it."""
    scenario = load_scenario(SMALL)
    other = load_scenario(SMALL, ["phases.pilot.contacts_per_month=50", "archetypes.reseller.terms.rate=0.1"])
    _, parameters = world_parameters(scenario, SEED, 0)
    _, changed = world_parameters(other, SEED, 0)
    key = chance_key(SEED, 0, 0)
    assert simulate(parameters, key, False).rows == simulate(changed, key, False).rows


HASHES = """
import hashlib
from pathlib import Path
from sim.experiment.replication import ledger_of
from sim.scenario.load import load_scenario
for name in ("coach", Path({small!r})):
    scenario = load_scenario(name)
    for world in range(2):
        run, twin, _ = ledger_of(scenario, 11, world, 0, "auto")
        print(hashlib.sha256(run.array().tobytes() + twin.array().tobytes()).hexdigest())
"""


def test_the_hash_seed_of_python_changes_nothing():
    """A fresh interpreter with a stated seed and this one, whose seed is any, give the same ledgers."""
    code = HASHES.format(small=str(SMALL))
    root = Path(__file__).parents[2]
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    here = []
    for name in ("coach", SMALL):
        for world in range(2):
            run, twin, _ = ledger_of(load_scenario(name), SEED, world, 0, "auto")
            here.append(hashlib.sha256(run.array().tobytes() + twin.array().tobytes()).hexdigest())
    assert printed == here
    assert len(set(here)) == 4


def test_seeds_worlds_and_futures_differ():
    scenario = load_scenario(SMALL)
    parameters = parameters_of(scenario)
    keys = [chance_key(seed, world, future) for seed in (1, 2) for world in (0, 1) for future in (0, 1)]
    ledgers = {tuple(simulate(parameters, key).rows) for key in keys}
    assert len(ledgers) == len(keys)
