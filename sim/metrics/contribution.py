"""Contribution: of the program, of the whole company, and of the company less that of its twin."""

from sim.ledger import Channel, IntArray, Kind, Trait, kinds_with
from sim.metrics.business import Business, part
from sim.metrics.margins import margin_of_gross
from sim.metrics.metric import Mechanism, Metric
from sim.metrics.unit import MONEY
from sim.units import BPS

_EARNED = kinds_with(Trait.PAY_EARNED)
_DUES = kinds_with(Trait.PARTNER_PAYS)


def list_revenue(business: Business) -> IntArray:
    """All revenue at list price."""
    return business.tallies.channel_listed(Kind.CHANNEL_REVENUE) + business.tallies.listed(Kind.REVENUE)


def cost_of_goods(business: Business, listed: IntArray) -> IntArray:
    """Cost of goods of revenue at list price."""
    return part(listed, business.parameter(lambda world: BPS - world.vendor.gross_margin_share_bps))


def collectable(business: Business) -> IntArray:
    """Revenue paid to the vendor: without the margin of revenue booked gross."""
    margin = business.of(margin_of_gross) + business.tallies.channel(Kind.CHANNEL_MARGIN, *Channel)
    return business["total_revenue"] - margin


def spent(business: Business) -> IntArray:
    """Costs paid in the month in which they arise: goods, acquisition, the program."""
    goods = cost_of_goods(business, business.of(list_revenue)) - business.tallies.amounts(Kind.SUPPORT_BORNE)
    return goods + business["acquisition_cost"] + business["program_cost"]


def pay_earned(business: Business) -> IntArray:
    """Pay that partners earned in addition to their margin."""
    return business.tallies.amounts(*_EARNED)


def dues(business: Business) -> IntArray:
    """What partners pay us: income without cost of goods, and in no share of revenue."""
    return business.tallies.amounts(*_DUES)


def _contribution(business: Business) -> IntArray:
    return business.of(collectable) + business.of(dues) - business.of(spent) - business.of(pay_earned)


def _partner_goods(business: Business) -> IntArray:
    return cost_of_goods(business, business["recruited_list_revenue"]) - business.tallies.amounts(Kind.SUPPORT_BORNE)


def _program_contribution(business: Business) -> IntArray:
    earned = business["recruited_revenue"] - business.of(margin_of_gross) + business.of(dues)
    return earned - business["partner_cost_of_goods"] - business.of(pay_earned) - business["program_cost"]


CONTRIBUTION = Mechanism(
    "contribution",
    (
        Metric(
            "partner_cost_of_goods",
            MONEY,
            "flow",
            "cost of goods on recruited list revenue, less what partners bear of it",
            _partner_goods,
        ),
        Metric(
            "program_contribution",
            MONEY,
            "flow",
            "recruited revenue less cost of goods, fees and shares, gross-booked margin and program cost",
            _program_contribution,
            plus=("recruited_list_revenue",),
            minus=("partner_cost_of_goods", "program_cost"),
        ),
        Metric("contribution", MONEY, "flow", "contribution of the whole company", _contribution),
        Metric(
            "twin_contribution",
            MONEY,
            "flow",
            "contribution of the no-program twin",
            lambda business: business.twin["contribution"],
        ),
        Metric(
            "incremental_contribution",
            MONEY,
            "flow",
            "contribution less that of the twin",
            plus=("contribution",),
            minus=("twin_contribution",),
        ),
    ),
)
