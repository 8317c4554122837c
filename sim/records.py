"""Records and tables that compiled code accesses by name, as plain Python accesses objects and lists.

The annotations of a class declare its memory: ``int`` (64 bits), ``float``, ``bool``, another such class (its record is
embedded), ``Annotated[C, REFERENCE]`` (the address of a record of ``C``), ``Table[T]`` (the address of the first of
many records or numbers), ``tuple[T, ...]`` (address and length, read only). Text is left out. ``layout_of`` gives the
offsets; ``sim.record_types`` declares them to the compiler. ``Annotated[Table[T], Rows(count)]`` states the number of
rows of a table, from whatever determines it: its memory is made by this declaration (``rows_of``).

In compiled code a record or a table is one pointer, without length, bounds or reference count. A function can return a
record, but not a tuple that contains one. ``partner = w.partners[slot]`` does not copy: later writes to the slot are
visible through it. In plain Python a record is an object of its class, and a table is a list that checks its bounds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

T = TypeVar("T")
Number = TypeVar("Number", int, float)

REFERENCE = "reference"
"""Marks a field with the address of a record instead of the record."""
WORD = 8
"""Bytes of an integer, a float or an address."""
UNWRITTEN: Any = object()
"""Value in a plain table of numbers at places that were not written."""

_NUMBERS = {int: "i8", float: "f8", bool: "?"}


class Table(list[T]):
    """Records or numbers one after the other. Writing to a place copies into the record there."""

    def __getitem__(self, position: int) -> T:  # type: ignore[override]  # there are no slices
        value = list.__getitem__(self, self._checked(position) if position < 0 else position)
        if value is UNWRITTEN:
            raise ValueError(f"place {position} is read before it is written")
        return value

    def __setitem__(self, position: int, value: T) -> None:  # type: ignore[override]
        here = super().__getitem__(self._checked(position))
        if here is UNWRITTEN or isinstance(here, int | float):
            super().__setitem__(position, value)
        else:
            for name in layout_of(type(here)).fields:
                setattr(here, name, getattr(value, name))

    def _checked(self, position: int) -> int:
        if not 0 <= position < len(self):
            raise IndexError(f"place {position} of a table of {len(self)}")
        return position


def unwritten(cls: type[T], rows: int) -> Table[T]:
    """A plain table whose records have no attributes yet, or whose numbers were not written."""
    if is_number(cls):
        return Table([UNWRITTEN] * rows)
    make = blank if layout_of(cls).embedded else cls.__new__
    return Table([make(cls) for _ in range(rows)])


def blank(cls: type[T]) -> T:
    """A plain record without attributes; its embedded records have none either."""
    record = cls.__new__(cls)
    for name, embedded in layout_of(cls).embedded:
        setattr(record, name, blank(embedded))
    return record


def give_tables(record: Any, size: Any) -> None:
    """Give a plain record the tables that declare their rows, unwritten."""
    for name, count in rows_of(type(record), size).items():
        setattr(record, name, unwritten(layout_of(type(record)).fields[name].cls, count))


def clear(record: Any) -> None:
    """Set every number of a record to 0; the targets of its tables and references do not change."""
    for name, field in layout_of(type(record)).fields.items():
        if field.kind is Kind.RECORD:
            clear(getattr(record, name))
        elif field.kind is Kind.NUMBER:
            setattr(record, name, field.cls(0))


@dataclass(frozen=True, slots=True)
class Rows:
    """Declares how many rows a table has."""

    count: Callable[[Any], int]


class Kind(Enum):
    """Content of a field."""

    NUMBER = auto()
    RECORD = auto()
    REFERENCE = auto()
    TABLE = auto()
    ROW = auto()
    """Address and length."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record."""

    offset: int
    kind: Kind
    cls: Any
    """The class of the number or record, or of those in the table."""
    rows: Rows | None = None
    """Of a table that declares them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The memory layout of the fields of a class."""

    dtype: "np.dtype[Any]"
    fields: MappingProxyType[str, Field]
    embedded: tuple[tuple[str, Any], ...]
    """Name and class of each record within the record."""


def layout_of(cls: Any) -> Layout:
    """The layout of an annotated class. TypeError for a field that no record can hold."""
    return _layout(cls)


@cache
def _layout(cls: Any) -> Layout:
    hints = {name: hint for name, hint in get_type_hints(cls, include_extras=True).items() if hint is not str}
    rows = {name: next((one for one in get_args(hint) if isinstance(one, Rows)), None) for name, hint in hints.items()}
    declared = {
        name: _declared(cls, name, hint if rows[name] is None else get_args(hint)[0]) for name, hint in hints.items()
    }
    for name, (kind, _) in declared.items():
        if rows[name] is not None and kind is not Kind.TABLE:
            raise TypeError(f"{cls.__name__}.{name}: only a table has rows")
    dtype: np.dtype[Any] = np.dtype([(name, _format(*field)) for name, field in declared.items()], align=True)
    places: Mapping[str, Any] = dtype.fields or {}
    fields = {
        name: Field(int(places[name][1]), kind, element, rows[name]) for name, (kind, element) in declared.items()
    }
    embedded = tuple((name, element) for name, (kind, element) in declared.items() if kind is Kind.RECORD)
    return Layout(dtype, MappingProxyType(fields), embedded)


def rows_of(cls: Any, size: Any) -> dict[str, int]:
    """How many rows the tables of a class have that declare it, by name; ``size`` is what their counts are given."""
    fields = layout_of(cls).fields.items()
    return {name: field.rows.count(size) for name, field in fields if field.rows is not None}


def is_number(cls: Any) -> bool:
    """Whether values of a class are numbers in memory."""
    return cls in _NUMBERS


def number_type(cls: type) -> "np.dtype[Any]":
    """NumPy's type of a number in memory."""
    return np.dtype(_NUMBERS[cls])


def row_bytes(cls: type) -> int:
    """Bytes of a record or number in a table."""
    return number_type(cls).itemsize if is_number(cls) else layout_of(cls).dtype.itemsize


def _declared(cls: type, name: str, hint: Any) -> tuple[Kind, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_number(hint):
        return Kind.NUMBER, hint
    if origin is Table:
        return Kind.TABLE, arguments[0]
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return Kind.ROW, arguments[0]
    if origin is Annotated and arguments[1:] == (REFERENCE,):
        return Kind.REFERENCE, arguments[0]
    if isinstance(hint, type) and get_type_hints(hint):
        return Kind.RECORD, hint
    raise TypeError(f"{cls.__name__}.{name}: a record cannot hold {hint}")


def _format(kind: Kind, element: Any) -> Any:
    """NumPy's type of a field."""
    if kind is Kind.NUMBER:
        return number_type(element)
    if kind is Kind.RECORD:
        return layout_of(element).dtype
    return "2i8" if kind is Kind.ROW else "i8"
