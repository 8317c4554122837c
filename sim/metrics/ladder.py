"""Partners on ladders: how many stand where, who rises and falls, and what tiers cost (R-100 to R-105)."""

from sim.ledger import Kind
from sim.metrics.cost import cost_line
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close
from sim.metrics.tallies import COST_OF_LOWEST, DEMOTED, LOWEST_TIER, PROMOTED, REVENUE_OF_LOWEST
from sim.metrics.tallies import TIERS as MOST_TIERS
from sim.metrics.unit import MONEY, PARTNERS
from sim.scenario.schema import Scenario

LADDER = Mechanism(
    "ladder",
    (
        Metric("promotions", PARTNERS, "flow", "partners that rose to a higher tier", at_close(PROMOTED)),
        Metric("demotions", PARTNERS, "flow", "partners that fell to a lower tier", at_close(DEMOTED)),
        cost_line("tier_cost", Kind.COST_TIER, "what partners cost by their tier"),
    ),
    is_stated=lambda scenario: tiers_of(scenario) > 0,
)


def tiers_of(scenario: Scenario) -> int:
    """Tiers of the longest ladder on which partners stand."""
    stood = {kind.ladder for kind in scenario.archetypes.values() if kind.ladder is not None}
    return max((len(scenario.ladders[name].order) for name in stood), default=0)


def _partners_at(tier: int) -> Mechanism:
    place = "the lowest tier" if tier == 1 else f"tier {tier}"
    definition = f"partners in force at {place} of their ladder, from the lowest"
    stock = Metric(f"partners_at_tier_{tier}", PARTNERS, "stock", definition, at_close(LOWEST_TIER + tier - 1))
    sold = f"revenue of the month from customers of partners that stand, or left, at {place} of their ladder"
    flow = Metric(f"revenue_at_tier_{tier}", MONEY, "flow", sold, at_close(REVENUE_OF_LOWEST + tier - 1))
    spent = f"what partners at {place} cost, a part of tier_cost"
    cost = Metric(f"cost_at_tier_{tier}", MONEY, "flow", spent, at_close(COST_OF_LOWEST + tier - 1))
    return Mechanism("ladder", (stock, flow, cost), is_stated=lambda scenario: tiers_of(scenario) >= tier)


TIERS = tuple(_partners_at(tier) for tier in range(1, MOST_TIERS + 1))
TIER_1, TIER_2, TIER_3, TIER_4, TIER_5, TIER_6, TIER_7, TIER_8 = TIERS
