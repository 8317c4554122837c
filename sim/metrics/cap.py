"""A cap on pay of the fiscal year: what it cut (R-78)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.schema import Scenario


def _is_stated(scenario: Scenario) -> bool:
    return any(kind.terms.cap_per_year is not None for kind in scenario.archetypes.values())


CAP = Mechanism(
    "cap",
    (Metric("fees_cut", MONEY, "flow", "pay that a cap on the fiscal year cut", amounts(Kind.FEE_CUT)),),
    is_stated=_is_stated,
)
