"""The compiler's types of ``sim.records``: a record, a table and a row of a record are one pointer each.

``record_at`` gives compiled code the record at an address; from there everything is reached by name.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global, signature
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from sim.records import WORD, Field, Kind, clear, is_number, layout_of, row_bytes

_NUMBERS = {int: types.int64, float: types.float64, bool: types.boolean}
_BYTE = ir.IntType(8)
_POINTER = _BYTE.as_pointer()
_ADDRESS = ir.IntType(64)


def _name(cls: type) -> str:
    """Includes the module: the compiler treats types with the same name as one type."""
    return f"{cls.__module__}.{cls.__qualname__}"


class RecordType(types.Type):
    """A record of a class."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        super().__init__(name=_name(cls))


class TableType(types.Type):
    """A table of records or numbers of a class."""

    def __init__(self, cls: type) -> None:
        self.cls, self.element = cls, _type_of(cls)
        super().__init__(name=f"Table[{_name(cls)}]")


class RowType(types.Type):
    """The location of the address and length of records or numbers of a class."""

    def __init__(self, cls: type) -> None:
        self.cls, self.element = cls, _type_of(cls)
        super().__init__(name=f"Row[{_name(cls)}]")


class _PointerModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _POINTER)


for _kind in (RecordType, TableType, RowType):
    register_model(_kind)(_PointerModel)


def _type_of(cls: Any) -> Any:
    return _NUMBERS[cls] if is_number(cls) else RecordType(cls)


def _type_of_field(field: Field) -> Any:
    if field.kind is Kind.TABLE:
        return TableType(field.cls)
    return RowType(field.cls) if field.kind is Kind.ROW else _type_of(field.cls)


def record_at(cls: type) -> Callable[[int], Any]:
    """A function for compiled code: the record of ``cls`` at an address."""

    def typed(typingctx: Any, address: Any) -> Any:  # noqa: ARG001  # the compiler's own names
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
            return builder.inttoptr(arguments[0], _POINTER)

        return signature(RecordType(cls), types.int64), generate

    found: Callable[[int], Any] = intrinsic(typed)
    return found


def _place(builder: Any, pointer: Any, offset: int, kind: Any) -> Any:
    """A pointer to a value of an LLVM type, ``offset`` bytes further."""
    return builder.bitcast(builder.gep(pointer, [_ADDRESS(offset)]), kind.as_pointer())


def _pointer_at(builder: Any, pointer: Any, offset: int) -> Any:
    """The pointer whose address is stored ``offset`` bytes further."""
    return builder.inttoptr(builder.load(_place(builder, pointer, offset, _ADDRESS)), _POINTER)


# Attributes


@infer_getattr
class _Attributes(AttributeTemplate):
    key = RecordType

    def generic_resolve(self, value: Any, attr: str) -> Any:
        field = layout_of(value.cls).fields.get(attr)
        return None if field is None else _type_of_field(field)


@lower_getattr_generic(RecordType)
def _read_field(context: Any, builder: Any, record: Any, pointer: Any, name: str) -> Any:
    field = layout_of(record.cls).fields[name]
    if field.kind in (Kind.RECORD, Kind.ROW):
        return _place(builder, pointer, field.offset, _BYTE)
    if field.kind in (Kind.TABLE, Kind.REFERENCE):
        return _pointer_at(builder, pointer, field.offset)
    number = _NUMBERS[field.cls]
    return context.unpack_value(builder, number, _place(builder, pointer, field.offset, context.get_data_type(number)))


@lower_setattr_generic(RecordType)
def _write_field(context: Any, builder: Any, sig: Any, arguments: Any, name: str) -> None:
    field, (pointer, value) = layout_of(sig.args[0].cls).fields[name], arguments
    if field.kind in (Kind.RECORD, Kind.ROW):
        raise TypeError(f"{sig.args[0].cls.__name__}.{name} cannot be replaced")
    if field.kind in (Kind.TABLE, Kind.REFERENCE):
        builder.store(builder.ptrtoint(value, _ADDRESS), _place(builder, pointer, field.offset, _ADDRESS))
        return
    number = _NUMBERS[field.cls]
    place = _place(builder, pointer, field.offset, context.get_data_type(number))
    context.pack_value(builder, number, value, place)


@infer_global(clear)
class _Clear(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002  # the compiler's own names
        return signature(types.none, *args) if isinstance(args[0], RecordType) else None


@lower_builtin(clear, RecordType)
def _clear_record(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    _clear(context, builder, sig.args[0].cls, arguments[0])
    return context.get_dummy_value()


def _clear(context: Any, builder: Any, cls: type, pointer: Any) -> None:
    for field in layout_of(cls).fields.values():
        if field.kind is Kind.RECORD:
            _clear(context, builder, field.cls, _place(builder, pointer, field.offset, _BYTE))
        elif field.kind is Kind.NUMBER:
            kind = context.get_data_type(_NUMBERS[field.cls])
            builder.store(ir.Constant(kind, None), _place(builder, pointer, field.offset, kind))


# Items


@infer_global(operator.getitem)
class _Item(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
        table, position = args
        if isinstance(table, TableType | RowType) and isinstance(position, types.Integer):
            return signature(table.element, table, types.int64)
        return None


@infer_global(operator.setitem)
class _NewItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
        table, position, _ = args
        if isinstance(table, TableType) and isinstance(position, types.Integer):
            return signature(types.none, table, types.int64, table.element)
        return None


@infer_global(len)
class _Length(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ARG002
        return signature(types.int64, *args) if isinstance(args[0], RowType) else None


@lower_builtin(operator.getitem, TableType, types.int64)
def _read_item(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    return _item(context, builder, sig.args[0], *arguments)


@lower_builtin(operator.getitem, RowType, types.int64)
def _read_item_of_row(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    pointer, position = arguments
    return _item(context, builder, sig.args[0], _pointer_at(builder, pointer, 0), position)


@lower_builtin(operator.setitem, TableType, types.int64, types.Any)
def _write_item(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
    table, (pointer, position, value) = sig.args[0], arguments
    place = _item_place(context, builder, table, pointer, position)
    if is_number(table.cls):
        context.pack_value(builder, table.element, value, place)
    else:  # one word at a time: records are a few words long
        for offset in range(0, row_bytes(table.cls), WORD):
            word = builder.load(_place(builder, value, offset, _ADDRESS))
            builder.store(word, _place(builder, place, offset, _ADDRESS))
    return context.get_dummy_value()


@lower_builtin(len, RowType)
def _row_length(_context: Any, builder: Any, _sig: Any, arguments: Any) -> Any:
    return builder.load(_place(builder, arguments[0], WORD, _ADDRESS))


def _item(context: Any, builder: Any, table: Any, pointer: Any, position: Any) -> Any:
    """The number at a position, or the record there."""
    place = _item_place(context, builder, table, pointer, position)
    return context.unpack_value(builder, table.element, place) if is_number(table.cls) else place


def _item_place(context: Any, builder: Any, table: Any, pointer: Any, position: Any) -> Any:
    place = builder.gep(pointer, [builder.mul(position, _ADDRESS(row_bytes(table.cls)))])
    if is_number(table.cls):
        return builder.bitcast(place, context.get_data_type(table.element).as_pointer())
    return place
