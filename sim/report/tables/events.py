"""Events in fixed columns."""

from collections.abc import Iterator, Sequence

from sim.report.tables.columns import INDENT, with_story, wrapped
from sim.report.words.events import Event
from sim.report.words.rounding import fixed

_NAMES = ("deal", "amount", "at list")
"""What stands before an amount that is in no column."""


def partner_width(events: Sequence[Event]) -> int:
    """Width of the column of partners."""
    return max([len("partner"), *(len(event.partner) for event in events)])


def head_lines(currency: str, partners: int, width: int, before: str = "") -> Iterator[str]:
    """Names of the columns; ``partners`` is the width of theirs, ``before`` a column to their left."""
    return _lines(f"{before}{_who('day', 'month', 'partner', partners)}", ("deal", currency, "at list"), "event", width)


def event_lines(event: Event, partners: int, width: int, before: str = "") -> Iterator[str]:
    """One event, on several lines where its columns or its text are longer than one; columns as in ``head_lines``."""
    who = _who(str(event.day), str(event.month), event.partner, partners)
    amounts = (_amount(each) for each in (event.amount, event.list_amount))
    return _lines(f"{before}{who}", (event.deal, *amounts), event.event, width)


def _who(day: str, month: str, partner: str, partners: int) -> str:
    return f"{day:>5} {month:>5}  {partner:<{partners}}"


def _lines(who: str, cells: Sequence[str], event: str, width: int) -> Iterator[str]:
    deal, amount, listed = cells
    columns = f"{deal:>6} {amount:>14} {listed:>14}"
    if len(who) + 1 + len(columns) <= width:
        yield from with_story(f"{who} {columns}", event, width)
        return
    yield who.rstrip() if len(who) <= width else " ".join(who.split())
    if len(columns) <= width:
        yield from [columns.rstrip()] if columns.strip() else []
    else:
        yield from (f"{INDENT}{name} {cell}" for name, cell in zip(_NAMES, cells, strict=True) if cell)
    yield from wrapped(event, width, INDENT, INDENT)


def _amount(amount: float | None) -> str:
    return "" if amount is None else fixed(amount, 2)
