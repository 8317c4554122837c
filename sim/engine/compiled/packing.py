"""Parameters as records for compiled code; what worlds share is packed once and is in memory once."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.records import WORD, Kind, is_number, layout_of

Bytes = npt.NDArray[np.uint8]

_FORMATS = {int: "q", float: "d", bool: "?"}
_ADDRESS_AND_COUNT = struct.Struct("=qq")
_BLOCK = 1 << 16
"""Bytes of memory that is asked for at once: one by one the small tables would take half of the time."""


class Packing:
    """Packs objects into memory that lasts as long as the packing. A tuple that objects share is packed once."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, int]] = {}
        """By identity of a tuple: the tuple (kept, so that its identity is not reused), and its address."""
        self._blocks: list[Bytes] = []
        self._memory = memoryview(b"")
        """The last block."""
        self._start = self._used = 0
        """Its address, and how much of it has been given away."""

    def table(self, objects: Sequence[Any]) -> int:
        """The address of records of objects of one class, one after the other."""
        kind: Any = type(objects[0])
        plan = _plan_of(kind)
        first = at = self._take(plan.size * len(objects))
        memory, start, pack, read = self._memory, self._start, plan.numbers.pack_into, plan.read_numbers
        for item in objects:
            pack(memory, at, *read(item))
            if plan.rows:
                for (offset, cls), row in zip(plan.rows, plan.read_rows(item), strict=True):
                    if row:
                        _ADDRESS_AND_COUNT.pack_into(memory, at + offset, self._address(row, cls), len(row))
            at += plan.size
        return start + first

    def _take(self, size: int) -> int:
        """So many bytes of the last block, all 0: their place in it."""
        if self._used + size > len(self._memory):
            block = np.zeros(max(size, _BLOCK), dtype=np.uint8)
            self._blocks.append(block)
            self._memory, self._start, self._used = block.data, block.ctypes.data, 0
        place = self._used
        self._used += -(-size // WORD) * WORD
        return place

    def _address(self, row: tuple[Any, ...], cls: type) -> int:
        kept = self._kept.get(id(row))
        if kept is None:
            kept = self._kept[id(row)] = row, self._numbers(row, cls) if is_number(cls) else self.table(row)
        return kept[1]

    def _numbers(self, row: tuple[Any, ...], cls: type) -> int:
        layout = f"={len(row)}{_FORMATS[cls]}"
        place = self._take(struct.calcsize(layout))
        struct.pack_into(layout, self._memory, place, *row)
        return self._start + place


@dataclass(slots=True)
class _Plan:
    """The packing of objects of a class into records."""

    size: int
    numbers: struct.Struct
    read_numbers: Callable[[Any], tuple[Any, ...]]
    rows: list[tuple[int, type]]
    """Offset and class of the elements of each tuple."""
    read_rows: Callable[[Any], tuple[Any, ...]]


@cache
def _plan_of(cls: Any) -> _Plan:
    numbers: list[tuple[int, str, type]] = []
    rows: list[tuple[int, str, type]] = []
    _collect(cls, 0, "", numbers, rows)
    layout, end = "=", 0
    for offset, _, number in sorted(numbers):
        layout += f"{offset - end}x{_FORMATS[number]}"
        end = offset + struct.calcsize(f"={_FORMATS[number]}")
    return _Plan(
        layout_of(cls).dtype.itemsize,
        struct.Struct(layout),
        _reader([name for _, name, _ in sorted(numbers)]),
        [(offset, element) for offset, _, element in rows],
        _reader([name for _, name, _ in rows]),
    )


def _collect(
    cls: type, start: int, above: str, numbers: list[tuple[int, str, type]], rows: list[tuple[int, str, type]]
) -> None:
    """Places and paths of all numbers and tuples of a class and of the records inside."""
    for name, field in layout_of(cls).fields.items():
        place = start + field.offset, above + name, field.cls
        if field.kind is Kind.RECORD:
            _collect(field.cls, place[0], f"{place[1]}.", numbers, rows)
        else:
            (rows if field.kind is Kind.ROW else numbers).append(place)


def _reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that reads all these paths of an object."""
    if not names:
        return lambda _: ()
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda item: (read(item),)
