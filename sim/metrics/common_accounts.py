"""Accounts that two partners have in common, and the copies that end for it (R-51, R-52)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import counts
from sim.metrics.unit import OPPORTUNITIES
from sim.scenario.schema import Scenario


def _overlaps(scenario: Scenario) -> bool:
    path = "archetypes.{}.partner_overlap_probability"
    return any(
        kind.partner_overlap_probability > 0 or path.format(name) in scenario.uncertainty
        for name, kind in scenario.archetypes.items()
    )


COMMON_ACCOUNTS = Mechanism(
    "common_accounts",
    (
        Metric(
            "collided_opportunities",
            OPPORTUNITIES,
            "flow",
            "qualified opportunities whose account is also one of another partner",
            counts(Kind.COLLIDED),
        ),
        Metric(
            "lost_claims",
            OPPORTUNITIES,
            "flow",
            "of them those that end because the account is the other partner's; part of lost_deals",
            counts(Kind.CLAIM_LOST),
        ),
    ),
    is_stated=_overlaps,
)
