"""Cost of goods that partners bear (R-71)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set

SUPPORT_BORNE = Mechanism(
    "support_borne",
    (
        Metric(
            "support_borne",
            MONEY,
            "flow",
            "cost of goods that partners bear as they support their customers",
            amounts(Kind.SUPPORT_BORNE),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "support_share"),
)
