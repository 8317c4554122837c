"""The tables of a start state as text: ISO dates, amounts with two decimals, an empty cell for what is not known."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from json import dumps

from sim.scenario.start.columns import TABLES, Column, Holds
from sim.scenario.start.read_table import Row, Value
from sim.units import CENTS

THOUSANDTHS = 1000
FLAGS = {"yes": True, "no": False}

Texts = Mapping[str, Sequence[Sequence[str]]]
"""The cells of each table, by rows, in the order of its columns."""


def row_texts(table: str, row: Row) -> list[str]:
    """The cells of a row."""
    return [_text(column, row[column.name]) for column in TABLES[table]]


def value_of(column: Column, text: str) -> Value:
    """The value of a cell; None for an empty one. ValueError with what it must be."""
    return _READ[column.holds](text) if text else None


def digest_of(texts: Texts) -> str:
    """SHA-256 of the cells of all tables, whatever the order of tables and rows."""
    plain = {table: sorted([*map(list, rows)]) for table, rows in texts.items()}
    return sha256(dumps(plain, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _text(column: Column, value: Value) -> str:
    if value is None:
        return ""
    match column.holds:
        case Holds.DATE | Holds.MONTH:
            return str(value.isoformat())
        case Holds.AMOUNT:
            return _decimal(value, CENTS, 2)
        case Holds.SIZE:
            return _decimal(value, THOUSANDTHS, 3)
        case Holds.FLAG:
            return "yes" if value else "no"
        case _:
            return str(value)


def _decimal(value: int, unit: int, places: int) -> str:
    whole, part = divmod(abs(value), unit)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}}"


def _read_date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("must be a date such as 2026-09-30")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no date of the calendar") from None


def _read_decimal(unit: int, places: int, like: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = re.fullmatch(rf"(-?)(\d{{1,15}})(?:\.(\d{{1,{places}}}))?", text)
        if found is None:
            raise ValueError(f"must be a number such as {like}")
        size = int(found[2]) * unit + int((found[3] or "").ljust(places, "0"))
        return -size if found[1] else size

    return read


def _read_count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError("must be a whole number")
    return int(text)


def _read_flag(text: str) -> bool:
    if text not in FLAGS:
        raise ValueError("must be yes, no or empty")
    return FLAGS[text]


_READ: dict[Holds, Callable[[str], Value]] = {
    Holds.ID: str,
    Holds.TEXT: str,
    Holds.DATE: _read_date,
    Holds.MONTH: _read_date,
    Holds.AMOUNT: _read_decimal(CENTS, 2, "1234.50"),
    Holds.SIZE: _read_decimal(THOUSANDTHS, 3, "1.250"),
    Holds.COUNT: _read_count,
    Holds.FLAG: _read_flag,
}
