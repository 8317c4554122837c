"""Margins off list, as recruited revenue is booked: no part of it, or part of it and not received (R-71)."""

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business


def distributor_net(business: Business) -> IntArray:
    """What distributors keep of revenue that is booked net."""
    is_net = business.parameter(lambda world: int(not world.vendor.resale_booking_is_gross))
    return business.tallies.amounts(Kind.DISTRIBUTOR_MARGIN) * is_net


def margin_of_gross(business: Business) -> IntArray:
    """Margins of partners and distributors on recruited revenue that is booked gross."""
    kept = business.tallies.amounts(Kind.RESALE_MARGIN, Kind.DISTRIBUTOR_MARGIN)
    return kept - business.of(distributor_net)
