"""Bonuses for single deals (R-76)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY

BONUS = Mechanism(
    "bonus",
    (
        Metric(
            "bonuses",
            MONEY,
            "flow",
            "bonuses for single deals, accrued",
            amounts(Kind.BONUS_ACCRUED),
            taken_from=("program_contribution",),
            adds_to=("fees_owed",),
        ),
    ),
    is_stated=lambda scenario: bool(scenario.bonuses),
)
