"""Memory of the compiled engine for one call: the tables of ``state.World``, each with the rows that it declares."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.engine.compiled.packing import Bytes, Packing
from sim.engine.compiled.room import Room, Size
from sim.engine.compiled.state import Result, World
from sim.engine.plan import Plan
from sim.engine.prepared import Prepared
from sim.engine.start import candidates_of, fees_a_deal, partners_of, rebates_a_partner, start_size
from sim.engine.started import Start, StartSize
from sim.ledger import COLUMNS, IntArray
from sim.records import WORD, layout_of, row_bytes, rows_of
from sim.scenario.parameters import Parameters

_LINE = 64
"""Bytes of a line of the processor's cache."""
_MOST_SPARE = 1 << 26


class _Spare(threading.local):
    """The tables of a thread's last call: to map them anew would take the next one a twentieth of its time."""

    def __init__(self) -> None:
        self._tables: list[Bytes] = []

    def take(self) -> list[Bytes]:
        """What is spare, which is in use from now on."""
        taken, self._tables = self._tables, []
        return taken

    def keep(self, tables: list[Bytes]) -> None:
        """Tables that nothing uses any more, unless they are large."""
        self._tables = tables if sum(map(len, tables)) <= _MOST_SPARE else []


_spare = _Spare()


class Memory:
    """Tables and room of a call. The content of the tables is undefined, apart from the parameters."""

    def __init__(self, all_parameters: Sequence[Parameters], futures: int, deals: int, rows: int) -> None:
        """Results of ``futures`` futures and their twins; room for this number of deals.

        ``rows`` is the room for ledger rows, of the last future.
        """
        size = size_of(all_parameters, deals, rows)
        self.results: IntArray = np.empty((2 * futures, sum(result_sizes(size).values())), dtype=np.int64)
        """(futures × run and twin, integers of one)"""
        self.ledger: IntArray = np.empty((rows, len(COLUMNS)), dtype=np.int64)
        self._packing = Packing()
        self._parameters = self._packing.table(all_parameters)
        self._result_places = self._places_of_results(size)
        self._world = np.zeros(1, layout_of(World).dtype)
        world = self._world[0]
        for name in layout_of(Room).fields:
            world["room"][name] = getattr(size.room, name)
        spare = _spare.take()
        self._tables = [
            _placed(world, World, size, spare), _placed(world["prepared"], Prepared, size.first, spare),
            _placed(world["plan"], Plan, size.first, spare),
            _placed(world["start"], Start, start_size_of(size), spare),
        ]  # fmt: skip
        world["all_parameters"] = self._parameters
        world["results"] = self._result_places.ctypes.data
        world["rows"] = self.ledger.ctypes.data

    @property
    def address(self) -> int:
        """Of the ``World``."""
        return self._world.ctypes.data

    def give_back(self) -> None:
        """Nothing runs in it any more: its tables, but for results and ledger, are for the thread's next memory."""
        _spare.keep(self._tables)

    def _places_of_results(self, size: Size) -> "np.ndarray[Any, np.dtype[Any]]":
        """A ``Result`` a future and twin: the addresses of its parts of ``results``."""
        places = np.zeros(len(self.results), layout_of(Result).dtype)
        start = self.results.ctypes.data + self.results.strides[0] * np.arange(len(self.results))
        for name, integers in result_sizes(size).items():
            places[name] = start
            start = start + self.results.itemsize * integers
        return places


def result_sizes(size: Size) -> dict[str, int]:
    """How many integers the parts of a future's results take, by the names of ``state.Result`` and in its order."""
    fields = layout_of(Result).fields
    return {name: count * row_bytes(fields[name].cls) // WORD for name, count in rows_of(Result, size).items()}


def partner_room(all_parameters: Sequence[Parameters]) -> int:
    """Room for every partner that is there on day 0, and every candidate that can be contacted."""
    in_force = [one for each in all_parameters for one in (each, *each.later)]
    contacts = max(max(phase.contacts_per_month for phase in one.phases) for one in in_force)
    return (
        _most_started(all_parameters) + int(contacts * all_parameters[0].months) + len(all_parameters[0].archetypes) + 1
    )


def started_deals(all_parameters: Sequence[Parameters]) -> int:
    """Deals that are there on day 0, of established partners on average, in the world that has most of them."""
    return max(
        int(sum(one.partners * one.customers for archetype in each.archetypes for one in archetype.established))
        + sum(len(one.partners) + len(one.customers) + len(one.opportunities) for one in each.start)
        for each in all_parameters
    )


def _most_started(all_parameters: Sequence[Parameters]) -> int:
    """Partners that are there on day 0, whose number may be uncertain."""
    return max(partners_of(each) for each in all_parameters)


def size_of(all_parameters: Sequence[Parameters], deals: int, rows: int) -> Size:
    """The size of a world with room for so many deals and ledger rows."""
    partners, candidates = partner_room(all_parameters), max(candidates_of(each) for each in all_parameters)
    is_measured = any(each.measures.is_read for each in all_parameters)
    room = Room(
        partners=partners,
        deals=deals,
        fees=max(fees_a_deal(each) for each in all_parameters) * deals
        + max(rebates_a_partner(each) for each in all_parameters) * partners,
        events=8 * (partners + deals),
        links=4 * deals + 2 * candidates,
        agenda=partners + 2 * deals,
        rows=rows,
        measured_partners=partners if is_measured else 0,
        measured_deals=deals if is_measured else 0,
        started=_most_started(all_parameters),
        runoff_months=max(each.finance.runoff_months for each in all_parameters),
    )
    return Size(all_parameters[0], room, candidates)


def start_size_of(size: Size) -> StartSize:
    """The size of the table of what is there as a run begins."""
    measured = size.room.measured_partners > 0
    return start_size(size.first, size.room.started, size.room.deals, size.candidates, is_measured=measured)


def _placed(record: Any, cls: type, size: Any, spare: list[Bytes]) -> Bytes:
    """Memory for the tables of a record of ``cls``, each aligned to a cache line; sets their addresses in it.

    What is spare is taken in its order, if it is large enough.
    """
    places, end = {}, 0
    for name, count in rows_of(cls, size).items():
        places[name] = end
        end += -(-count * row_bytes(layout_of(cls).fields[name].cls) // _LINE) * _LINE
    memory = spare.pop(0) if spare else np.empty(0, dtype=np.uint8)
    if len(memory) < end + _LINE:
        memory = np.empty(end + _LINE, dtype=np.uint8)
    start = -(-memory.ctypes.data // _LINE) * _LINE
    for name, place in places.items():
        record[name] = start + place
    return memory
