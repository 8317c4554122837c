"""Clawback: pay that is taken back, and what of it is not got back (R-92)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts, losses
from sim.metrics.unit import MONEY

CLAWBACK = Mechanism(
    "clawback",
    (
        Metric(
            "clawed_back",
            MONEY,
            "flow",
            "pay that is taken back as customers leave or take less",
            losses(Kind.CLAWED_BACK),
            adds_to=("program_contribution",),
            taken_from=("fees_owed",),
        ),
        Metric(
            "fees_lost",
            MONEY,
            "flow",
            "pay taken back that is not got back: the partner left and is owed less",
            amounts(Kind.FEE_LOST),
            adds_to=("fees_owed",),
            taken_from=("program_contribution",),
        ),
        Metric(
            "downgraded_arr",
            MONEY,
            "flow",
            "recruited ARR that customers give up in their first year",
            losses(Kind.DOWNGRADED),
        ),
    ),
    is_stated=lambda scenario: scenario.clawback is not None,
)
