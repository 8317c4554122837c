"""Common series: amounts of a kind of row, number of rows, stocks at the close."""

import numpy as np

from sim.ledger import Channel, IntArray, Kind
from sim.metrics.business import Business
from sim.metrics.metric import Series

_ARR_MOVES = (Kind.CHANNEL_NEW_ARR, Kind.CHANNEL_CHURN, Kind.CHANNEL_EXPANSION)


def amounts(*kinds: Kind) -> Series:
    """Amounts of rows of these kinds."""
    return lambda business: business.tallies.amounts(*kinds)


def losses(*kinds: Kind) -> Series:
    """Amounts of rows of these kinds, which are negative, as positive numbers."""
    return lambda business: -business.tallies.amounts(*kinds)


def listed(*kinds: Kind) -> Series:
    """Amounts at list price of rows of these kinds."""
    return lambda business: business.tallies.listed(*kinds)


def counts(*kinds: Kind) -> Series:
    """Numbers of rows of these kinds."""
    return lambda business: business.tallies.counts(*kinds)


def of_channels(kind: Kind, *channels: Channel) -> Series:
    """Amounts of a kind that is summed by channel."""
    return lambda business: business.tallies.channel(kind, *channels)


def at_close(stock: int) -> Series:
    """A stock of the tallies."""
    return lambda business: business.tallies.stock(stock)


def channel_arr(channel: Channel) -> Series:
    """ARR of a channel by its own new business, churn and expansion, at each close, in cents."""

    def in_force(business: Business) -> IntArray:
        new, lost, gained = (business.tallies.channel(kind, channel) for kind in _ARR_MOVES)
        change = new + lost + gained
        start = business.parameter(lambda world: world.vendor.channels[channel].starting_arr_cents)
        arr: IntArray = start + np.cumsum(change, axis=-1)
        return arr

    return in_force
