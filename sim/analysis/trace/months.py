"""The events of a future, or of one partner in it, month by month: counts and money."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.trace.margin import kept_margin
from sim.ledger import COLUMNS, IntArray, Kind, Trait, kinds_with
from sim.metrics.tallies import row_months

_KIND, _AMOUNT = COLUMNS.index("kind"), COLUMNS.index("amount_cents")
_LOST = (Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER)
_FEES = kinds_with(Trait.PAY_EARNED)
_PAID = kinds_with(Trait.PAY_PAID)
_COSTS = kinds_with(Trait.PROGRAM_COST)


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month: numbers of rows, and sums of their money in cents."""

    month: int
    contacted: int
    signed: int
    left: int
    qualified: int
    won: int
    lost: int
    revenue_cents: int
    """All revenue in the rows."""
    recruited_cents: int
    """Of recruited partners' customers."""
    cost_cents: int
    """Program cost, and fees as they are earned."""
    fees_cents: int
    """Of the cost, the fees, less what is taken back."""
    paid_cents: int
    """Paid to partners."""
    margin_cents: int
    """Margin that partners keep of what their customers are billed."""


def by_month(rows: IntArray, months: int, *, is_gross: bool) -> tuple[Month, ...]:
    """Months 1 to ``months`` of ledger rows, (rows, 7); ``is_gross``: margins are in revenue as it is booked."""
    of_month = row_months(rows)
    return tuple(summed(number, rows[of_month == number], is_gross=is_gross) for number in range(1, months + 1))


def summed(number: int, rows: IntArray, *, is_gross: bool) -> Month:
    """Counts and sums of ledger rows, (rows, 7), as those of one month of this number."""
    return Month(
        month=number,
        contacted=_count(rows, [Kind.CONTACTED]),
        signed=_count(rows, [Kind.SIGNED]),
        left=_count(rows, kinds_with(Trait.ENDS_AGREEMENT)),
        qualified=_count(rows, [Kind.QUALIFIED]),
        won=_count(rows, [Kind.WON]),
        lost=_count(rows, _LOST),
        revenue_cents=_sum(rows, [Kind.CHANNEL_REVENUE, Kind.REVENUE]),
        recruited_cents=_sum(rows, [Kind.REVENUE]),
        cost_cents=_sum(rows, [*_COSTS, *_FEES]),
        fees_cents=_sum(rows, _FEES),
        paid_cents=_sum(rows, _PAID),
        margin_cents=kept_margin(rows, is_gross=is_gross),
    )


def _count(rows: IntArray, kinds: Sequence[Kind]) -> int:
    return int(np.isin(rows[:, _KIND], kinds).sum())


def _sum(rows: IntArray, kinds: Sequence[Kind]) -> int:
    return int(rows[np.isin(rows[:, _KIND], kinds), _AMOUNT].sum())
