"""Calls of the kernel from Python: memory with room for what happens, results as tallies or as a ledger."""

from dataclasses import dataclass

import numpy as np

from sim.engine.compiled import layout as p
from sim.engine.compiled import state as s
from sim.engine.compiled.kernel import run_worlds
from sim.engine.compiled.layout import Worlds, worlds_of
from sim.ledger import COLUMNS, Channel, IntArray, Ledger
from sim.metrics.tallies import SLOTS, STOCKS, Tallies
from sim.scenario.parameters import Parameters

_FIRST_DEALS = 16_384
_FIRST_ROWS = 1 << 16
_PARTNERS_OF_FIRST_DEALS = 4096
_MOST_DEALS = 1 << 26
_LINE = 8
"""Integers in a line of the processor's cache."""


@dataclass(frozen=True, slots=True)
class WorldTallies:
    """Tallies of the futures of some worlds and of their twins; the first axis is worlds × futures."""

    run: Tallies
    twin: Tallies


def simulate_worlds(all_parameters: list[Parameters], keys: IntArray) -> WorldTallies:
    """Simulate the futures of worlds of one scenario; ``keys`` is int64 (worlds, futures)."""
    result, _, _ = _simulate(all_parameters, keys, rows=0)
    return result


def simulate(parameters: Parameters, key: int, with_program: bool = True) -> Ledger:
    """The ledger of one replication; without a program, that of its twin."""
    _, rows, counts = _simulate([parameters], np.array([[key]], dtype=np.int64), rows=_FIRST_ROWS)
    chosen = rows[: counts[0]] if with_program else rows[counts[0] : counts[1]]
    return Ledger(chosen.copy())


