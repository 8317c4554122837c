"""Partners that are there on day 0: what their customers bring, and what would stay of it without the program (R-143).

The twin is the replication whose program ends on day 0. What its dismissed partners' customers pay, and those that are
won from the opportunities open then, would have come without the program too. Fees that are owed on day 0 are cash when
they are paid, and no month's pay (R-90).
"""

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business
from sim.metrics.contribution import cost_of_goods, list_revenue, pay_earned
from sim.metrics.margins import margin_of_gross
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import amounts, at_close, counts
from sim.metrics.tallies import ESTABLISHED as ESTABLISHED_STOCK
from sim.metrics.unit import CUSTOMERS, MONEY, OPPORTUNITIES
from sim.scenario.schema import Scenario


def _orphan_contribution(business: Business) -> IntArray:
    """Contribution of the twin's customers: cost of goods is what they add to that of its other business."""
    twin = business.twin
    listed = twin.of(list_revenue)
    goods = cost_of_goods(twin, listed) - cost_of_goods(twin, listed - twin["recruited_list_revenue"])
    kept = twin["recruited_revenue"] - twin.of(margin_of_gross)
    return kept - goods - twin.of(pay_earned) - twin["program_cost"]


def _owes(scenario: Scenario) -> bool:
    return scenario.start is not None and scenario.start.state.owed_cents > 0


def _is_stated(scenario: Scenario) -> bool:
    return scenario.start is not None or any(kind.established is not None for kind in scenario.archetypes.values())


ESTABLISHED = Mechanism(
    "established",
    (
        Metric(
            "established_revenue",
            MONEY,
            "flow",
            "of recruited revenue, that of customers who were there on day 0",
            at_close(ESTABLISHED_STOCK),
        ),
        Metric(
            "orphan_revenue",
            MONEY,
            "flow",
            "revenue of the twin from customers and open opportunities of the partners that it dismisses on day 0",
            lambda business: business.twin["recruited_revenue"],
            taken_from=("overload_revenue",),
        ),
        Metric(
            "orphan_contribution",
            MONEY,
            "flow",
            "contribution of the same: revenue less cost of goods, pay and program cost that goes on",
            _orphan_contribution,
            adds_to=("gross_incremental_contribution",),
        ),
        Metric(
            "started_customers",
            CUSTOMERS,
            "flow",
            "customers that are there on day 0, in month 1",
            counts(Kind.STARTED_CUSTOMER),
        ),
        Metric(
            "started_arr",
            MONEY,
            "flow",
            "list ARR of customers that are there on day 0, in month 1",
            amounts(Kind.STARTED_CUSTOMER),
        ),
        Metric(
            "started_opportunities",
            OPPORTUNITIES,
            "flow",
            "qualified opportunities that are open on day 0, in month 1",
            counts(Kind.STARTED_OPPORTUNITY),
            adds_to=("open_opportunities",),
        ),
    ),
    (
        Ratio(
            "established_share",
            "established_revenue",
            "total_revenue",
            None,
            "revenue share of customers of recruited partners who were there on day 0",
            is_printed=True,
        ),
    ),
    is_stated=_is_stated,
)

STARTED_FEES = Mechanism(
    "established",
    (
        Metric(
            "started_fees",
            MONEY,
            "flow",
            "referral fees from before day 0 that are not paid on it, in month 1",
            amounts(Kind.STARTED_FEES),
            adds_to=("fees_owed",),
        ),
        Metric(
            "started_fees_paid",
            MONEY,
            "flow",
            "of them, what is paid: in the run and in the twin alike",
            amounts(Kind.STARTED_FEES_PAID),
            taken_from=("fees_owed",),
        ),
    ),
    is_stated=_owes,
)
