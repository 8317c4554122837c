"""Revenue and ARR of recruited partners' customers, and the partners' share of revenue."""

import numpy as np

from sim.ledger import IntArray, Kind, Trait, kinds_with
from sim.metrics.business import Business
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.roster import booked_new_arr
from sim.metrics.series import amounts, listed, losses
from sim.metrics.unit import MONEY

_MOVES_ARR = kinds_with(Trait.MOVES_ARR)


def _new_arr(business: Business) -> IntArray:
    return business.tallies.amounts(Kind.WON) + business.of(booked_new_arr)


def _in_force(business: Business) -> IntArray:
    return np.cumsum(business.tallies.amounts(*_MOVES_ARR), axis=-1)


CUSTOMERS = Mechanism(
    "customers",
    (
        Metric(
            "recruited_revenue",
            MONEY,
            "flow",
            "revenue of customers of the program's partners: those it recruits, and those that are there on day 0",
            amounts(Kind.REVENUE),
        ),
        Metric("recruited_list_revenue", MONEY, "flow", "recruited revenue at list price", listed(Kind.REVENUE)),
        Metric(
            "partner_revenue",
            MONEY,
            "flow",
            "partner-sourced revenue: roster plus recruited",
            plus=("roster_revenue", "recruited_revenue"),
        ),
        Metric(
            "partner_new_arr",
            MONEY,
            "flow",
            "booked ACV (net of resale margin, as revenue is) of deals won by recruited partners, and roster new ARR",
            _new_arr,
        ),
        Metric(
            "gross_new_arr",
            MONEY,
            "flow",
            "direct, inbound and partner new ARR",
            plus=("direct_new_arr", "partner_new_arr"),
        ),
        Metric("partner_arr", MONEY, "stock", "list ARR in force of recruited partners' customers", _in_force),
        Metric("cancelled_arr", MONEY, "flow", "recruited ARR lost to early cancellation", losses(Kind.CANCELLED)),
        Metric("churned_arr", MONEY, "flow", "recruited ARR lost at renewals, or by month", losses(Kind.CHURNED)),
        Metric("expanded_arr", MONEY, "flow", "recruited ARR gained at renewals", amounts(Kind.EXPANDED)),
    ),
    (
        Ratio(
            "sourced_share",
            "partner_revenue",
            "total_revenue",
            None,
            "partner-sourced share of revenue",
            narrowed_to="sourced_revenue",
            is_printed=True,
        ),
        Ratio(
            "new_arr_share",
            "partner_new_arr",
            "gross_new_arr",
            12,
            "partner share of gross new ARR, 12 months, without months in which direct and inbound have none",
            counts_where="own_new_arr",
        ),
    ),
)
