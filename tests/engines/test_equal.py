"""Both engines give the same ledger, row for row, and the same tallies, on every scenario there is."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import sim.engine.compiled as compiled
import sim.engine.compiled.run as compiled_run
import sim.engine.reference as reference
from sim.experiment.replication import simulate_worlds, tallies, world_parameters
from sim.experiment.verification import verify
from sim.ledger import CLOSE_KINDS, Kind
from sim.metrics.tallies import AMOUNTS, COUNTS, LISTS, Tallies
from sim.randomness import chance_key
from sim.report.verification.lines import verification_lines
from sim.scenario.load import load_scenario, ready_made_names
from sim.scenario.schema import Scenario

from .cases import FIELDS, FILES, HAND, SLOW_FILES, SMALL, TIES, VARIANTS, one_archetype

SEED = 11
LONG_ONES = ("years", "twenty_years", "a_huge_list")


def assert_equal(scenario: Scenario, replications: int, seed: int = SEED) -> int:
    """Ledgers and metrics are equal; the number of rows."""
    found = verify(scenario, replications, seed)
    assert found.is_equal, "\n".join(verification_lines(found))
    assert found.replications == found.measured == replications
    return found.rows


@pytest.mark.parametrize("name", ready_made_names())
def test_ready_made_scenarios(name: str, full: bool) -> None:
    """24 replications more by each engine are compared where their digests are pinned (``tests/pinned``)."""
    replications = 200 if full else 4
    assert assert_equal(load_scenario(name), replications) > 2_500 * replications


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenarios_of_the_tests(file: Path, full: bool) -> None:
    assert_equal(load_scenario(file), 100 if full else 8)


@pytest.mark.parametrize("file", SLOW_FILES, ids=lambda file: file.stem)
def test_scenarios_of_the_closed_forms(file: Path, full: bool) -> None:
    assert_equal(load_scenario(file), 10 if full else 1)


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name: str, full: bool) -> None:
    """Two replications more are compared below, with their tallies."""
    replications = 1 if name in LONG_ONES else 2
    assert_equal(load_scenario(SMALL, VARIANTS[name]), 25 * replications if full else replications)


def test_one_archetype(tmp_path: Path) -> None:
    assert_equal(load_scenario(one_archetype(tmp_path)), 5)


def test_seeds(full: bool) -> None:
    scenario = load_scenario(FIELDS)
    for seed in (0, 1, 2**31, 2**32 + 5, 2**63 - 1):
        assert_equal(scenario, 20 if full else 2, seed)


def test_most_events_share_a_day(full: bool) -> None:
    """And the engines put them in the same order."""
    scenario = load_scenario(SMALL, TIES)
    assert_equal(scenario, 30 if full else 4)
    parameters = world_parameters(scenario, SEED, 0)[1]
    rows = compiled.simulate(parameters, chance_key(SEED, 0, 0)).rows
    opening = (Kind.PHASE_ENTERED, Kind.MANAGER_LOAD, Kind.CONTACTED)
    events = Counter((row[0], row[1]) for row in rows if row[1] not in CLOSE_KINDS and row[1] not in opening)
    tied = sum(number for number in events.values() if number > 1)
    assert sum(events.values()) > 2_000
    assert tied > 0.9 * sum(events.values()), "most events must share day and kind with another"
    assert len({kind for (_, kind), number in events.items() if number > 1}) >= 12


@pytest.mark.parametrize("futures", [1, 2, 3])
def test_futures_of_a_world(futures: int) -> None:
    scenario = load_scenario(SMALL)
    one, other = (
        simulate_worlds(scenario, SEED, (0, 3, 4), range(futures), engine) for engine in ("reference", "compiled")
    )
    for expected, got in zip(one, other, strict=True):
        assert expected.parameters == got.parameters
        assert np.array_equal(expected.monthly, got.monthly)
        assert np.array_equal(expected.totals, got.totals)
        assert expected.failures == got.failures == ()


# Tallies


def assert_same_tallies(one: Tallies, other: Tallies) -> None:
    for column in (AMOUNTS, LISTS, COUNTS):
        assert np.array_equal(one.sums[..., column, :, :], other.sums[..., column, :, :])
    assert np.array_equal(one.stocks, other.stocks)
    assert np.array_equal(one.recruited_arr, other.recruited_arr)
    assert np.array_equal(one.pay_due, other.pay_due)
    assert np.array_equal(one.unused, other.unused)
    assert np.array_equal(one.owed, other.owed)
    assert np.array_equal(one.margin_locked, other.margin_locked)


@pytest.mark.parametrize("name", ["small", "fields", "hand", *VARIANTS])
def test_tallies_of_the_kernel_are_those_of_the_ledger(name: str) -> None:
    """For the run and for its twin; the kernel's worlds run in one call and must not disturb each other."""
    worlds, futures = 1 if name in LONG_ONES else 2, 1 if name in VARIANTS else 2
    files = {"fields": FIELDS, "hand": HAND}
    scenario = load_scenario(files.get(name, SMALL), VARIANTS.get(name, ()))
    all_parameters = [world_parameters(scenario, SEED, world)[1] for world in range(worlds)]
    keys = np.array([[chance_key(SEED, world, future) for future in range(futures)] for world in range(worlds)])
    tallied = compiled.simulate_worlds(all_parameters, keys)
    for number in range(futures * worlds):
        parameters, key = all_parameters[number // futures], int(keys.ravel()[number])
        for with_program, got in ((True, tallied.run), (False, tallied.twin)):
            ledger = reference.simulate(parameters, key, with_program)
            due = got.pay_due[number, :, : parameters.finance.runoff_months]
            assert not got.pay_due[number, :, parameters.finance.runoff_months :].any()
            unused = got.unused[number, :, : parameters.finance.runoff_months]
            expected = tallies(ledger, parameters)
            one = Tallies(
                got.sums[number], got.stocks[number], got.recruited_arr[number], due, unused, got.owed[number],
                got.margin_locked[number],
            )  # fmt: skip
            assert_same_tallies(expected, one)


# Room


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Where each call of the kernel begins; the engine begins with hardly any room."""
    begun: list[int] = []
    run_worlds = compiled_run.run_worlds

    def counted(*arguments: object) -> int:
        begun.append(arguments[-1])  # type: ignore[arg-type]
        return run_worlds(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled_run, "run_worlds", counted)
    monkeypatch.setattr(compiled_run, "_FIRST_DEALS", 2)
    monkeypatch.setattr(compiled_run, "_FIRST_ROWS", 2)
    return begun


@pytest.mark.parametrize(
    "overrides", [(), TIES, VARIANTS["little_direct_business"]], ids=["small", "ties", "displaced"]
)
def test_room_is_doubled_until_a_ledger_fits(calls: list[int], overrides: tuple[str, ...]) -> None:
    scenario = load_scenario(SMALL, overrides)
    for world in range(2):
        parameters, key = world_parameters(scenario, SEED, world)[1], chance_key(SEED, world, 0)
        for with_program in (True, False):
            calls.clear()
            rows = compiled.simulate(parameters, key, with_program).rows
            assert len(calls) > 5
            assert rows == reference.simulate(parameters, key, with_program).rows


def test_room_is_doubled_in_the_middle_of_a_batch(calls: list[int]) -> None:
    """Futures that are done stay; the one that did not fit begins again."""
    scenario = load_scenario(SMALL, ('uncertainty."archetypes.referral.opportunities_per_month"={low=0.0, high=8.0}',))
    all_parameters = [world_parameters(scenario, SEED, world)[1] for world in range(6)]
    keys = np.array([[chance_key(SEED, world, future) for future in range(2)] for world in range(6)])
    grown = compiled.simulate_worlds(all_parameters, keys)
    assert calls == sorted(calls)
    assert len(set(calls)) > 1, "no future but the first outgrew its room"
    for world in range(6):
        for future in range(2):
            alone = compiled.simulate_worlds([all_parameters[world]], keys[world : world + 1, future : future + 1])
            place = slice(2 * world + future, 2 * world + future + 1)
            assert_same_tallies(grown.run.part(place), alone.run)
            assert_same_tallies(grown.twin.part(place), alone.twin)


# Errors


def test_a_world_that_raises_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, worlds, futures = load_scenario(SMALL), range(4), range(2)
    expected = simulate_worlds(scenario, SEED, worlds, futures, "compiled")
    bad = chance_key(SEED, 2, 1)
    simulate_batch, simulate_one = compiled.simulate_worlds, compiled.simulate

    def batch(all_parameters: object, keys: np.ndarray) -> object:
        if bad in keys:
            raise ArithmeticError("a rule cannot say")
        return simulate_batch(all_parameters, keys)  # type: ignore[arg-type]

    def one(parameters: object, key: int, with_program: bool = True) -> object:
        if key == bad:
            raise ArithmeticError("a rule cannot say")
        return simulate_one(parameters, key, with_program)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled, "simulate_worlds", batch)
    monkeypatch.setattr(compiled, "simulate", one)
    got = simulate_worlds(scenario, SEED, worlds, futures, "compiled")
    assert [[future for future, _ in result.failures] for result in got] == [[], [], [1], []]
    assert "ArithmeticError: a rule cannot say" in got[2].failures[0][1]
    for world, (before, after) in enumerate(zip(expected, got, strict=True)):
        assert np.array_equal(before.monthly[0], after.monthly[0])
        assert np.array_equal(before.totals[0], after.totals[0])
        assert np.array_equal(before.monthly[1], after.monthly[1]) == (world != 2)
    assert not got[2].monthly[1].any()


def test_an_error_inside_the_kernel_is_raised() -> None:
    """A random number past its limits, here by a key that is none; nothing is written past the memory."""
    parameters = world_parameters(load_scenario(SMALL), SEED, 0)[1]
    with pytest.raises((TypeError, OverflowError, ValueError)):
        compiled.simulate(parameters, 2**63)
