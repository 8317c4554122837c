"""The distributor's margin: what it keeps of list beside the partner's (R-71)."""

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set


def kept_net(business: Business) -> IntArray:
    """What distributors keep of revenue that is booked net: no part of it."""
    is_net = business.parameter(lambda world: int(not world.vendor.resale_booking_is_gross))
    return business.tallies.amounts(Kind.DISTRIBUTOR_MARGIN) * is_net


def margin_of_gross(business: Business) -> IntArray:
    """Margins of partners and distributors on recruited revenue that is booked gross: part of it, and not received."""
    kept = business.tallies.amounts(Kind.RESALE_MARGIN, Kind.DISTRIBUTOR_MARGIN)
    return kept - business.of(kept_net)


DISTRIBUTOR = Mechanism(
    "distributor",
    (
        Metric(
            "distributor_margin",
            MONEY,
            "flow",
            "of list, what distributors keep beside the margin of recruited resale partners",
            amounts(Kind.DISTRIBUTOR_MARGIN),
            taken_from=("program_contribution",),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "distributor_rate"),
)
