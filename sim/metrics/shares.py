"""Shares of revenue: what partners earn of each month of their customers (R-72)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.schema import Scenario


def _has_shares(scenario: Scenario) -> bool:
    return any(archetype.terms.model == "share" for archetype in scenario.archetypes.values())


SHARES = Mechanism(
    "shares",
    (
        Metric(
            "revenue_shares",
            MONEY,
            "flow",
            "of commissions, the shares of customers' months",
            amounts(Kind.SHARE_ACCRUED),
        ),
    ),
    is_stated=_has_shares,
)
