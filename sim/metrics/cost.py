"""What the program costs (R-140, R-181)."""

from sim.ledger import Kind, Trait, kinds_with
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY

PROGRAM_COST = "program_cost"


def cost_line(name: str, kind: Kind, definition: str) -> Metric:
    """A line of the program's cost."""
    return Metric(name, MONEY, "flow", definition, amounts(kind), adds_to=(PROGRAM_COST,))


COST = Mechanism(
    "cost",
    (
        cost_line("manager_cost", Kind.COST_MANAGERS, "partner managers"),
        cost_line("staff_cost", Kind.COST_STAFF, "other program staff"),
        cost_line("owner_cost", Kind.COST_OWNER, "program owner"),
        cost_line("infrastructure_cost", Kind.COST_INFRASTRUCTURE, "portal, deal registration, training"),
        cost_line("support_cost", Kind.COST_SUPPORT, "support of partners under agreement"),
        cost_line("fixed_cost", Kind.COST_FIXED, "events and other fixed cost"),
        cost_line("onboarding_cost", Kind.COST_ONBOARDING, "training and enablement of new partners"),
        cost_line("team_time_cost", Kind.COST_TEAM_TIME, "direct team's time on partner opportunities"),
        cost_line("headroom_cost", Kind.COST_HEADROOM, "cost of low margin headroom"),
        Metric(PROGRAM_COST, MONEY, "flow", "all program costs", amounts(*kinds_with(Trait.PROGRAM_COST))),
    ),
)
