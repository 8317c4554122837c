"""Ledger to monthly metrics: every number is a sum or a count of rows, in integers."""

import numpy as np
import numpy.typing as npt

from sim.ledger import CLOSE_KINDS, LEAVING_KINDS, Channel, IntArray, Kind
from sim.metrics.declared import METRIC_INDEX, METRICS
from sim.scenario.parameters import Parameters
from sim.units import BPS, DAYS_PER_MONTH

DAY, KIND, PARTNER, DEAL, AMOUNT, LIST, DETAIL = range(7)
Mask = npt.NDArray[np.bool_]
_ACTIVE_MONTHS = 3
_CLOSE_KINDS = np.array(sorted(CLOSE_KINDS))

_AMOUNTS = {
    "influenced_revenue": (Kind.INFLUENCED_REVENUE, 1),
    "recruited_revenue": (Kind.REVENUE, 1),
    "commissions": (Kind.FEE_ACCRUED, 1),
    "fees_paid": (Kind.FEE_PAID, 1),
    "manager_cost": (Kind.COST_MANAGERS, 1),
    "staff_cost": (Kind.COST_STAFF, 1),
    "owner_cost": (Kind.COST_OWNER, 1),
    "infrastructure_cost": (Kind.COST_INFRASTRUCTURE, 1),
    "support_cost": (Kind.COST_SUPPORT, 1),
    "fixed_cost": (Kind.COST_FIXED, 1),
    "onboarding_cost": (Kind.COST_ONBOARDING, 1),
    "team_time_cost": (Kind.COST_TEAM_TIME, 1),
    "headroom_cost": (Kind.COST_HEADROOM, 1),
    "displaced_arr": (Kind.DISPLACED_ARR, -1),
    "overload_arr": (Kind.TEAM_OVERLOAD, -1),
    "cancelled_arr": (Kind.CANCELLED, -1),
    "churned_arr": (Kind.CHURNED, -1),
    "expanded_arr": (Kind.EXPANDED, 1),
}
"""Flows that are the amounts of one kind of row, with their sign."""

_COUNTS = {
    "contacts": (Kind.CONTACTED,),
    "agreements": (Kind.SIGNED,),
    "departures": (Kind.DEPARTED,),
    "removals": (Kind.REMOVED,),
    "failed_pilots": (Kind.PILOT_FAILED,),
    "passed_pilots": (Kind.PILOT_PASSED,),
    "raw_opportunities": (Kind.QUALIFIED, Kind.REJECTED),
    "qualified_opportunities": (Kind.QUALIFIED,),
    "won_deals": (Kind.WON,),
    "lost_deals": (Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER),
    "conflict_deals": (Kind.LOST_TO_CONFLICT,),
}
"""Flows that count rows."""

_PROGRAM_COSTS = (
    "manager_cost", "staff_cost", "owner_cost", "infrastructure_cost", "support_cost", "fixed_cost",
    "onboarding_cost", "team_time_cost", "headroom_cost",
)  # fmt: skip
_CHANNEL_NAMES = {Channel.DIRECT: "direct", Channel.INBOUND: "inbound", Channel.ROSTER: "roster"}


