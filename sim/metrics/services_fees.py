"""Fees on services that partners sell beside their deals (R-72)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.ever import is_ever_set

SERVICES_FEES = Mechanism(
    "services_fees",
    (
        Metric(
            "services_fees",
            MONEY,
            "flow",
            "fees accrued on services that partners sell beside their deals",
            amounts(Kind.SERVICES_FEE_ACCRUED),
            adds_to=("fees_owed",),
            taken_from=("program_contribution",),
        ),
    ),
    is_stated=lambda scenario: is_ever_set(scenario, "terms.services_rate"),
)
