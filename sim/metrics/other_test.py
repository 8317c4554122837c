"""What would count as sourced and credited if the other test of attribution told deals apart (R-80, R-84).

Counted from the same futures: their revenue and phases are as they were.
"""

from sim.ledger import IntArray
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import at_close
from sim.metrics.tallies import OTHER_REVENUE
from sim.metrics.unit import MONEY
from sim.rules.attribution import INFLUENCED, NONE, UNREGISTERED
from sim.scenario.schema import Scenario

_late, _supported, _fulfilled = (at_close(OTHER_REVENUE + class_ - 1) for class_ in (UNREGISTERED, INFLUENCED, NONE))


def _sourced(business: Business) -> IntArray:
    """Revenue of partners but of what is routed, less what is not sourced, or only in part."""
    late = business.of(_late)
    credited = part(late, business.parameter(lambda world: world.claims[0].unregistered_credit_bps))
    now = business["registered_revenue"] + business["unregistered_revenue"]
    whole = now + business["supported_revenue"] + business["fulfilled_revenue"]
    registered = whole - late - business.of(_supported) - business.of(_fulfilled)
    return business["roster_revenue"] + registered + credited


def _credited(business: Business) -> IntArray:
    touched = part(business["influenced_revenue"], business.parameter(lambda world: world.influence.credit_share_bps))
    supported = business.parameter(lambda world: world.claims[0].influenced_credit_bps)
    fulfilled = business.parameter(lambda world: world.claims[0].none_credit_bps)
    of_deals = part(business.of(_supported), supported) + part(business.of(_fulfilled), fulfilled)
    return business["other_test_sourced_revenue"] + of_deals + touched


def _has_tests(scenario: Scenario) -> bool:
    """Whether claims are asked for, so that the two tests differ."""
    return scenario.registration is not None or scenario.attribution is not None


OTHER_TEST = Mechanism(
    "other_test",
    (
        Metric(
            "other_test_sourced_revenue",
            MONEY,
            "flow",
            "sourced revenue if the other attribution.test told the same deals apart",
            _sourced,
        ),
        Metric(
            "other_test_credited_revenue",
            MONEY,
            "flow",
            "credited revenue if the other attribution.test told the same deals apart",
            _credited,
        ),
    ),
    (
        Ratio(
            "other_test_sourced_share",
            "other_test_sourced_revenue",
            "total_revenue",
            None,
            "sourced share if the other attribution.test told the same deals apart",
        ),
        Ratio(
            "other_test_credited_share",
            "other_test_credited_revenue",
            "total_revenue",
            None,
            "credited share if the other attribution.test told the same deals apart",
        ),
    ),
    is_stated=_has_tests,
)
