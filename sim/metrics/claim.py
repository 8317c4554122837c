"""Deals and revenue by class, and what of them counts as sourced (R-54, R-84)."""

from sim.ledger import IntArray
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close
from sim.metrics.tallies import DEALS_BY_CLASS, REVENUE_BY_CLASS
from sim.metrics.unit import DEALS, MONEY
from sim.rules.attribution import INFLUENCED, NONE, UNREGISTERED
from sim.scenario.schema import Scenario


def has_claims(scenario: Scenario) -> bool:
    """Whether claims tell the deals of partners apart."""
    return scenario.registration is not None or scenario.attribution is not None


def _deals(name: str, class_: int, definition: str) -> Metric:
    return Metric(name, DEALS, "flow", definition, at_close(DEALS_BY_CLASS + class_ - 1))


def _revenue(name: str, class_: int, definition: str) -> Metric:
    return Metric(name, MONEY, "flow", definition, at_close(REVENUE_BY_CLASS + class_ - 1))


def _sourced(business: Business) -> IntArray:
    credit = business.parameter(lambda world: world.claims[0].unregistered_credit_bps)
    unregistered = part(business["unregistered_revenue"], credit)
    return business["roster_revenue"] + business["registered_revenue"] + unregistered


CLAIM = Mechanism(
    "claim",
    (
        Metric(
            "registered_deals",
            DEALS,
            "flow",
            "deals won whose partner had a claim, or whose class nothing asks for",
            plus=("won_deals",),
            minus=("unregistered_deals", "influenced_deals", "fulfilled_deals"),
        ),
        _deals("unregistered_deals", UNREGISTERED, "deals won that their partner brought without a claim"),
        _deals("influenced_deals", INFLUENCED, "deals won that direct sales had met, and the partner supported"),
        _deals("fulfilled_deals", NONE, "deals won that the partner only fulfils"),
        Metric(
            "registered_revenue",
            MONEY,
            "flow",
            "recruited revenue of registered deals, and of customers from day 0",
            plus=("recruited_revenue",),
            minus=("unregistered_revenue", "supported_revenue", "fulfilled_revenue"),
        ),
        _revenue("unregistered_revenue", UNREGISTERED, "recruited revenue of unregistered deals"),
        _revenue("supported_revenue", INFLUENCED, "recruited revenue of influenced deals"),
        _revenue("fulfilled_revenue", NONE, "recruited revenue of deals that partners only fulfil"),
        Metric(
            "sourced_revenue",
            MONEY,
            "flow",
            "roster revenue, that of registered deals, and the credited part of that of unregistered ones",
            _sourced,
        ),
    ),
    is_stated=has_claims,
)
