"""The deals that a partner on a ladder has won, each with its class and the tier of that day (R-54, R-100)."""

from collections.abc import Iterator
from typing import NamedTuple

from sim.analysis.trace.ladder import Course
from sim.ledger import COLUMNS, IntArray, Kind
from sim.rules.attribution import class_of_won
from sim.units import month_of

_DAY, _KIND, _LIST, _DETAIL = (COLUMNS.index(name) for name in ("day", "kind", "list_cents", "detail"))


class WonDeal(NamedTuple):
    """A deal, as the row of its win says."""

    day: int
    arr_cents: int
    """At list."""
    deal_class: int
    tier: int
    """By the close before."""


def won_deals(rows: IntArray, course: Course) -> Iterator[WonDeal]:
    """Those of the partner whose rows these are, in their order."""
    for row in rows[rows[:, _KIND] == Kind.WON].tolist():
        yield WonDeal(row[_DAY], row[_LIST], class_of_won(row[_DETAIL]), course.in_books(month_of(row[_DAY])))
