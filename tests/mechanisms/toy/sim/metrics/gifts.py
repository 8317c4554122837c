"""Gifts to partners and their cost (R-76)."""

from sim.ledger import Kind
from sim.metrics.cost import cost_line
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import counts
from sim.metrics.unit import Unit

GIFTS = Mechanism(
    "gifts",
    (
        cost_line("gift_cost", Kind.GIFT_GIVEN, "gifts to partners"),
        Metric("gifts_given", Unit("gifts"), "flow", "gifts that partners accepted", counts(Kind.GIFT_GIVEN)),
    ),
    is_stated=lambda scenario: bool(scenario.gifts),
)