def row_months(rows: IntArray) -> IntArray:
    """The 1-based month of each row: day 30 m belongs to month m for what a close writes, to m + 1 for the rest."""
    closes = np.isin(rows[:, KIND], _CLOSE_KINDS)
    months: IntArray = np.where(closes, rows[:, DAY] // DAYS_PER_MONTH, rows[:, DAY] // DAYS_PER_MONTH + 1)
    return months


class Tally:
    """Monthly sums over the rows of one ledger."""

    def __init__(self, rows: IntArray, months: int) -> None:
        self.rows = rows
        self.months = months
        self.month = row_months(rows)

    def select(self, *kinds: Kind) -> Mask:
        """Mask of the rows of these kinds."""
        mask: Mask = self.rows[:, KIND] == kinds[0]
        for kind in kinds[1:]:
            mask |= self.rows[:, KIND] == kind
        return mask

    def amounts(self, kind: Kind, column: int = AMOUNT, detail: int | None = None, own: bool | None = None) -> IntArray:
        """Sum a month of a column over the rows of a kind, by detail or by whether a partner is named."""
        mask = self.select(kind)
        if detail is not None:
            mask &= self.rows[:, DETAIL] == detail
        if own is not None:
            mask &= (self.rows[:, PARTNER] >= 0) == own
        return self.sums(mask, self.rows[:, column])

    def counts(self, *kinds: Kind) -> IntArray:
        """Number of rows a month of these kinds."""
        mask = self.select(*kinds)
        return self.sums(mask, np.ones(len(self.rows), dtype=np.int64))

    def sums(self, mask: Mask, values: IntArray) -> IntArray:
        """Monthly sums of ``values`` where ``mask`` holds, shape (months,)."""
        result = np.zeros(self.months + 2, dtype=np.int64)
        np.add.at(result, self.month[mask], values[mask])
        return result[1 : self.months + 1]

    def latest(self, kind: Kind, column: int, start: int) -> IntArray:
        """Value of the last row of a kind up to each close, ``start`` before the first."""
        result = np.full(self.months + 1, start, dtype=np.int64)
        mask = self.select(kind)
        for month, value in zip(self.month[mask], self.rows[mask, column], strict=True):
            result[month:] = value
        return result[1:]


class Business:
    """Revenue, contribution and cash of the whole company, from one ledger (the run's or its twin's)."""

    def __init__(self, tally: Tally, parameters: Parameters) -> None:
        vendor = parameters.vendor
        channels = {c: tally.amounts(Kind.CHANNEL_REVENUE, detail=int(c)) for c in Channel}
        listed = tally.amounts(Kind.CHANNEL_REVENUE, LIST) + tally.amounts(Kind.REVENUE, LIST)
        self.revenue = channels
        self.total_revenue = sum_of(*channels.values(), tally.amounts(Kind.REVENUE))
        self.cost_of_goods = part(listed, BPS - vendor.gross_margin_bps)
        new = sum_of(*(tally.amounts(Kind.CHANNEL_NEW_ARR, detail=int(c)) for c in (Channel.DIRECT, Channel.INBOUND)))
        self.new_arr = new + tally.amounts(Kind.TEAM_OVERLOAD) + tally.amounts(Kind.DISPLACED_ARR)
        self.acquisition_cost = part(self.new_arr, vendor.acquisition_cost_bps)
        self.gross_margin_paid = tally.amounts(Kind.RESALE_MARGIN)
        before_program = self.total_revenue - self.cost_of_goods - self.acquisition_cost - self.gross_margin_paid
        program = sum_of(*(tally.amounts(_AMOUNTS[name][0]) for name in _PROGRAM_COSTS))
        self.contribution = before_program - program - tally.amounts(Kind.FEE_ACCRUED)
        collected = delayed(self.total_revenue - self.gross_margin_paid, vendor.payment_delay_months)
        self.cash = collected - self.cost_of_goods - self.acquisition_cost - program - tally.amounts(Kind.FEE_PAID)


def sum_of(*arrays: IntArray) -> IntArray:
    """Elementwise sum."""
    total: IntArray = np.sum(arrays, axis=0, dtype=np.int64)
    return total


def part(amounts: IntArray, bps: int) -> IntArray:
    """``bps`` basis points of amounts, half up, in integers."""
    return (amounts * bps + BPS // 2) // BPS


def delayed(amounts: IntArray, months: int) -> IntArray:
    """Amounts that arrive ``months`` later."""
    if months == 0:
        return amounts
    return np.concatenate([np.zeros(min(months, len(amounts)), dtype=np.int64), amounts[:-months]])


def monthly_metrics(run_rows: IntArray, twin_rows: IntArray, parameters: Parameters) -> IntArray:
    """Every declared metric of one replication: int64 of shape (len(METRICS), months), money in cents."""
    tally = Tally(run_rows, parameters.months)
    run, twin = Business(tally, parameters), Business(Tally(twin_rows, parameters.months), parameters)
    values = {name: sign * tally.amounts(kind) for name, (kind, sign) in _AMOUNTS.items()}
    values |= {name: tally.counts(*kinds) for name, kinds in _COUNTS.items()}
    values |= _revenue(tally, run, twin, values, parameters)
    values |= _money(tally, run, twin, values, parameters)
    values |= _arr(tally, values, parameters)
    values |= _partners(tally, values)
    values["manager_load"] = tally.latest(Kind.MANAGER_LOAD, DETAIL, 0)
    phase = np.maximum(tally.latest(Kind.PHASE_ENTERED, DETAIL, 0), 0)
    sunset = np.cumsum(tally.counts(Kind.SUNSET)) > 0
    values["phase"] = np.where(sunset, len(parameters.phases), phase)
    result = np.empty((len(METRICS), parameters.months), dtype=np.int64)
    for name, position in METRIC_INDEX.items():
        result[position] = values[name]
    return result


def _revenue(
    tally: Tally, run: Business, twin: Business, values: dict[str, IntArray], parameters: Parameters
) -> dict[str, IntArray]:
    partner = run.revenue[Channel.ROSTER] + values["recruited_revenue"]
    return {f"{name}_revenue": run.revenue[channel] for channel, name in _CHANNEL_NAMES.items()} | {
        "partner_revenue": partner,
        "total_revenue": run.total_revenue,
        "recruited_list_revenue": tally.amounts(Kind.REVENUE, LIST),
        "credited_revenue": partner + part(values["influenced_revenue"], parameters.program.credit_bps),
        "additional_revenue": run.total_revenue - twin.total_revenue,
        "twin_revenue": twin.total_revenue,
    }


def _money(
    tally: Tally, run: Business, twin: Business, values: dict[str, IntArray], parameters: Parameters
) -> dict[str, IntArray]:
    listed = tally.amounts(Kind.REVENUE, LIST)
    goods = part(listed, BPS - parameters.vendor.gross_margin_bps)
    margin_rows = tally.amounts(Kind.RESALE_MARGIN, own=True)
    program_cost = sum_of(*(values[name] for name in _PROGRAM_COSTS))
    cash = run.cash - twin.cash
    return {
        "fees_owed": np.cumsum(values["commissions"] - values["fees_paid"]),
        "resale_margin": margin_rows if parameters.vendor.books_gross else listed - values["recruited_revenue"],
        "partner_cost_of_goods": goods,
        "program_cost": program_cost,
        "program_contribution": values["recruited_revenue"]
        - goods
        - values["commissions"]
        - margin_rows
        - program_cost,
        "acquisition_cost": run.acquisition_cost,
        "contribution": run.contribution,
        "twin_contribution": twin.contribution,
        "incremental_contribution": run.contribution - twin.contribution,
        "incremental_cash": cash,
        "cumulative_cash": np.cumsum(cash),
    }


def _arr(tally: Tally, values: dict[str, IntArray], parameters: Parameters) -> dict[str, IntArray]:
    new = {c: tally.amounts(Kind.CHANNEL_NEW_ARR, detail=int(c)) for c in Channel}
    stocks = {}
    for channel, name in _CHANNEL_NAMES.items():
        change = new[channel] + sum_of(
            tally.amounts(Kind.CHANNEL_CHURN, detail=int(channel)),
            tally.amounts(Kind.CHANNEL_EXPANSION, detail=int(channel)),
        )
        if channel == Channel.DIRECT:
            change = change - values["displaced_arr"] - values["overload_arr"]
        stocks[f"{name}_arr"] = parameters.vendor.channels[channel].starting_arr_cents + np.cumsum(change)
    direct_new = new[Channel.DIRECT] + new[Channel.INBOUND] - values["displaced_arr"] - values["overload_arr"]
    partner_new = tally.amounts(Kind.WON) + new[Channel.ROSTER]
    in_force = tally.amounts(Kind.GO_LIVE) + values["expanded_arr"] - values["cancelled_arr"] - values["churned_arr"]
    return stocks | {
        "direct_new_arr": direct_new,
        "partner_new_arr": partner_new,
        "gross_new_arr": direct_new + partner_new,
        "partner_arr": np.cumsum(in_force),
    }


def _partners(tally: Tally, values: dict[str, IntArray]) -> dict[str, IntArray]:
    signed_ever = np.cumsum(values["agreements"])
    in_force = _in_force(tally)
    waiting = _ever(tally, Kind.QUEUED) & ~_ever(tally, Kind.ONBOARDING_STARTED)
    return {
        "signed_ever": signed_ever,
        "signed_partners": in_force.sum(axis=0),
        "waiting_partners": (waiting & in_force).sum(axis=0),
        "active_partners": (_recent_activity(tally) & in_force).sum(axis=0),
        "activated_partners": (_ever(tally, Kind.WON) & in_force).sum(axis=0),
    }


def _partner_positions(tally: Tally, mask: Mask) -> IntArray:
    """Position of each selected row's partner among the partners that signed."""
    signed = np.sort(tally.rows[tally.select(Kind.SIGNED), PARTNER])
    positions: IntArray = np.searchsorted(signed, tally.rows[mask, PARTNER])
    return positions


def _marked(tally: Tally, mask: Mask, lasting: int) -> Mask:
    """Partners × months: True in the month of a selected row and the ``lasting - 1`` months after it."""
    partners = int(tally.select(Kind.SIGNED).sum())
    result = np.zeros((partners, tally.months + lasting + 1), dtype=bool)
    positions, months = _partner_positions(tally, mask), tally.month[mask]
    for ahead in range(lasting):
        result[positions, months + ahead] = True
    return result[:, 1 : tally.months + 1]


def _recent_activity(tally: Tally) -> Mask:
    return _marked(tally, tally.select(Kind.QUALIFIED, Kind.WON), _ACTIVE_MONTHS)


def _ever(tally: Tally, *kinds: Kind) -> Mask:
    """Partners × months: such a row at or before the close."""
    ever: Mask = np.cumsum(_marked(tally, tally.select(*kinds), 1), axis=1) > 0
    return ever


def _in_force(tally: Tally) -> Mask:
    """Partners × months: agreement in force at the close."""
    return _ever(tally, Kind.SIGNED) & ~_ever(tally, *LEAVING_KINDS)
