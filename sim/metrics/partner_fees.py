"""Yearly fees that partners pay us (R-72)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set
from sim.scenario.schema import Scenario

PARTNER_FEES = Mechanism(
    "partner_fees",
    (
        Metric(
            "partner_fees",
            MONEY,
            "flow",
            "yearly fees that partners pay us: income, and no revenue",
            amounts(Kind.PARTNER_FEE),
            adds_to=("program_contribution",),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "fee_per_year") or _is_of_a_tier(scenario),
)


def _is_of_a_tier(scenario: Scenario) -> bool:
    """Whether a tier has a fee of its own."""
    tiers = (tier for ladder in scenario.ladders.values() for tier in ladder.tiers.values())
    return any(tier.fee_per_year is not None for tier in tiers)
