"""Tallies to monthly metrics: integers alone, for one replication or for many at once."""

import numpy as np

from sim.ledger import Channel, IntArray, Kind
from sim.metrics.declared import METRICS
from sim.metrics.taken import part_of, taken_share
from sim.metrics.tallies import ACTIVATED, ACTIVE, LOAD, PHASE, SIGNED, WAITING, Tallies
from sim.scenario.parameters import Parameters
from sim.units import BPS

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

_STOCKS = {
    "signed_partners": SIGNED,
    "waiting_partners": WAITING,
    "active_partners": ACTIVE,
    "activated_partners": ACTIVATED,
    "manager_load": LOAD,
    "phase": PHASE,
}

_PROGRAM_COSTS = tuple(kind for kind in Kind if kind.name.startswith("COST_"))
_CHANNEL_NAMES = {Channel.DIRECT: "direct", Channel.INBOUND: "inbound", Channel.ROSTER: "roster"}


class Business:
    """Revenue, contribution and cash of the whole company, from the tallies of a run or of its twin."""

    def __init__(self, tallies: Tallies, parameters: Parameters) -> None:
        vendor = parameters.vendor
        self.listed = tallies.channel_listed(Kind.CHANNEL_REVENUE) + tallies.listed(Kind.REVENUE)
        self.total_revenue = tallies.channel(Kind.CHANNEL_REVENUE, *Channel) + tallies.amounts(Kind.REVENUE)
        pursued = tallies.channel(Kind.CHANNEL_NEW_ARR, Channel.DIRECT, Channel.INBOUND) + tallies.amounts(
            Kind.DISPLACED_ARR
        )
        self.new_arr = pursued + tallies.amounts(Kind.TEAM_OVERLOAD)
        # Business lost to overload was paid for; business that a partner won instead did not have to be acquired.
        self.acquisition_cost = part(pursued, vendor.acquisition_cost_bps)
        goods = part(self.listed, BPS - vendor.gross_margin_bps)
        margin = tallies.amounts(Kind.RESALE_MARGIN) + tallies.channel(Kind.CHANNEL_MARGIN, *Channel)
        self.collectable = self.total_revenue - margin
        program = tallies.amounts(*_PROGRAM_COSTS)
        spent = goods + self.acquisition_cost + program
        self.direct_arr = direct_arr(tallies, parameters)
        self.contribution = self.collectable - spent - tallies.amounts(Kind.FEE_ACCRUED)
        collected = delayed(self.collectable, vendor.payment_delay_months)
        self.cash = collected - spent - tallies.amounts(Kind.FEE_PAID)


