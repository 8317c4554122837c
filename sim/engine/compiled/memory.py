"""Memory of the compiled engine for one call: the tables of ``state.World``, with the room that they need."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.engine.compiled.packing import Packing
from sim.engine.compiled.state import Result, Room, World
from sim.engine.prepared import Prepared, rows_of
from sim.ledger import COLUMNS, IntArray
from sim.metrics.tallies import SLOTS, STOCKS
from sim.randomness import name_word
from sim.records import layout_of, row_bytes
from sim.scenario.parameters import Parameters
from sim.units import DAYS_PER_MONTH

SUM_COLUMNS = 3
"""Integers of a ``state.Sum``."""
_LINE = 64
"""Bytes of a line of the processor's cache."""


class Memory:
    """Tables and room of a call. The content of the tables is undefined, apart from the parameters."""

    def __init__(self, all_parameters: Sequence[Parameters], futures: int, deals: int, rows: int) -> None:
        """Results of ``futures`` futures; room for this number of deals and, of the last future, ledger rows."""
        first = all_parameters[0]
        self.results: IntArray = np.empty((futures, sum(result_sizes(all_parameters).values())), dtype=np.int64)
        """(futures, integers of a future)"""
        self.ledger: IntArray = np.empty((rows, len(COLUMNS)), dtype=np.int64)
        self._packing = Packing()
        self._parameters = self._packing.table(all_parameters)
        self._result_places = self._places_of_results(all_parameters)
        self._name_words = np.array([name_word(archetype.name) for archetype in first.archetypes], dtype=np.int64)
        self._world = np.zeros(1, layout_of(World).dtype)
        world = self._world[0]
        room = room_of(all_parameters, deals, rows)
        for name in layout_of(Room).fields:
            world["room"][name] = room[name]
        self._tables = [
            _placed(world, World, rows_of_world(all_parameters, room)),
            _placed(world["prepared"], Prepared, rows_of(first)),
        ]
        world["prepared"]["name_words"] = self._name_words.ctypes.data
        world["all_parameters"] = self._parameters.ctypes.data
        world["results"] = self._result_places.ctypes.data
        world["rows"] = self.ledger.ctypes.data

    @property
    def address(self) -> int:
        """Of the ``World``."""
        return self._world.ctypes.data

    def _places_of_results(self, all_parameters: Sequence[Parameters]) -> "np.ndarray[Any, np.dtype[Any]]":
        """A ``Result`` a future: the addresses of its parts of ``results``."""
        places = np.zeros(len(self.results), layout_of(Result).dtype)
        start = self.results.ctypes.data + self.results.strides[0] * np.arange(len(self.results))
        for name, size in result_sizes(all_parameters).items():
            places[name] = start
            start = start + self.results.itemsize * size
        return places


def runoff_room(all_parameters: Sequence[Parameters]) -> int:
    """Months after the horizon of the world that looks furthest ahead."""
    return max(each.finance.runoff_months for each in all_parameters)


def result_sizes(all_parameters: Sequence[Parameters]) -> dict[str, int]:
    """How many integers the parts of a future's results take, by the names of ``state.Result`` and in its order."""
    first = all_parameters[0]
    sums = SUM_COLUMNS * SLOTS * first.months
    return {
        "sums": sums,
        "twin_sums": sums,
        "stocks": STOCKS * first.months,
        "recruited_arr": len(first.archetypes),
        "pay_due": len(first.archetypes) * runoff_room(all_parameters),
    }


def partner_room(all_parameters: Sequence[Parameters]) -> int:
    """Room for every candidate that can be contacted."""
    contacts = max(max(phase.contacts_per_month for phase in each.phases) for each in all_parameters)
    return int(contacts * all_parameters[0].months) + len(all_parameters[0].archetypes) + 1


def _most_candidates(all_parameters: Sequence[Parameters]) -> int:
    """Names on the target lists, whose number may be uncertain."""
    return max(
        sum(archetype.candidates + archetype.candidates_per_month * each.months for archetype in each.archetypes)
        for each in all_parameters
    )


def room_of(all_parameters: Sequence[Parameters], deals: int, rows: int) -> dict[str, int]:
    """Rows of the tables that grow."""
    partners = partner_room(all_parameters)
    return {
        "partners": partners,
        "deals": deals,
        "fees": 2 * deals,
        "events": 8 * (partners + deals),
        "links": 4 * deals + 2 * _most_candidates(all_parameters),
        "agenda": partners + 2 * deals,
        "rows": rows,
        "runoff_months": runoff_room(all_parameters),
    }


def rows_of_world(all_parameters: Sequence[Parameters], room: Mapping[str, int]) -> dict[str, int]:
    first = all_parameters[0]
    archetypes, by_month = len(first.archetypes), first.months + 1
    return {
        **{name: room[name] for name in ("partners", "deals", "fees", "events", "links", "agenda")},
        "in_force": room["partners"],
        "customers": room["deals"],
        "waiting": room["partners"],
        "day_events": DAYS_PER_MONTH * first.months,
        "returning": by_month,
        "displaced": by_month,
        "recruiting": archetypes,
        "pool": _most_candidates(all_parameters),
        "channel_arr_cents": len(first.vendor.channels),
        "books": by_month,
    }


def _placed(record: Any, cls: type, rows: Mapping[str, int]) -> "np.ndarray[Any, np.dtype[np.uint8]]":
    """Memory for the tables of a record of ``cls``, each aligned to a cache line; sets their addresses in it."""
    places, end = {}, 0
    for name, count in rows.items():
        places[name] = end
        size = count * row_bytes(layout_of(cls).fields[name].cls)
        end += -(-size // _LINE) * _LINE
    memory = np.empty(end + _LINE, dtype=np.uint8)
    start = -(-memory.ctypes.data // _LINE) * _LINE
    for name, place in places.items():
        record[name] = start + place
    return memory
