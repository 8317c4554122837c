"""What implementing partners' deals costs us (R-95, R-138)."""

from sim.ledger import Kind
from sim.metrics.cost import cost_line
from sim.metrics.metric import Mechanism
from sim.scenario.schema import Scenario

_PATH = "vendor.delivery_cost_rate"


def _is_stated(scenario: Scenario) -> bool:
    return scenario.vendor.delivery_cost_rate > 0 or _PATH in scenario.uncertainty


DELIVERY_COST = Mechanism(
    "delivery_cost",
    (cost_line("delivery_cost", Kind.COST_DELIVERY, "implementation of partners' deals"),),
    is_stated=_is_stated,
)
