"""The mechanisms that have metrics, and the metrics of a scenario."""

from functools import cache

from sim.metrics.bonus import BONUS
from sim.metrics.cap import CAP
from sim.metrics.cash import CASH
from sim.metrics.certificate import CERTIFICATE
from sim.metrics.classes import CLASSES
from sim.metrics.clawback import CLAWBACK
from sim.metrics.common_accounts import COMMON_ACCOUNTS
from sim.metrics.contribution import CONTRIBUTION
from sim.metrics.cost import COST
from sim.metrics.customers import CUSTOMERS
from sim.metrics.deals import DEALFLOW
from sim.metrics.delivery_cost import DELIVERY_COST
from sim.metrics.distributor import DISTRIBUTOR
from sim.metrics.established import ESTABLISHED, STARTED_FEES
from sim.metrics.growth import GROWTH
from sim.metrics.influence import INFLUENCE
from sim.metrics.ladder import LADDER, TIERS
from sim.metrics.metric import Mechanism
from sim.metrics.metric_set import MetricSet
from sim.metrics.other_test import OTHER_TEST
from sim.metrics.partner_fees import PARTNER_FEES
from sim.metrics.partners import RECRUITED_PARTNERS
from sim.metrics.pay import PAY
from sim.metrics.payout import PAYOUT
from sim.metrics.phases import PHASES
from sim.metrics.rebate import REBATE
from sim.metrics.receivable import RECEIVABLE
from sim.metrics.registration import REGISTRATION
from sim.metrics.roster import ROSTER
from sim.metrics.segment import SEGMENT
from sim.metrics.services_fees import SERVICES_FEES
from sim.metrics.shares import SHARES
from sim.metrics.shortfall import SHORTFALL
from sim.metrics.split_credit import SPLIT_CREDIT
from sim.metrics.support_borne import SUPPORT_BORNE
from sim.metrics.taken import TAKEN
from sim.metrics.touches import TOUCHES
from sim.metrics.vendor import VENDOR
from sim.scenario.schema import Scenario

MECHANISMS: tuple[Mechanism, ...] = (
    VENDOR,
    GROWTH,
    ROSTER,
    CUSTOMERS,
    INFLUENCE,
    PAY,
    SERVICES_FEES,
    DISTRIBUTOR,
    PARTNER_FEES,
    SHORTFALL,
    SUPPORT_BORNE,
    SHARES,
    PAYOUT,
    CLAWBACK,
    BONUS,
    CAP,
    REBATE,
    COST,
    CONTRIBUTION,
    CASH,
    RECEIVABLE,
    TAKEN,
    RECRUITED_PARTNERS,
    LADDER,
    *TIERS,
    CERTIFICATE,
    DELIVERY_COST,
    DEALFLOW,
    CLASSES,
    REGISTRATION,
    OTHER_TEST,
    *TOUCHES,
    SEGMENT,
    COMMON_ACCOUNTS,
    SPLIT_CREDIT,
    PHASES,
    ESTABLISHED,
    STARTED_FEES,
)
"""In the order in which their metrics are listed."""


def metric_set_of(scenario: Scenario) -> MetricSet:
    """The metrics of a scenario: those of the mechanisms that it states."""
    return _metric_set(tuple(mechanism for mechanism in MECHANISMS if mechanism.is_stated(scenario)))


def every_metric() -> MetricSet:
    """The metrics of a scenario that states every mechanism."""
    return _metric_set(MECHANISMS)


@cache
def _metric_set(mechanisms: tuple[Mechanism, ...]) -> MetricSet:
    return MetricSet(mechanisms)
