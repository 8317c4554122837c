"""The distributor's margin: what it keeps of list beside the partner's (R-71)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set

DISTRIBUTOR = Mechanism(
    "distributor",
    (
        Metric(
            "distributor_margin",
            MONEY,
            "flow",
            "of list, what distributors keep beside the margin of recruited resale partners",
            amounts(Kind.DISTRIBUTOR_MARGIN),
            taken_from=("program_contribution",),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "distributor_rate"),
)
