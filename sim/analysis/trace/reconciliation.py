"""The rows of one ledger against the figures that a run reports of it, to the cent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.trace.margin import kept_margin, margin_by_customer, margin_parts
from sim.ledger import COLUMNS, Channel, IntArray, Kind, Trait, kinds_with
from sim.metrics.tallies import row_months
from sim.units import CENTS

_KIND, _PARTNER, _DEAL, _AMOUNT, _LIST, _DETAIL = (
    COLUMNS.index(name) for name in ("kind", "partner", "deal", "amount_cents", "list_cents", "detail")
)

_LOST = (Kind.FEE_LOST, Kind.REBATE_LOST)
_ENTERED = tuple(kind for kind in kinds_with(Trait.PAY_EARNED) if kind not in _LOST)
_SETTLED = kinds_with(Trait.PAY_PAID)
_DUES = (
    ("fees of partners", "fees paid to us", Kind.PARTNER_FEE, "partner_fees"),
    ("minimums of resellers", "owed up to them", Kind.SHORTFALL, "shortfall"),
    ("margins of distributors", "kept by them", Kind.DISTRIBUTOR_MARGIN, "distributor_margin"),
)
"""Name, label, kind of row and metric."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Parts summed from rows, in cents, and the figure that the metrics report for their sum."""

    name: str
    parts: tuple[tuple[str, int], ...]
    reported_name: str
    reported_cents: int

    @property
    def sum_cents(self) -> int:
        return sum(cents for _, cents in self.parts)

    @property
    def difference_cents(self) -> int:
        """Zero, unless something is wrong."""
        return self.sum_cents - self.reported_cents

    def to_dict(self) -> dict[str, Any]:
        """The line as plain values, money in currency units."""
        return {
            "name": self.name,
            "parts": {label: cents / CENTS for label, cents in self.parts},
            "sum": self.sum_cents / CENTS,
            "reported": {self.reported_name: self.reported_cents / CENTS},
            "difference": self.difference_cents / CENTS,
        }


def reconcile(
    rows: IntArray, monthly: Mapping[str, IntArray], starting_arr_cents: Mapping[Channel, int]
) -> list[Reconciled]:
    """Revenue, fees and ARR of a ledger; ``monthly`` is metric to (months,), money in cents."""
    return [
        _revenue(rows, int(monthly["total_revenue"].sum())),
        _fees(rows, int(monthly["fees_owed"][-1])),
        _partner_arr(rows, int(monthly["partner_arr"][-1])),
        *(
            _channel_arr(rows, channel, start, int(monthly[f"{channel.name.lower()}_arr"][-1]))
            for channel, start in starting_arr_cents.items()
        ),
        *(
            Reconciled(name, ((label, _sum(rows, kind)),), metric, int(monthly[metric].sum()))
            for name, label, kind, metric in _DUES
            if metric in monthly
        ),
    ]


def partner_pay(rows: IntArray) -> list[Reconciled]:
    """Of a partner's rows, its pay: what was earned, taken back and paid, against the entries that wait; or nothing."""
    of_pay = rows[np.isin(rows[:, _KIND], (*_ENTERED, *_LOST, *_SETTLED))]
    if not len(of_pay):
        return []
    return [Reconciled("pay of the partner", _pay_parts(rows), "entries that wait", sum(_waiting(of_pay)))]


def partner_dues(rows: IntArray, fee_in: Callable[[int], int], minimum_in: Callable[[int], int]) -> list[Reconciled]:
    """Of a partner's rows, what it pays: its fees, and what it owes in months below its minimum; or nothing.

    ``fee_in`` and ``minimum_in`` are its yearly fee and its monthly minimum in a month, in cents.
    """
    found = []
    fees, missed = (rows[rows[:, _KIND] == kind] for kind in (Kind.PARTNER_FEE, Kind.SHORTFALL))
    if len(fees):
        parts = tuple((f"fee of year {detail}", cents) for detail, cents in fees[:, [_DETAIL, _AMOUNT]].tolist())
        stated = sum(map(fee_in, row_months(fees).tolist()))
        found.append(Reconciled("fees that the partner pays", parts, "fee_per_year", stated))
    if len(missed):
        used, owed = missed[:, [_LIST, _AMOUNT]].sum(axis=0).tolist()
        parts = (("owed for its customers' use", used), ("owed up to its minimum", owed))
        least = sum(map(minimum_in, row_months(missed).tolist()))
        found.append(Reconciled("months below its minimum", parts, "minimum_per_month", least))
    return found


def _waiting(rows: IntArray) -> list[int]:
    """Amounts of entries that no payout has settled; less what was settled without an entry."""
    waiting: list[tuple[int, int]] = []
    unknown: list[int] = []
    for kind, deal, amount in rows[:, [_KIND, _DEAL, _AMOUNT]].tolist():
        entry = deal, -amount if kind in _LOST else amount
        if kind in _ENTERED:
            waiting.append(entry)
        elif entry in waiting:
            waiting.remove(entry)
        else:
            unknown.append(-entry[1])
    return [amount for _, amount in waiting] + unknown


