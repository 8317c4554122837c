"""The compiled engine's memory, walked in plain Python: nothing reads or writes outside its table, or reads what the
future did not write. Pointers check neither, and a stray one would give a number that looks right."""

from typing import Any

import pytest

from sim.compilation import plain
from sim.engine.compiled import kernel, run
from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.experiment.replication import world_parameters
from sim.randomness import chance_key
from sim.scenario.load import load_scenario

SEED = 1
GAP = 300
"""Places between two tables that belong to none."""
TABLES = (
    "PARTNER_AT", "DEAL_AT", "FEE_AT", "LINK_AT", "FORCE_AT", "CUSTOMERS_AT", "WAITING_AT", "DAY_HEAD_AT", "EVENT_AT",
    "AGENDA_AT", "AGENDA_KEY_AT", "RETURNING_AT", "DISPLACED_AT", "POOL_AT", "POOL_START_AT", "POOL_SIZE_AT",
    "CARRY_AT", "ACTIVE_BY_KIND_AT", "CHANNEL_ARR_AT", "SOURCED_AT", "TOTAL_AT", "RESULTS_AT", "ROWS_AT",
)  # fmt: skip
"""In their order in memory."""
SHORT = ("months=14", "gate.month=12")


class Guarded:
    """Memory that raises outside its tables, and where something is read that was not written."""

    def __init__(self, size: int) -> None:
        self.values: list[Any] = [0] * size
        self.is_gap, self.is_written = bytearray(size), bytearray(size)

    def __getitem__(self, place: int) -> Any:
        if place < 0 or self.is_gap[place] or not self.is_written[place]:
            raise IndexError(f"place {place} is read")
        return self.values[place]

    def __setitem__(self, place: int, value: Any) -> None:
        if place < 0 or self.is_gap[place]:
            raise IndexError(f"place {place} is written")
        self.is_written[place] = 1
        self.values[place] = value

    def forget(self, start: int, end: int) -> None:
        self.is_written[start:end] = bytes(end - start)


def guarded(scenario: str, values: tuple[str, ...], deals: int, rows: int) -> tuple[Guarded, Guarded, list[Any], Any]:
    """Memory with a gap before each table, the parameters of two worlds, and the same packed."""
    loaded = load_scenario(scenario, list(values))
    parameters = [world_parameters(loaded, SEED, world)[1] for world in range(2)]
    worlds = run.worlds_of(parameters)
    narrow, x = run._memory(worlds, parameters, 2, deals, rows)
    m = Guarded(int(narrow[s.END]) + GAP * (len(TABLES) + 1))
    for place in range(s.COUNTERS, s.PLACES):
        m[place] = int(narrow[place])
    starts = [int(narrow[getattr(s, name)]) + GAP * number for number, name in enumerate(TABLES)]
    assert starts == sorted(starts)
    for name, start in zip(TABLES, starts, strict=True):
        m.is_gap[start : start + GAP] = b"\1" * GAP
        m[getattr(s, name)] = start + GAP
    return m, Guarded(len(x)), parameters, worlds


def simulate(m: Guarded, x: Guarded, worlds: Any, world: int) -> bool:
    """The first future of a world and its twin; whether it had room."""
    m.forget(0, s.COUNTERS)
    m.forget(m[s.PARTNER_AT], len(m.values))
    x.forget(0, len(x.values))
    for position, value in enumerate(worlds.whole[world].tolist()):
        m[p.WHOLE_AT + position] = value
    for position, value in enumerate(worlds.real[world].tolist()):
        x[position] = value
    key = chance_key(SEED, world, 0)
    plain(kernel.plan_world)(m, x)
    plain(kernel._place_results)(m, world)
    plain(kernel._run)(m, x, key)
    if m[s.IS_FULL]:
        return False
    m[s.SUMS_AT] += kernel._SUMS * m[s.MONTHS]
    plain(kernel._run_twin)(m, x, key)
    return not m[s.IS_FULL]


@pytest.mark.parametrize(
    "values",
    [
        SHORT,
        (*SHORT, "sunset.month=10", "sunset.sourced_share=0.9"),
        (*SHORT, "program.journey=['pilot', 'onboarding']", "departure.open_deals='lost'"),
        (*SHORT, "vendor.resale_booking='gross'", "program.arrivals='even'", "selection.minimum_score=22"),
        ("archetypes.referral.terms.later_rates=[0.05, 0.04]", "departure.pay_after_departure=false"),
    ],
)
def test_nothing_is_read_or_written_outside_its_table(values: tuple[str, ...]) -> None:
    m, x, parameters, worlds = guarded("coach_ready", values, deals=8192, rows=1 << 16)
    for world in range(2):
        assert simulate(m, x, worlds, world)
        expected = run.simulate(parameters[world], chance_key(SEED, world, 0)).array()
        twin = run.simulate(parameters[world], chance_key(SEED, world, 0), with_program=False).array()
        start, size = m[s.ROWS_AT], expected.size + twin.size
        assert m.values[start : start + size] == [*expected.ravel().tolist(), *twin.ravel().tolist()]
        whole = sum(run._result_sizes(parameters[0])) + run._result_sizes(parameters[0])[0]
        start = m[s.RESULTS_AT] + world * whole
        assert all(m.is_written[start : start + whole])


@pytest.mark.parametrize("deals", [1, 7, 40, 150])
@pytest.mark.parametrize("rows", [0, 5, 300])
def test_what_does_not_fit_is_not_written_elsewhere(deals: int, rows: int) -> None:
    m, x, _, worlds = guarded("coach_ready", (), deals, rows)
    assert not simulate(m, x, worlds, 0)


@pytest.mark.parametrize(("room", "rows"), [("DEAL_ROOM", 0), ("ROW_ROOM", 300)])
def test_a_room_larger_than_its_table_is_found(room: str, rows: int) -> None:
    m, x, _, worlds = guarded("coach_ready", (), 40, rows)
    m[getattr(s, room)] = 1 << 20
    with pytest.raises(IndexError):
        simulate(m, x, worlds, 0)
