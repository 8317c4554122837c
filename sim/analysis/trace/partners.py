"""The partners of one future, a line each: when they came, where they stand, what they sold and were paid (R-08)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.trace.ladder import course_of
from sim.analysis.trace.months import summed
from sim.analysis.trace.trace import Trace
from sim.ledger import COLUMNS, LEAVING_KINDS, IntArray, Kind
from sim.metrics.tallies import row_months
from sim.rules.attribution import CLASSES, class_of_won
from sim.scenario.parameters import NO_LADDER
from sim.units import month_of

_DAY, _KIND, _PARTNER, _DETAIL = (COLUMNS.index(name) for name in ("day", "kind", "partner", "detail"))
_CAME = (Kind.SIGNED, Kind.STARTED, Kind.STARTED_ONBOARDING)


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner under agreement in the future; money in cents."""

    partner: str
    """Its id, such as ``reseller/0/17``."""
    kind: str
    joined_month: int | None
    """Of its agreement; None if it was there on day 0."""
    left_month: int | None
    """None while it is in force."""
    left_by: Kind | None
    tiers: tuple[tuple[int | None, str], ...]
    """Closes from which it stood at a tier, and its name, in order; None for the one at which it began."""
    won: int
    """Deals."""
    won_by_class: tuple[int, ...]
    """The same by class, where claims tell deals apart."""
    revenue_cents: int
    """From its customers."""
    fees_cents: int
    """Earned, less what is taken back."""
    margin_cents: int
    """Kept."""
    paid_cents: int
    """Of the fees."""

    @property
    def tier(self) -> str | None:
        """At the end, or when it left; None without a ladder."""
        return self.tiers[-1][1] if self.tiers else None

    @property
    def pay_cents(self) -> int:
        """All that it earned."""
        return self.fees_cents + self.margin_cents

    def tier_after(self, month: int) -> str | None:
        """Where it stood from the close of a month on."""
        held = [tier for close, tier in self.tiers if close is None or close <= month]
        return held[-1] if held else None


def partners_of(traced: Trace) -> tuple[PartnerLine, ...]:
    """Those that had an agreement in a whole future, by kind and in the order in which they came."""
    rows = np.array(traced.rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    came = rows[np.isin(rows[:, _KIND], _CAME), _PARTNER]
    found = [_line(traced, dense, rows[rows[:, _PARTNER] == dense]) for dense in dict.fromkeys(came.tolist())]
    return tuple(sorted(found, key=lambda one: (one.kind, one.joined_month or 0)))


def _line(traced: Trace, dense: int, rows: IntArray) -> PartnerLine:
    """Of the partner whose rows these are."""
    name = traced.roll.name(dense)
    sums = summed(0, rows, is_gross=traced.parameters.vendor.resale_booking_is_gross)
    came = rows[np.isin(rows[:, _KIND], _CAME)][0]
    left = rows[np.isin(rows[:, _KIND], LEAVING_KINDS)]
    return PartnerLine(
        partner=name,
        kind=name.split("/")[0],
        joined_month=month_of(int(came[_DAY])) if came[_KIND] == Kind.SIGNED else None,
        left_month=int(row_months(left)[0]) if len(left) else None,
        left_by=Kind(left[0, _KIND]) if len(left) else None,
        tiers=tuple(_tiers(traced, dense, rows)),
        won=sums.won,
        won_by_class=tuple(_by_class(rows)) if traced.parameters.claims else (),
        revenue_cents=sums.recruited_cents,
        fees_cents=sums.fees_cents,
        margin_cents=sums.margin_cents,
        paid_cents=sums.paid_cents,
    )


def _by_class(rows: IntArray) -> list[int]:
    classes = [class_of_won(detail) for detail in rows[rows[:, _KIND] == Kind.WON, _DETAIL].tolist()]
    return [classes.count(one) for one in range(CLASSES)]


def _tiers(traced: Trace, dense: int, rows: IntArray) -> Iterator[tuple[int | None, str]]:
    kind = traced.parameters.in_month(1).archetypes[traced.roll.place(dense)[0]]
    if kind.ladder == NO_LADDER:
        return
    order = traced.scenario.ladders[sorted(traced.scenario.ladders)[kind.ladder]].order
    course = course_of(rows, kind, traced.parameters.ladders[kind.ladder])
    held = course.begins
    yield None, order[held]
    for close, tier in course.changes:
        if tier != held:
            yield close, order[tier]
        held = tier