def _simulate(all_parameters: list[Parameters], keys: IntArray, rows: int) -> tuple[WorldTallies, IntArray, IntArray]:
    """Runs the kernel; where something does not fit, doubles the room and goes on from there."""
    worlds = worlds_of(all_parameters)
    deals = _FIRST_DEALS * max(1, _partner_room(all_parameters) // _PARTNERS_OF_FIRST_DEALS)
    counts = np.zeros(2, dtype=np.int64)
    m, x = _memory(worlds, all_parameters, keys.size, deals, rows)
    at = 0
    while True:
        at = run_worlds(m.ctypes.data, x.ctypes.data, worlds.whole, worlds.real, keys, counts, at)
        if at < 0:
            break
        deals, rows = 2 * deals, 2 * rows
        if deals > _MOST_DEALS:
            raise ValueError("a replication has more deals than can be told apart: fewer partners or opportunities")
        finished = m
        m, x = _memory(worlds, all_parameters, keys.size, deals, rows)
        _results(m, all_parameters[0], keys.size)[:at] = _results(finished, all_parameters[0], keys.size)[:at]
    ledger = m[m[s.ROWS_AT] : m[s.ROWS_AT] + len(COLUMNS) * rows].reshape(rows, len(COLUMNS))
    return _tallies(_results(m, all_parameters[0], keys.size), all_parameters[0]), ledger, counts


def _result_sizes(first: Parameters) -> tuple[int, int, int]:
    """How many integers a future's sums, stocks and recruited ARR take."""
    return s.SUM_COLUMNS * SLOTS * first.months, STOCKS * first.months, len(first.archetypes)


def _results(m: IntArray, first: Parameters, futures: int) -> IntArray:
    """The part of memory with the results, (futures, integers a future)."""
    sums, stocks, kinds = _result_sizes(first)
    size = 2 * sums + stocks + kinds
    return m[m[s.RESULTS_AT] : m[s.RESULTS_AT] + futures * size].reshape(futures, size)


def _tallies(results: IntArray, first: Parameters) -> WorldTallies:
    """Tallies as views of the results."""
    size, stock_size, _ = _result_sizes(first)
    by_slot, stock_shape = (-1, first.months, SLOTS, s.SUM_COLUMNS), (-1, STOCKS, first.months)
    run, twin = (results[:, at : at + size].reshape(by_slot).transpose(0, 3, 2, 1) for at in (0, size))
    stocks, recruited = results[:, 2 * size : 2 * size + stock_size], results[:, 2 * size + stock_size :]
    return WorldTallies(
        Tallies(run, stocks.reshape(stock_shape), recruited),
        Tallies(twin, np.zeros_like(stocks).reshape(stock_shape), np.zeros_like(recruited)),
    )


def _partner_room(all_parameters: list[Parameters]) -> int:
    """Room for every candidate that can be contacted."""
    contacts = max(max(phase.contacts_per_month for phase in q.phases) for q in all_parameters)
    return int(contacts * all_parameters[0].months) + len(all_parameters[0].archetypes) + 1


def _memory(
    worlds: Worlds, all_parameters: list[Parameters], futures: int, deals: int, rows: int
) -> tuple[IntArray, "np.ndarray[tuple[int], np.dtype[np.float64]]"]:
    """The engine's two arrays with their places set; contents are undefined."""
    first = all_parameters[0]
    months, kinds = first.months, len(first.archetypes)
    sums, stocks, _ = _result_sizes(first)
    partners = _partner_room(all_parameters)
    # The number of candidates may itself be uncertain: there is room for the longest lists of these worlds.
    names = max(sum(a.candidates + a.candidates_per_month * months for a in q.archetypes) for q in all_parameters)
    events, links, agenda = 8 * (partners + deals), 4 * deals + 2 * names, partners + 2 * deals
    sizes = {
        "PARTNER_AT": partners * s.PARTNER_COLUMNS, "DEAL_AT": deals * s.DEAL_COLUMNS,
        "FEE_AT": 2 * deals * s.FEE_COLUMNS, "LINK_AT": links * s.LINK_COLUMNS, "FORCE_AT": partners,
        "CUSTOMERS_AT": deals, "WAITING_AT": partners, "DAY_HEAD_AT": 30 * months,
        "EVENT_AT": events * s.EVENT_COLUMNS, "AGENDA_AT": agenda, "AGENDA_KEY_AT": agenda,
        "RETURNING_AT": months + 1, "DISPLACED_AT": months + 1, "POOL_AT": names, "POOL_START_AT": kinds,
        "POOL_SIZE_AT": kinds, "CARRY_AT": kinds, "ACTIVE_BY_KIND_AT": kinds, "CHANNEL_ARR_AT": len(Channel),
        "SOURCED_AT": months + 1, "TOTAL_AT": months + 1, "RESULTS_AT": futures * (2 * sums + stocks + kinds),
        "ROWS_AT": rows * len(COLUMNS),
    }  # fmt: skip
    places, end = dict(worlds.places), _up_to_line(p.WHOLE_AT + worlds.whole.shape[1])
    for name, size in sizes.items():
        places[name] = end
        end += size
    places |= {
        "MONTHS": months, "KINDS": kinds, "PHASES": len(first.phases),
        "STAGE_LIMIT": max(len(a.funnel) for a in first.archetypes),
        "LATER_LIMIT": max(1, *(len(a.terms.later_rates_bps) for a in first.archetypes)),
        "PARTNER_ROOM": partners, "DEAL_ROOM": deals, "EVENT_ROOM": events, "LINK_ROOM": links, "AGENDA_ROOM": agenda,
        "ROW_ROOM": rows, "SIZES_AT": worlds.real.shape[1], "END": end, "X_END": worlds.real.shape[1] + partners,
    }  # fmt: skip
    m, x = _on_line(np.empty(end + _LINE, dtype=np.int64)), np.empty(places["X_END"], dtype=np.float64)
    for name, place in places.items():
        if name not in ("WHOLE", "REAL"):
            m[getattr(s, name)] = place
    return m, x


def _up_to_line(place: int) -> int:
    """The next place that begins a line of the processor's cache."""
    return -(-place // _LINE) * _LINE


def _on_line(memory: IntArray) -> IntArray:
    """The memory from its first line of the processor's cache on."""
    return memory[-(memory.ctypes.data // memory.itemsize) % _LINE :]
