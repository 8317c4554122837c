"""Direct business that active partners influenced (R-80 … R-85)."""

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY


def _credited(business: Business) -> IntArray:
    credit_bps = business.parameter(lambda world: world.influence.credit_share_bps)
    touched = part(business["influenced_revenue"], credit_bps)
    if not all(world.claims for world in business.worlds):
        return business["partner_revenue"] + touched
    supported = business.parameter(lambda world: world.claims[0].influenced_credit_bps)
    fulfilled = business.parameter(lambda world: world.claims[0].none_credit_bps)
    of_deals = part(business["supported_revenue"], supported) + part(business["fulfilled_revenue"], fulfilled)
    return business["sourced_revenue"] + of_deals + touched


INFLUENCE = Mechanism(
    "influence",
    (
        Metric(
            "influenced_revenue",
            MONEY,
            "flow",
            "direct revenue that an active partner touched; part of direct",
            amounts(Kind.INFLUENCED_REVENUE),
        ),
        Metric(
            "credited_revenue",
            MONEY,
            "flow",
            "partner-sourced revenue plus the credited share of influenced",
            _credited,
        ),
    ),
    (
        Ratio(
            "influenced_share",
            "influenced_revenue",
            "total_revenue",
            None,
            "partner-influenced share of revenue; disjoint from sourced",
        ),
        Ratio("credited_share", "credited_revenue", "total_revenue", None, "sourced plus credited influenced share"),
    ),
)
