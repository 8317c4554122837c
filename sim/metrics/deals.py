"""Opportunities and deals of recruited partners."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close, counts
from sim.metrics.tallies import CAPPED, SELLING
from sim.metrics.unit import DEALS, OPPORTUNITIES, PARTNERS

DEALFLOW = Mechanism(
    "deals",
    (
        Metric(
            "raw_opportunities",
            OPPORTUNITIES,
            "flow",
            "opportunities before the discovery gate",
            counts(Kind.QUALIFIED, Kind.REJECTED),
        ),
        Metric(
            "qualified_opportunities",
            OPPORTUNITIES,
            "flow",
            "opportunities that passed the discovery gate; part of raw_opportunities",
            counts(Kind.QUALIFIED),
        ),
        Metric(
            "selling_partners",
            PARTNERS,
            "flow",
            "partners past their first opportunity with accounts left: those who may bring opportunities in the month",
            at_close(SELLING),
        ),
        Metric(
            "capped_partners",
            PARTNERS,
            "flow",
            "partners with more raw opportunities in the month than can be simulated; part of selling_partners",
            at_close(CAPPED),
        ),
        Metric("won_deals", DEALS, "flow", "deals won by recruited partners", counts(Kind.WON)),
        Metric(
            "lost_deals",
            DEALS,
            "flow",
            "deals lost; contains conflict_deals, lost_claims and those lost with departed partners",
            counts(Kind.LOST, Kind.LOST_TO_CONFLICT, Kind.LOST_WITH_PARTNER, Kind.CLAIM_LOST),
        ),
        Metric(
            "open_opportunities",
            OPPORTUNITIES,
            "stock",
            "open qualified opportunities (the pipeline)",
            plus=("qualified_opportunities",),
            minus=("won_deals", "lost_deals"),
            is_running=True,
        ),
        Metric(
            "conflict_deals",
            DEALS,
            "flow",
            "deals lost to channel conflict; part of lost_deals",
            counts(Kind.LOST_TO_CONFLICT),
        ),
    ),
)
