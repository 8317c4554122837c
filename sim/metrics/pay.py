"""What partners are paid: fees and shares of revenue, and the margin that resellers keep (RULES section G)."""

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business
from sim.metrics.margins import distributor_net
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.series import amounts
from sim.metrics.unit import MONEY


def _resale_margin(business: Business) -> IntArray:
    """The difference from list if revenue is booked net, or the margin paid if it is booked gross; the other is 0."""
    kept = business["recruited_list_revenue"] - business["recruited_revenue"] - business.of(distributor_net)
    return business.tallies.amounts(Kind.RESALE_MARGIN) + kept


PAY = Mechanism(
    "pay",
    (
        Metric(
            "commissions",
            MONEY,
            "flow",
            "fees, sums and shares of revenue accrued",
            amounts(Kind.FEE_ACCRUED, Kind.SHARE_ACCRUED),
            taken_from=("program_contribution",),
        ),
        Metric("fees_paid", MONEY, "flow", "fees, sums and shares of revenue paid", amounts(Kind.FEE_PAID)),
        Metric(
            "fees_owed",
            MONEY,
            "stock",
            "fees, sums and shares of revenue accrued and not yet paid",
            plus=("commissions",),
            minus=("fees_paid",),
            is_running=True,
        ),
        Metric(
            "resale_margin",
            MONEY,
            "flow",
            "margin kept by recruited resale partners",
            _resale_margin,
            taken_from=("program_contribution",),
        ),
    ),
)
