"""Settlement: what is disputed as it falls due (R-62)."""

from sim.ledger import Kind
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY
from sim.scenario.schema import Scenario


def _is_stated(scenario: Scenario) -> bool:
    own = (kind.payout for kind in scenario.archetypes.values() if kind.payout is not None)
    drawn = any(path.endswith("payout.dispute_probability") for path in scenario.uncertainty)
    return drawn or any(payout.dispute_probability > 0 for payout in (scenario.payout, *own))


PAYOUT = Mechanism(
    "payout",
    (
        Metric(
            "disputed_fees",
            MONEY,
            "flow",
            "pay that is disputed at the payout at which it falls due",
            amounts(Kind.DISPUTED),
        ),
    ),
    is_stated=_is_stated,
)
