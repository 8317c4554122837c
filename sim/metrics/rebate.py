"""Rebates on the business of a period (R-75, R-76)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.schema import Scenario


def _is_stated(scenario: Scenario) -> bool:
    return any(kind.terms.rebates for kind in scenario.archetypes.values())


REBATE = Mechanism(
    "rebate",
    (
        Metric(
            "rebates",
            MONEY,
            "flow",
            "rebates accrued in money; below 0 where a period came out lower than before",
            amounts(Kind.REBATE_ACCRUED),
            taken_from=("program_contribution",),
            adds_to=("fees_owed",),
        ),
        Metric(
            "rebate_funds",
            MONEY,
            "flow",
            "rebates set aside as marketing funds, which wait",
            amounts(Kind.REBATE_FUNDED),
            taken_from=("program_contribution",),
            adds_to=("fees_owed",),
        ),
        Metric(
            "rebates_paid",
            MONEY,
            "flow",
            "rebates paid",
            amounts(Kind.REBATE_PAID),
            taken_from=("fees_owed",),
        ),
        Metric(
            "rebates_lost",
            MONEY,
            "flow",
            "rebates to be taken back that are not got back: the partner left and is owed less",
            amounts(Kind.REBATE_LOST),
            taken_from=("program_contribution",),
            adds_to=("fees_owed",),
        ),
    ),
    is_stated=_is_stated,
)