def customers(rows: IntArray) -> int:
    """Customers of recruited partners that brought revenue."""
    paying = rows[rows[:, _KIND] == Kind.REVENUE]
    return len({(int(row[_PARTNER]), int(row[_DEAL])) for row in paying})


def _revenue(rows: IntArray, reported: int) -> Reconciled:
    parts = [(f"{channel.name.lower()} channel", _sum(rows, Kind.CHANNEL_REVENUE, channel)) for channel in Channel]
    parts.append((f"{customers(rows)} customers of recruited partners", _sum(rows, Kind.REVENUE)))
    return Reconciled("revenue", tuple(parts), "total_revenue", reported)


def _fees(rows: IntArray, owed: int) -> Reconciled:
    return Reconciled("fees", _pay_parts(rows), "fees_owed", owed)


def reseller_margin(rows: IntArray, reported: int, *, is_gross: bool) -> list[Reconciled]:
    """What resellers keep, which no list of fees has; nothing where there are none."""
    if not kept_margin(rows, is_gross=is_gross) and not reported:
        return []
    return [Reconciled("margin of resellers", margin_parts(rows, is_gross=is_gross), "resale_margin", reported)]


def partner_margin(rows: IntArray, partner: int, reported: int, *, is_gross: bool) -> list[Reconciled]:
    """What one partner keeps of its customers beside what others keep of theirs; nothing where it keeps none."""
    parts = margin_by_customer(rows, partner, is_gross=is_gross)
    return [Reconciled("margin of the partner, by customer", parts, "resale_margin", reported)] if parts else []


def _pay_parts(rows: IntArray) -> tuple[tuple[str, int], ...]:
    """What was owed on day 0, what was earned, taken back where anything was, and paid."""
    before = _sum(rows, Kind.STARTED_FEES)
    parts = [("owed on day 0", before)] if before else []
    parts.append(("fees accrued", _sum(rows, Kind.FEE_ACCRUED)))
    where_any = (
        ("shares accrued", Kind.SHARE_ACCRUED),
        ("fees on services accrued", Kind.SERVICES_FEE_ACCRUED),
        ("bonuses accrued", Kind.BONUS_ACCRUED),
        ("rebates accrued", Kind.REBATE_ACCRUED),
        ("rebates set aside as funds", Kind.REBATE_FUNDED),
        ("less taken back", Kind.CLAWED_BACK),
        ("taken back and lost", Kind.FEE_LOST),
        ("rebates taken back and lost", Kind.REBATE_LOST),
    )
    for label, kind in where_any:
        if (rows[:, _KIND] == kind).any():
            parts.append((label, _sum(rows, kind)))
    paid = sum(_sum(rows, kind) for kind in _SETTLED)
    return (*parts, ("less fees paid", -paid))


def _partner_arr(rows: IntArray, in_force: int) -> Reconciled:
    started = rows[rows[:, _KIND] == Kind.STARTED_CUSTOMER]
    parts = (
        *((("there on day 0", _sum(rows, Kind.STARTED_CUSTOMER)),) if len(started) else ()),
        ("gone live", _sum(rows, Kind.GO_LIVE)),
        ("expanded", _sum(rows, Kind.EXPANDED)),
        ("cancelled early", _sum(rows, Kind.CANCELLED)),
        *((("taken less", _sum(rows, Kind.DOWNGRADED)),) if (rows[:, _KIND] == Kind.DOWNGRADED).any() else ()),
        ("churned by month" if _leaves_by_month(rows) else "churned at renewal", _sum(rows, Kind.CHURNED)),
    )
    return Reconciled("recurring revenue in force, recruited partners", parts, "partner_arr", in_force)


def _leaves_by_month(rows: IntArray) -> bool:
    return bool(((rows[:, _KIND] == Kind.CHURNED) & (rows[:, _DETAIL] > 0)).any())


def _channel_arr(rows: IntArray, channel: Channel, start: int, in_force: int) -> Reconciled:
    name = channel.name.lower()
    parts = [
        ("at the start", start),
        ("new", _sum(rows, Kind.CHANNEL_NEW_ARR, channel)),
        ("expanded", _sum(rows, Kind.CHANNEL_EXPANSION, channel)),
        ("churned", _sum(rows, Kind.CHANNEL_CHURN, channel)),
    ]
    if channel == Channel.DIRECT:
        parts.append(("lost to partner work", _sum(rows, Kind.TEAM_OVERLOAD)))
        parts.append(("won by partners instead", _sum(rows, Kind.DISPLACED_ARR)))
    return Reconciled(f"recurring revenue in force, {name}", tuple(parts), f"{name}_arr", in_force)


def _sum(rows: IntArray, kind: Kind, detail: int | None = None) -> int:
    chosen = rows[:, _KIND] == kind
    if detail is not None:
        chosen &= rows[:, _DETAIL] == detail
    return int(rows[chosen, _AMOUNT].sum())
