"""Resellers' receivable: what recruited resellers are billed, and when they pay it (R-90)."""

from sim.ledger import IntArray
from sim.metrics.business import Business
from sim.metrics.cash import billed_to_resellers, delay_of_resellers, received, shortfalls
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.unit import MONEY


def _billed(business: Business) -> IntArray:
    return business.of(billed_to_resellers) + business.of(shortfalls)


def _receipts(business: Business) -> IntArray:
    return received(business, _billed, delay_of_resellers)


RECEIVABLE = Mechanism(
    "receivable",
    (
        Metric(
            "reseller_billed",
            MONEY,
            "flow",
            "billed to recruited resellers: list revenue of their customers less margins, and up to their minimum",
            _billed,
        ),
        Metric("reseller_receipts", MONEY, "flow", "cash from recruited resellers", _receipts),
        Metric(
            "reseller_receivable",
            MONEY,
            "stock",
            "billed to recruited resellers and not yet paid",
            plus=("reseller_billed",),
            minus=("reseller_receipts",),
            is_running=True,
        ),
    ),
    is_stated=lambda scenario: scenario.vendor.reseller_delay_months is not None,
)
