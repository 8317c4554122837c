"""Parts of a page in the characters of a console, spelled before they are laid out so that columns stay aligned."""

from copy import copy
from dataclasses import fields, is_dataclass, replace
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from sim.report.words.spelling import spelled


def in_encoding(part: Any, encoding: str) -> Any:
    """A text, table, group, or record or tuple of these as a console of this encoding shows it; the part itself stays
    as it is. Anything else is returned unchanged.
    """
    if isinstance(part, str):
        return spelled(part, encoding)
    if isinstance(part, Text):
        text = part.copy()
        text.plain = spelled(part.plain, encoding)
        return text
    if isinstance(part, tuple):
        return tuple(in_encoding(each, encoding) for each in part)
    if isinstance(part, Group):
        return Group(*(in_encoding(each, encoding) for each in part.renderables))
    if isinstance(part, Table):
        return _table(part, encoding)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{each.name: in_encoding(getattr(part, each.name), encoding) for each in fields(part)})
    return part


def _table(table: Table, encoding: str) -> Table:
    result = copy(table)
    result.columns = [copy(column) for column in table.columns]
    for column in result.columns:
        column._cells = [in_encoding(cell, encoding) for cell in column._cells]
    return result
