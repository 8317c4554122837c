"""Parameters as records for compiled code; what worlds share is packed once and is in memory once."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.records import Kind, is_number, layout_of, number_type

Bytes = npt.NDArray[np.uint8]

_FORMATS = {int: "q", float: "d", bool: "?"}
_ADDRESS_AND_COUNT = struct.Struct("=qq")


class Packing:
    """Packs objects into memory that lasts as long as the packing. A tuple that objects share is packed once."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, Bytes, int]] = {}
        """By identity of a tuple: the tuple (kept, so that its identity is not reused), its memory and address."""

    def table(self, objects: Sequence[Any]) -> Bytes:
        """Records of objects of one class, one after the other."""
        cls: Any = type(objects[0])
        plan = _plan_of(cls)
        memory = np.zeros(plan.size * len(objects), dtype=np.uint8)
        for position, item in enumerate(objects):
            start = plan.size * position
            plan.numbers.pack_into(memory.data, start, *plan.read_numbers(item))
            for offset, read_row, cls in plan.rows:
                row = read_row(item)
                _ADDRESS_AND_COUNT.pack_into(memory.data, start + offset, self._address(row, cls), len(row))
        return memory

    def _address(self, row: tuple[Any, ...], cls: type) -> int:
        if not row:
            return 0
        kept = self._kept.get(id(row))
        if kept is None:
            memory = np.array(row, number_type(cls)).view(np.uint8) if is_number(cls) else self.table(row)
            kept = self._kept[id(row)] = row, memory, memory.ctypes.data
        return kept[2]


@dataclass(slots=True)
class _Plan:
    """The packing of objects of a class into records."""

    size: int
    numbers: struct.Struct
    read_numbers: Callable[[Any], tuple[Any, ...]]
    rows: list[tuple[int, Callable[[Any], tuple[Any, ...]], type]]
    """Offset, reader and class of the elements of each tuple."""


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
        [(offset, attrgetter(name), element) for offset, name, element in rows],
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
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda item: (read(item),)
