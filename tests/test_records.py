"""Records: compiled code and plain Python read and write the same, by the same names."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from sim.compilation import compiled, part, plain
from sim.engine.compiled import state
from sim.record_types import RecordType, TableType, record_at
from sim.records import (
    REFERENCE,
    Rows,
    Table,
    blank,
    clear,
    give_tables,
    layout_of,
    row_bytes,
    rows_of,
    unwritten,
)


@dataclass(slots=True, eq=False)
class Inner:
    share: float
    is_open: bool


@dataclass(slots=True, eq=False)
class Item:
    name: str
    number: int
    is_new: bool
    inner: Inner
    weights: tuple[float, ...]
    parts: tuple[Inner, ...]


@dataclass(slots=True, eq=False)
class World:
    day: int
    counts: Inner
    items: Table[Item]
    flags: Table[bool]
    numbers: Table[int]
    best: Annotated[Item, REFERENCE]


at = record_at(World)


@part
def item_of(w: World, position: int) -> Item:
    return w.items[position]


@part
def change(w: World, size: int) -> float:
    """Reads and writes everything that a record can hold."""
    total = 0.0
    for position in range(size):
        item = item_of(w, position)
        item.number += 10 * position
        item.is_new = not item.is_new
        item.inner.share = position / 4
        total += item.inner.share
        w.numbers[position] = item.number
        w.flags[position] = item.is_new
        for weight in range(len(item.weights)):
            total += item.weights[weight]
        for number in range(len(item.parts)):
            total += 100.0 * item.parts[number].share
            if item.parts[number].is_open:
                total += 1000.0
    w.best = w.items[1]
    w.best.number = 77
    w.items[0] = w.items[1]
    w.items[1].number = 78
    w.counts.share = 0.5
    w.counts.is_open = w.flags[0]
    w.day += w.best.number
    clear(w.items[2].inner)
    return total


@compiled("float64(int64, int64)")
def change_at(address: int, size: int) -> float:
    return change(at(address), size)


def inners(*shares: float) -> tuple[Inner, ...]:
    return tuple(Inner(share, share > 1) for share in shares)


ROWS = [((1.5, 2.5), inners(2.0)), ((), inners()), ((4.0,), inners(0.5, 3.0))]


def plain_world() -> World:
    w = blank(World)
    items = [Item("x", number, False, Inner(9.0, True), *rows) for number, rows in enumerate(ROWS)]
    w.day, w.items, w.flags, w.numbers = 5, Table(items), unwritten(bool, 3), unwritten(int, 3)
    return w


def test_compiled_code_does_what_plain_python_does() -> None:
    w = plain_world()
    expected = plain(change)(w, 3)
    weights = [np.array(weights) for weights, _ in ROWS]
    parts = [np.array([(part.share, part.is_open) for part in parts], layout_of(Inner).dtype) for _, parts in ROWS]
    items, flags, numbers = np.zeros(3, layout_of(Item).dtype), np.zeros(3, np.bool_), np.zeros(3, np.int64)
    for number in range(3):
        items[number]["number"], items[number]["inner"] = number, (9.0, True)
        items[number]["weights"] = weights[number].ctypes.data, len(weights[number])
        items[number]["parts"] = parts[number].ctypes.data, len(parts[number])
    world = np.zeros(1, layout_of(World).dtype)
    world["day"] = 5
    for name, table in (("items", items), ("flags", flags), ("numbers", numbers)):
        world[name] = table.ctypes.data
    assert change_at(world.ctypes.data, 3) == expected > 0
    assert world["day"][0] == w.day == 5 + 78
    assert tuple(world["counts"][0]) == (w.counts.share, w.counts.is_open) == (0.5, True)
    assert world["best"][0] == items.ctypes.data + row_bytes(Item)
    assert numbers.tolist() == list(w.numbers)
    assert flags.tolist() == list(w.flags)
    for number in range(3):
        item = w.items[number]
        assert items[number]["number"] == item.number
        assert items[number]["is_new"] == item.is_new
        assert tuple(items[number]["inner"]) == (item.inner.share, item.inner.is_open)
    assert w.items[0].number == 77, "writing a record into a table copies it"


def test_a_record_is_whole_words_and_holds_no_text() -> None:
    assert list(layout_of(Item).fields) == ["number", "is_new", "inner", "weights", "parts"]
    assert all(row_bytes(cls) % 8 == 0 for cls in (Inner, Item, World))
    assert (row_bytes(int), row_bytes(bool)) == (8, 1)


def test_a_class_that_no_record_can_hold() -> None:
    class Wrong:
        parts: list[int]

    with pytest.raises(TypeError, match=r"Wrong\.parts"):
        layout_of(Wrong)


BY_NUMBER = Rows(lambda size: 3 * size)


class Sized:
    numbers: Annotated[Table[int], BY_NUMBER]
    items: Annotated[Table[Item], Rows(lambda size: size)]
    elsewhere: Table[Item]


def test_a_table_declares_how_many_rows_it_has() -> None:
    assert rows_of(Sized, 2) == {"numbers": 6, "items": 2}
    record = blank(Sized)
    give_tables(record, 2)
    assert (len(record.numbers), len(record.items)) == (6, 2)
    with pytest.raises(ValueError, match="before it is written"):
        record.numbers[0]
    assert not hasattr(record, "elsewhere")


def test_only_a_table_has_rows() -> None:
    class Wrong:
        number: Annotated[int, BY_NUMBER]

    with pytest.raises(TypeError, match=r"Wrong\.number: only a table has rows"):
        layout_of(Wrong)


@pytest.mark.parametrize("position", [-1, 3])
def test_a_plain_table_has_bounds(position: int) -> None:
    table = Table([1, 2, 3])
    with pytest.raises(IndexError):
        table[position]
    with pytest.raises(IndexError):
        table[position] = 4


def test_what_was_not_written_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="before it is written"):
        unwritten(float, 2)[0]
    with pytest.raises(AttributeError):
        unwritten(Item, 2)[0].number  # noqa: B018
    with pytest.raises(AttributeError):
        blank(World).counts.share  # noqa: B018


def test_clear_sets_numbers_to_zero_and_keeps_tables() -> None:
    w = plain_world()
    w.counts.share, w.counts.is_open = 3.0, True
    items = w.items
    clear(w)
    assert (w.day, w.counts.share, w.counts.is_open) == (0, 0.0, False)
    assert w.items is items


def test_classes_of_one_name_are_two_types() -> None:
    """As the engine's ``World`` and the one of this module are: the compiler knows a type by its name."""
    assert len({RecordType(World), RecordType(state.World), TableType(World), TableType(state.World)}) == 4
    assert RecordType(World) == RecordType(World)


def test_a_misspelt_field_does_not_compile() -> None:
    @part
    def misspelt(w: World) -> int:
        return w.dya  # type: ignore[attr-defined,no-any-return]

    with pytest.raises(Exception, match="dya"):

        @compiled("int64(int64)")
        def read(address: int) -> int:
            return misspelt(at(address))
