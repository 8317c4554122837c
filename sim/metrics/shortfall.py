"""What resellers owe up to their monthly minimum (R-72)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set

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
    is_stated=lambda scenario: is_ever_set(scenario, "terms.minimum_per_month"),
)
