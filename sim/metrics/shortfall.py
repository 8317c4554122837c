"""What resellers owe up to their monthly minimum (R-72)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set
from sim.scenario.schema import Scenario

SHORTFALL = Mechanism(
    "shortfall",
    (
        Metric(
            "shortfall",
            MONEY,
            "flow",
            "what resellers owe up to their monthly minimum: income, and no revenue",
            amounts(Kind.SHORTFALL),
            adds_to=("program_contribution",),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "terms.minimum_per_month") or _is_of_a_tier(scenario),
)


def _is_of_a_tier(scenario: Scenario) -> bool:
    """Whether partners of some tier have a minimum of their own."""
    tiers = (own for kind in scenario.archetypes.values() for own in kind.terms.by_tier.values())
    return any(own.minimum_per_month is not None for own in tiers)
