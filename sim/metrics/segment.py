"""Deals of segments in which their partner does not sell: direct sales close them, and they are in no share (R-56)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close, counts
from sim.metrics.tallies import DEALS_BY_CLASS, REVENUE_BY_CLASS
from sim.metrics.unit import DEALS, MONEY, OPPORTUNITIES
from sim.rules.attribution import ROUTED

SEGMENT = Mechanism(
    "segment",
    (
        Metric(
            "routed_opportunities",
            OPPORTUNITIES,
            "flow",
            "qualified opportunities of segments in which their partner does not sell",
            counts(Kind.ROUTED),
        ),
        Metric(
            "routed_deals",
            DEALS,
            "flow",
            "such deals that were won: direct sales closed them",
            at_close(DEALS_BY_CLASS + ROUTED - 1),
            taken_from=("registered_deals",),
        ),
        Metric(
            "routed_revenue",
            MONEY,
            "flow",
            "recruited revenue of such deals, in no share",
            at_close(REVENUE_BY_CLASS + ROUTED - 1),
            taken_from=("registered_revenue",),
        ),
    ),
    is_stated=lambda scenario: scenario.has_routes,
)
