"""Calls of the kernel from Python: results as tallies or as a ledger."""

from dataclasses import dataclass

import numpy as np

from sim.engine.compiled.kernel import run_worlds
from sim.engine.compiled.memory import Memory, partner_room, result_sizes, size_of, started_deals
from sim.engine.compiled.state import Sum
from sim.engine.identity import roll_of
from sim.ledger import IntArray, Ledger
from sim.metrics.tallies import SLOTS, STOCKS, WITHOUT_ROWS, Tallies
from sim.records import layout_of
from sim.scenario.parameters import Parameters

_FIRST_DEALS = 16_384
_FIRST_ROWS = 1 << 16
_PARTNERS_OF_FIRST_DEALS = 4096
_MOST_DEALS = 1 << 26


@dataclass(frozen=True, slots=True)
class WorldTallies:
    """Tallies of the futures of some worlds and of their twins; the first axis is worlds × futures."""

    run: Tallies
    twin: Tallies


def simulate_worlds(all_parameters: list[Parameters], keys: IntArray) -> WorldTallies:
    """Simulate the futures of worlds of one scenario; ``keys`` is int64 (worlds, futures)."""
    memory, _ = _simulate(all_parameters, keys, rows=0)
    memory.give_back()
    return _tallies(memory.results, all_parameters)


def simulate(parameters: Parameters, key: int, with_program: bool = True) -> Ledger:
    """The ledger of one replication; without a program, that of its twin."""
    memory, (end_of_run, end_of_twin) = _simulate([parameters], np.array([[key]], dtype=np.int64), rows=_FIRST_ROWS)
    memory.give_back()
    both = _tallies(memory.results, [parameters])
    tallied = both.run if with_program else both.twin
    rows = memory.ledger[:end_of_run] if with_program else memory.ledger[end_of_run:end_of_twin]
    counted = {stock: dict(enumerate(tallied.stock(stock)[0].tolist(), start=1)) for stock in WITHOUT_ROWS}
    due, unused = _after_the_horizon(tallied.pay_due[0]), _after_the_horizon(tallied.unused[0])
    owed = {position: cents for position, cents in enumerate(tallied.owed[0].tolist()) if cents}
    return Ledger(rows.copy(), counted, due, owed, dict(enumerate(tallied.margin_locked[0].tolist())), unused)


def _after_the_horizon(cents: IntArray) -> dict[tuple[int, int], int]:
    """Amounts by archetype and month after the horizon, those that are not 0."""
    return {(int(a), int(after) + 1): int(cents[a, after]) for a, after in np.argwhere(cents)}


def _simulate(all_parameters: list[Parameters], keys: IntArray, rows: int) -> tuple[Memory, IntArray]:
    """Runs the kernel; where something does not fit, doubles the room and goes on from there."""
    for parameters in all_parameters:
        roll_of(parameters)
    deals = _FIRST_DEALS * max(1, partner_room(all_parameters) // _PARTNERS_OF_FIRST_DEALS)
    deals += 2 * started_deals(all_parameters)
    counts = np.zeros(2, dtype=np.int64)
    memory = Memory(all_parameters, keys.size, deals, rows)
    at = run_worlds(memory.address, keys, counts, 0)
    while at >= 0:
        deals, rows = 2 * deals, 2 * rows
        if deals > _MOST_DEALS:
            raise ValueError("a replication has more deals than can be identified: fewer partners or opportunities")
        finished = memory.results[: 2 * at]
        memory.give_back()
        memory = Memory(all_parameters, keys.size, deals, rows)
        memory.results[: 2 * at] = finished
        at = run_worlds(memory.address, keys, counts, at)
    return memory, counts


def _tallies(results: IntArray, all_parameters: list[Parameters]) -> WorldTallies:
    """Tallies as views of the results, (futures × run and twin, integers of one)."""
    size = size_of(all_parameters, 0, 0)
    ends = np.cumsum(list(result_sizes(size).values())).tolist()
    sums, stocks, recruited, due, unused, *by_archetype = np.split(results, ends[:-1], axis=1)
    after = len(results), recruited.shape[1], size.room.runoff_months
    months = size.first.months
    by_slot, stock_shape = (-1, months, SLOTS, len(layout_of(Sum).fields)), (-1, STOCKS, months)
    sums = sums.reshape(by_slot).transpose(0, 3, 2, 1)
    due, unused = due.reshape(after), unused.reshape(after)
    both = Tallies(sums, stocks.reshape(stock_shape), recruited, due, unused, *by_archetype)
    return WorldTallies(both.part(slice(0, None, 2)), both.part(slice(1, None, 2)))
