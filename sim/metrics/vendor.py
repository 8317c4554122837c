"""The vendor's own business, which the twin has too: direct and inbound, and all revenue."""

import numpy as np

from sim.ledger import Channel, IntArray, Kind
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import channel_arr, of_channels
from sim.metrics.unit import MONEY


def _all_revenue(business: Business) -> IntArray:
    tallies = business.tallies
    return tallies.channel(Kind.CHANNEL_REVENUE, *Channel) + tallies.amounts(Kind.REVENUE)


def _pursued_arr(business: Business) -> IntArray:
    """New ARR that was acquired at a cost.

    Business lost to overload was paid for; business that a partner won instead did not have to be acquired.
    """
    return business["own_new_arr"] + business.tallies.amounts(Kind.DISPLACED_ARR)


def _direct_arr(business: Business) -> IntArray:
    """Direct ARR less what was lost to partner work and cannibalised deals."""
    taken = business.tallies.amounts(Kind.TEAM_OVERLOAD, Kind.DISPLACED_ARR)
    return channel_arr(Channel.DIRECT)(business) + np.cumsum(taken, axis=-1)


def _acquisition_cost(business: Business) -> IntArray:
    return part(business.of(_pursued_arr), business.parameter(lambda world: world.vendor.acquisition_cost_rate_bps))


VENDOR = Mechanism(
    "vendor",
    (
        Metric(
            "direct_revenue",
            MONEY,
            "flow",
            "revenue of the direct channel",
            of_channels(Kind.CHANNEL_REVENUE, Channel.DIRECT),
            plus=("total_revenue",),
            minus=("inbound_revenue", "roster_revenue", "recruited_revenue"),
        ),
        Metric(
            "inbound_revenue",
            MONEY,
            "flow",
            "revenue of the inbound channel",
            of_channels(Kind.CHANNEL_REVENUE, Channel.INBOUND),
        ),
        # Files store total revenue and not direct revenue, because every share is a share of the total.
        Metric("total_revenue", MONEY, "flow", "all revenue", _all_revenue),
        Metric(
            "twin_revenue",
            MONEY,
            "flow",
            "all revenue of the no-program twin",
            lambda business: business.twin["total_revenue"],
        ),
        Metric("acquisition_cost", MONEY, "flow", "cost of acquiring direct and inbound new ARR", _acquisition_cost),
        Metric(
            "own_new_arr",
            MONEY,
            "flow",
            "direct and inbound new ARR before what partner work and partners' deals take of it",
            of_channels(Kind.CHANNEL_NEW_ARR, Channel.DIRECT, Channel.INBOUND),
        ),
        Metric(
            "direct_new_arr",
            MONEY,
            "flow",
            "direct and inbound new ARR net of displaced and lost",
            plus=("own_new_arr",),
            minus=("displaced_arr", "overload_arr"),
        ),
        Metric("direct_arr", MONEY, "stock", "direct ARR in force", _direct_arr),
        Metric("inbound_arr", MONEY, "stock", "inbound ARR in force", channel_arr(Channel.INBOUND)),
    ),
)