def part(amounts: IntArray, bps: int) -> IntArray:
    """``bps`` basis points of amounts, half up, in integers."""
    return (amounts * bps + BPS // 2) // BPS


def delayed(amounts: IntArray, months: int) -> IntArray:
    """Amounts along the last axis that arrive ``months`` later."""
    result = np.zeros_like(amounts)
    if months < amounts.shape[-1]:
        result[..., months:] = amounts[..., : amounts.shape[-1] - months]
    return result


def metric_inputs(parameters: Parameters) -> tuple[object, ...]:
    """All that metrics read of the parameters: replications that agree in it can be measured at once."""
    vendor, program = parameters.vendor, parameters.program
    channels = tuple((channel.starting_arr_cents, channel.margin_bps) for channel in vendor.channels)
    return (
        channels,
        vendor.gross_margin_bps,
        vendor.acquisition_cost_bps,
        vendor.payment_delay_months,
        vendor.books_gross,
        program.credit_bps,
    )


def monthly_metrics(tallies: Tallies, run: Business, twin: Business, parameters: Parameters) -> IntArray:
    """Every declared metric of a run: int64 of shape (…, len(METRICS), months), money in cents.

    ``run`` and ``twin`` are the businesses of ``tallies`` and of its no-program twin.
    """
    values = {name: sign * tallies.amounts(kind) for name, (kind, sign) in _AMOUNTS.items()}
    values |= {name: tallies.counts(*kinds) for name, kinds in _COUNTS.items()}
    values |= {name: tallies.stock(position) for name, position in _STOCKS.items()}
    values["signed_ever"] = np.cumsum(values["agreements"], axis=-1)
    values |= _revenue(tallies, run, twin, values, parameters)
    values |= _money(tallies, run, twin, values, parameters)
    values |= _lost_by_direct(run, twin, values, parameters)
    values |= _arr(tallies, run, parameters)
    shape = run.cash.shape
    result = np.empty((*shape[:-1], len(METRICS), shape[-1]), dtype=np.int64)
    for position, metric in enumerate(METRICS):
        result[..., position, :] = values[metric.name]
    return result


def _revenue(
    tallies: Tallies, run: Business, twin: Business, values: dict[str, IntArray], parameters: Parameters
) -> dict[str, IntArray]:
    partner = tallies.channel(Kind.CHANNEL_REVENUE, Channel.ROSTER) + values["recruited_revenue"]
    return {
        f"{name}_revenue": tallies.channel(Kind.CHANNEL_REVENUE, channel) for channel, name in _CHANNEL_NAMES.items()
    } | {
        "partner_revenue": partner,
        "total_revenue": run.total_revenue,
        "recruited_list_revenue": tallies.listed(Kind.REVENUE),
        "credited_revenue": partner + part(values["influenced_revenue"], parameters.program.credit_bps),
        "additional_revenue": run.total_revenue - twin.total_revenue,
        "twin_revenue": twin.total_revenue,
    }


def _money(
    tallies: Tallies, run: Business, twin: Business, values: dict[str, IntArray], parameters: Parameters
) -> dict[str, IntArray]:
    listed = tallies.listed(Kind.REVENUE)
    goods = part(listed, BPS - parameters.vendor.gross_margin_bps)
    margin_paid = tallies.amounts(Kind.RESALE_MARGIN)
    program_cost = tallies.amounts(*_PROGRAM_COSTS)
    cash = run.cash - twin.cash
    return {
        "fees_owed": np.cumsum(values["commissions"] - values["fees_paid"], axis=-1),
        "resale_margin": margin_paid + listed - values["recruited_revenue"],
        "partner_cost_of_goods": goods,
        "program_cost": program_cost,
        "program_contribution": values["recruited_revenue"]
        - goods
        - values["commissions"]
        - margin_paid
        - program_cost,
        "acquisition_cost": run.acquisition_cost,
        "contribution": run.contribution,
        "twin_contribution": twin.contribution,
        "incremental_contribution": run.contribution - twin.contribution,
        "incremental_cash": cash,
        "cumulative_cash": np.cumsum(cash, axis=-1),
    }


def _lost_by_direct(
    run: Business, twin: Business, values: dict[str, IntArray], parameters: Parameters
) -> dict[str, IntArray]:
    """What lies between gross and net: recruited and additional revenue, gross and incremental contribution."""
    share = taken_share(twin.direct_arr - run.direct_arr, values["displaced_arr"], values["overload_arr"])
    revenue = values["recruited_revenue"] - values["additional_revenue"]
    goods_bps = BPS - parameters.vendor.gross_margin_bps
    unharmed = twin.listed + values["recruited_list_revenue"]
    contribution = revenue - part(unharmed, goods_bps) + part(run.listed, goods_bps)
    avoided = twin.acquisition_cost - run.acquisition_cost
    taken_revenue, taken_contribution = part_of(revenue, share), part_of(contribution, share)
    return {
        "taken_revenue": taken_revenue,
        "overload_revenue": revenue - taken_revenue,
        "gross_incremental_contribution": values["incremental_contribution"] + contribution - avoided,
        "taken_contribution": taken_contribution,
        "overload_contribution": contribution - taken_contribution,
        "avoided_acquisition_cost": avoided,
    }


def _arr(tallies: Tallies, run: Business, parameters: Parameters) -> dict[str, IntArray]:
    roster_new = tallies.channel(Kind.CHANNEL_NEW_ARR, Channel.ROSTER)
    if not parameters.vendor.books_gross:
        roster_new = roster_new - part(roster_new, parameters.vendor.channels[Channel.ROSTER].margin_bps)
    partner_new = tallies.amounts(Kind.WON) + roster_new
    in_force = tallies.amounts(Kind.GO_LIVE, Kind.EXPANDED, Kind.CANCELLED, Kind.CHURNED)
    return {
        "direct_arr": run.direct_arr,
        "inbound_arr": channel_arr(tallies, Channel.INBOUND, parameters),
        "roster_arr": channel_arr(tallies, Channel.ROSTER, parameters),
        "direct_new_arr": run.new_arr,
        "partner_new_arr": partner_new,
        "gross_new_arr": run.new_arr + partner_new,
        "partner_arr": np.cumsum(in_force, axis=-1),
    }


def direct_arr(tallies: Tallies, parameters: Parameters) -> IntArray:
    """Direct ARR in force at each close, less what partner work and cannibalised deals took, in cents."""
    taken = np.cumsum(tallies.amounts(Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR), axis=-1)
    return channel_arr(tallies, Channel.DIRECT, parameters) + taken


def channel_arr(tallies: Tallies, channel: Channel, parameters: Parameters) -> IntArray:
    """ARR of a channel by its own new business, churn and expansion, at each close, in cents."""
    kinds = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)
    change = np.sum([tallies.channel(kind, channel) for kind in kinds], axis=0, dtype=np.int64)
    arr: IntArray = parameters.vendor.channels[channel].starting_arr_cents + np.cumsum(change, axis=-1)
    return arr
