"""The compiled engine's memory, walked in plain Python: nothing reads or writes outside its table, or reads what the
future did not write. Compiled code checks neither, and a stray access would give a number that looks right."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.engine.compiled import memory, run
from sim.engine.compiled.memory import Memory, size_of
from sim.engine.compiled.state import Row, World
from sim.engine.plan import Plan
from sim.engine.prepared import Prepared
from sim.experiment.replication import world_parameters
from sim.randomness import chance_key
from sim.records import Kind, give_tables, layout_of, unwritten
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameters

from .plain_engine import Outcome, outcome_of, plain_kernel, simulate, world_of

SEED = 1
SHORT = ("months=14", "gate.month=12")
LATER = "archetypes.referral.terms.later_rates=[0.05, 0.04]"


def parameters_of(values: tuple[str, ...]) -> list[Parameters]:
    scenario = load_scenario("coach_ready", list(values))
    return [world_parameters(scenario, SEED, world)[1] for world in range(2)]


def forget(w: Any, size: Any) -> None:
    """What the future before left is not there for the next one."""
    give_tables(w, size)
    w.rows = unwritten(Row, len(w.rows))


@pytest.mark.parametrize(
    "values",
    [
        SHORT,
        (*SHORT, "sunset.month=10", "sunset.sourced_share=0.9"),
        (*SHORT, "program.journey=['pilot', 'onboarding']", "departure.open_deals='lost'"),
        (*SHORT, "vendor.resale_booking='gross'", "program.arrivals='even'", "selection.minimum_score=22"),
        ("months=27", LATER, "departure.pay_after_departure=false"),
    ],
    ids=["plain", "sunset", "pilot_first", "gross", "later_fees"],
)
def test_nothing_is_read_or_written_outside_its_table(values: tuple[str, ...]) -> None:
    all_parameters = parameters_of(values)
    with plain_kernel() as kernel:
        w = world_of(all_parameters, deals=4096, rows=1 << 15)
        for world, parameters in enumerate(all_parameters):
            forget(w, size_of(all_parameters, deals=4096, rows=1 << 15))
            key = chance_key(SEED, world, 0)
            found: Outcome | None = outcome_of(kernel, w, world, key)
            assert found is not None
            assert np.array_equal(found.ledger, run.simulate(parameters, key).array())
            assert np.array_equal(found.twin_ledger, run.simulate(parameters, key, with_program=False).array())


@pytest.mark.parametrize("deals", [1, 7, 40, 150])
@pytest.mark.parametrize("rows", [0, 5, 300])
def test_what_does_not_fit_is_not_written_elsewhere(deals: int, rows: int) -> None:
    all_parameters = parameters_of(())
    with plain_kernel() as kernel:
        assert not simulate(kernel, world_of(all_parameters, deals, rows), 0, chance_key(SEED, 0, 0))


@pytest.mark.parametrize(("room", "rows"), [("deals", 0), ("rows", 300)])
def test_a_room_larger_than_its_table_is_found(room: str, rows: int) -> None:
    all_parameters = parameters_of(())
    with plain_kernel() as kernel:
        w = world_of(all_parameters, 40, rows)
        setattr(w.room, room, 1 << 20)
        with pytest.raises(IndexError):
            simulate(kernel, w, 0, chance_key(SEED, 0, 0))


def test_what_a_future_forgets_to_write_is_found() -> None:
    all_parameters = parameters_of(SHORT)
    with plain_kernel({"partner": ("    partner.flow_day = NEVER_YET\n", "")}) as kernel:
        w = world_of(all_parameters, deals=4096, rows=1 << 15)
        with pytest.raises(AttributeError):
            simulate(kernel, w, 0, chance_key(SEED, 0, 0))


@pytest.mark.parametrize("cls", [World, Prepared, Plan])
def test_every_table_has_memory(cls: type) -> None:
    """A table that declares no rows, and is set by nobody, would stand at address 0."""
    own = Memory(parameters_of(SHORT), futures=2, deals=64, rows=64)
    world = own._world[0]
    record = {World: world, Prepared: world["prepared"], Plan: world["plan"]}[cls]
    tables = {name for name, field in layout_of(cls).fields.items() if field.kind is Kind.TABLE}
    assert {name for name in tables if record[name] == 0} == ({"sums"} if cls is World else set())


def test_tables_of_the_call_before_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread's next call takes them as they are, whatever has been written there."""
    scenario = Path(__file__).parents[1] / "benchmarks" / "claims.toml"
    parameters = world_parameters(load_scenario(scenario), SEED, 0)[1]
    keys = np.array([[chance_key(SEED, 0, 0)]], dtype=np.int64)
    found = run.simulate_worlds([parameters], keys)
    spare = memory._spare.take()
    assert len(spare) == 4, "those of a world, what is prepared, its plan and its start"
    for table in spare:
        table.fill(0xA5)
    memory._spare.keep(list(spare))
    again = run.simulate_worlds([parameters], keys)
    assert np.array_equal(again.run.sums, found.run.sums)
    assert np.array_equal(again.run.stocks, found.run.stocks)
    assert np.array_equal(again.twin.sums, found.twin.sums)
    kept = memory._spare.take()
    assert len(kept) == len(spare)
    assert all(one is other for one, other in zip(kept, spare, strict=True))
    monkeypatch.setattr(memory, "_MOST_SPARE", 0)
    run.simulate_worlds([parameters], keys)
    assert memory._spare.take() == []
