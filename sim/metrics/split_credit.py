"""Split credit: what the direct reps' part of the commission on partners' deals costs (R-53)."""

from sim.ledger import Kind
from sim.metrics.cost import cost_line
from sim.metrics.metric import Mechanism
from sim.scenario.ever import is_ever_above_0
from sim.scenario.schema import Scenario


def _is_credited(scenario: Scenario) -> bool:
    return scenario.conflict is not None and is_ever_above_0(scenario, "conflict.direct_credit_share")


SPLIT_CREDIT = Mechanism(
    "split_credit",
    (
        cost_line(
            "split_credit_cost", Kind.COST_SPLIT_CREDIT, "direct reps' part of the commission on deals of partners"
        ),
    ),
    is_stated=_is_credited,
)
