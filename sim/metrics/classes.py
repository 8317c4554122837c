"""Deals and revenue by class, and what of them counts as sourced (R-54, R-84)."""

from sim.ledger import IntArray
from sim.metrics.business import Business, part
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import at_close
from sim.metrics.tallies import DEALS_BY_CLASS, REVENUE_BY_CLASS
from sim.metrics.unit import DEALS, MONEY, Unit
from sim.rules.attribution import INFLUENCED, NONE, UNREGISTERED
from sim.scenario.schema import Scenario


def has_claims(scenario: Scenario) -> bool:
    """Whether claims, conflict or segments that are not a partner's tell the deals of partners apart."""
    stated = (scenario.registration, scenario.attribution, scenario.conflict)
    return any(one is not None for one in stated) or scenario.has_routes


def _by_class(unit: Unit, slot: int, whole: str, definitions: dict[str, str]) -> tuple[Metric, ...]:
    """A number of each class, registered first: what the others, kept from ``slot`` on, leave of the whole."""
    registered, *others = definitions
    return (
        Metric(registered, unit, "flow", definitions[registered], plus=(whole,), minus=tuple(others)),
        *(
            Metric(name, unit, "flow", definitions[name], at_close(slot + class_ - 1))
            for class_, name in zip((UNREGISTERED, INFLUENCED, NONE), others, strict=True)
        ),
    )


def _sourced(business: Business) -> IntArray:
    credit = business.parameter(lambda world: world.claims[0].unregistered_credit_bps)
    unregistered = part(business["unregistered_revenue"], credit)
    return business["roster_revenue"] + business["registered_revenue"] + unregistered


CLASSES = Mechanism(
    "classes",
    (
        *_by_class(
            DEALS,
            DEALS_BY_CLASS,
            "won_deals",
            {
                "registered_deals": "deals won whose partner had a claim, or whose class nothing asks for",
                "unregistered_deals": "deals won that their partner brought without a claim",
                "influenced_deals": "deals won that direct sales had met, and the partner supported",
                "fulfilled_deals": "deals won that the partner only fulfils",
            },
        ),
        *_by_class(
            MONEY,
            REVENUE_BY_CLASS,
            "recruited_revenue",
            {
                "registered_revenue": "recruited revenue of registered deals, and of customers from day 0",
                "unregistered_revenue": "recruited revenue of unregistered deals",
                "supported_revenue": "recruited revenue of influenced deals",
                "fulfilled_revenue": "recruited revenue of deals that partners only fulfil",
            },
        ),
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
