"""What direct sales lose to the program, by cause: cannibalised deals, and time spent on partner work."""

import numpy as np

from sim.ledger import IntArray, Kind
from sim.metrics.business import Business
from sim.metrics.contribution import cost_of_goods, list_revenue
from sim.metrics.metric import Mechanism, Metric, Ratio
from sim.metrics.series import losses
from sim.metrics.unit import MONEY, FloatArray


def taken_share(lost_arr: IntArray, displaced: IntArray, overload: IntArray) -> FloatArray:
    """Share of the lost direct ARR that is due to cannibalised deals, at each close; 0 where none is lost.

    All are (…, months) in cents: ``lost_arr`` is the direct ARR of the twin less that of the run, ``displaced`` and
    ``overload`` the loss by each cause in the month. Losses of earlier months churn and expand with direct business
    and keep their shares. With one cause alone the share is exactly 1 or 0 (R-53, R-144).
    """
    share = np.zeros(lost_arr.shape)
    taken = np.zeros(lost_arr.shape[:-1], dtype=np.int64)
    before, share_before = taken, share[..., 0]
    for month in range(lost_arr.shape[-1]):
        lost, own = lost_arr[..., month], displaced[..., month]
        moved = lost - before - own - overload[..., month]
        taken = taken + own + part_of(moved, share_before)
        np.divide(taken, lost, out=share[..., month], where=lost > 0)
        before, share_before = lost, share[..., month]
    return share


def part_of(amounts: IntArray, share: FloatArray) -> IntArray:
    """A share of amounts, half up, in whole cents."""
    return np.floor(amounts * share + 0.5).astype(np.int64)


def _share_taken(business: Business) -> FloatArray:
    lost_arr = business.twin["direct_arr"] - business["direct_arr"]
    displaced = business["displaced_arr"] - business.twin["displaced_arr"]
    return taken_share(lost_arr, displaced, business["overload_arr"])


def _lost_revenue(business: Business) -> IntArray:
    """Revenue that direct sales lose: what recruited partners add to the twin's customers less what is additional."""
    added = business["recruited_revenue"] - business.twin["recruited_revenue"]
    return added - business["additional_revenue"]


def _lost_contribution(business: Business) -> IntArray:
    """Lost revenue less the cost of goods that it would have had in addition to recruited revenue."""
    direct = business.twin.of(list_revenue) - business.twin["recruited_list_revenue"]
    unharmed = direct + business["recruited_list_revenue"]
    goods = cost_of_goods(business, unharmed) - cost_of_goods(business, business.of(list_revenue))
    return business.of(_lost_revenue) - goods


def _taken_revenue(business: Business) -> IntArray:
    return part_of(business.of(_lost_revenue), business.of(_share_taken))


def _taken_contribution(business: Business) -> IntArray:
    return part_of(business.of(_lost_contribution), business.of(_share_taken))


def _overload_contribution(business: Business) -> IntArray:
    return business.of(_lost_contribution) - business["taken_contribution"]


def _avoided_acquisition_cost(business: Business) -> IntArray:
    return business.twin["acquisition_cost"] - business["acquisition_cost"]


TAKEN = Mechanism(
    "taken",
    (
        Metric(
            "additional_revenue",
            MONEY,
            "flow",
            "all revenue less that of the no-program twin",
            plus=("total_revenue",),
            minus=("twin_revenue",),
        ),
        Metric(
            "displaced_arr",
            MONEY,
            "flow",
            "direct new ARR lost to cannibalised deals",
            losses(Kind.DISPLACED_ARR),
        ),
        Metric(
            "overload_arr",
            MONEY,
            "flow",
            "direct new ARR lost to the direct team's partner work",
            losses(Kind.TEAM_OVERLOAD),
        ),
        Metric(
            "taken_revenue",
            MONEY,
            "flow",
            "direct revenue lost to deals that direct sales would have won anyway",
            _taken_revenue,
        ),
        Metric(
            "overload_revenue",
            MONEY,
            "flow",
            "direct revenue lost to the direct team's partner work",
            plus=("recruited_revenue",),
            minus=("additional_revenue", "taken_revenue"),
        ),
        Metric(
            "gross_incremental_contribution",
            MONEY,
            "flow",
            "incremental contribution without any loss of direct sales; equals program contribution up to rounding",
            plus=("incremental_contribution", "taken_contribution", "overload_contribution"),
            minus=("avoided_acquisition_cost",),
        ),
        Metric("taken_contribution", MONEY, "flow", "taken revenue less its cost of goods", _taken_contribution),
        Metric(
            "overload_contribution", MONEY, "flow", "overload revenue less its cost of goods", _overload_contribution
        ),
        Metric(
            "avoided_acquisition_cost",
            MONEY,
            "flow",
            "acquisition cost of the direct deals that partners won instead; overload avoids none",
            _avoided_acquisition_cost,
        ),
    ),
    (
        Ratio(
            "additional_share",
            "additional_revenue",
            "total_revenue",
            None,
            "share of revenue in excess of the twin without a program",
            is_printed=True,
        ),
    ),
)
