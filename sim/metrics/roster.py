"""Partners that sold before the program (R-143): a channel of the vendor, in the run and in its twin."""

from sim.ledger import Channel, IntArray, Kind
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import channel_arr, of_channels
from sim.metrics.unit import MONEY


def booked_new_arr(business: Business) -> IntArray:
    """The roster's new ARR on the booked basis: less its margin if revenue is booked net."""
    new = business.tallies.channel(Kind.CHANNEL_NEW_ARR, Channel.ROSTER)
    margin_bps = business.parameter(
        lambda world: (
            0 if world.vendor.resale_booking_is_gross else world.vendor.channels[Channel.ROSTER].margin_rate_bps
        )
    )
    return new - part(new, margin_bps)


ROSTER = Mechanism(
    "roster",
    (
        Metric(
            "roster_revenue",
            MONEY,
            "flow",
            "revenue of the partners that sold before the program",
            of_channels(Kind.CHANNEL_REVENUE, Channel.ROSTER),
        ),
        Metric("roster_arr", MONEY, "stock", "ARR in force of the roster", channel_arr(Channel.ROSTER)),
    ),
    (
        Ratio(
            "roster_share",
            "roster_revenue",
            "total_revenue",
            None,
            "revenue share of partners from before the program",
            is_printed=True,
        ),
    ),
)
