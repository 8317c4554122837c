"""Events in fixed columns."""

from collections.abc import Sequence

from sim.report.words.events import Event
from sim.report.words.rounding import fixed


def partner_width(events: Sequence[Event]) -> int:
    """Width of the column of partners."""
    return max([len("partner"), *(len(event.partner) for event in events)])


def head_line(currency: str, width: int) -> str:
    """Names of the columns; ``width`` is that of the partners."""
    return _line("day", "month", "partner", width, "deal", currency, "at list", "event")


def event_line(event: Event, width: int) -> str:
    """One event; ``width`` is that of the partners."""
    amount, listed = (_amount(each) for each in (event.amount, event.list_amount))
    return _line(str(event.day), str(event.month), event.partner, width, event.deal, amount, listed, event.event)


def _line(day: str, month: str, partner: str, width: int, deal: str, amount: str, listed: str, event: str) -> str:
    return f"{day:>5} {month:>5}  {partner:<{width}} {deal:>6} {amount:>14} {listed:>14}  {event}".rstrip()


def _amount(amount: float | None) -> str:
    return "" if amount is None else fixed(amount, 2)
