"""Cash of the program: that of the run less that of its twin, and its present value, R-140 ff. (DESIGN 2.7)."""

import numpy as np

from sim.ledger import IntArray, Trait, kinds_with
from sim.metrics.business import Business
from sim.metrics.contribution import collectable, spent
from sim.metrics.metric import NEVER, Mechanism, Metric, Total
from sim.metrics.runoff import cost_value, direct_runoff, pay_due_value, recruited_runoff, recruited_value
from sim.metrics.unit import MONEY, MONTH, FloatArray
from sim.scenario.parameters import Parameters
from sim.units import MONTHS_PER_YEAR

_PAID = kinds_with(Trait.PAY_PAID)


def cash(business: Business) -> IntArray:
    """Receipts, with the payment delay after billing, less payments."""
    return _collected(business) - business.of(spent) - business.tallies.amounts(*_PAID)


def _collected(business: Business) -> IntArray:
    billed = business.of(collectable)
    result = np.zeros_like(billed)
    for delay, rows in business.groups(lambda world: world.vendor.payment_delay_months):
        result[rows, delay:] = billed[rows, : max(0, billed.shape[-1] - delay)]
    return result


def _incremental_cash(business: Business) -> IntArray:
    return business.of(cash) - business.twin.of(cash)


def payback_month(cumulative_cents: IntArray) -> IntArray:
    """First month from which cumulative incremental cash stays at or above 0; ``NEVER`` if it ends below."""
    months = cumulative_cents.shape[-1]
    below = cumulative_cents < 0
    last_below = np.where(below.any(axis=-1), months - np.argmax(below[..., ::-1], axis=-1), 0)
    result: IntArray = np.where(last_below == months, NEVER, last_below + 1)
    return result


def cash_trough(cumulative_cents: IntArray) -> IntArray:
    """Lowest cumulative incremental cash in cents, 0 if it is never negative."""
    trough: IntArray = np.minimum(0, cumulative_cents.min(axis=-1))
    return trough


def _npv(business: Business) -> IntArray:
    return _half_up(_cash_value(business))


def _npv_with_runoff(business: Business) -> IntArray:
    return business.of(_npv) + business.of(_npv_of_runoff)


def _npv_of_runoff(business: Business) -> IntArray:
    """What is left to collect and to pay, the margin on ARR in force as it decays, pay due and cost kept up.

    All of it less the same of the twin.
    """
    lost_direct = business.twin["direct_arr"][..., -1] - business["direct_arr"][..., -1]
    value = _unsettled(business) - lost_direct * business.by_replication(direct_runoff)
    recruited_arr = business.tallies.recruited_arr - business.twin.tallies.recruited_arr
    value = value + (recruited_arr * business.by_replication(recruited_runoff)).sum(axis=-1)
    locked = business.tallies.margin_locked - business.twin.tallies.margin_locked
    value = value - (locked * business.by_replication(recruited_value)).sum(axis=-1)
    value = value - _pay_due(business)
    cost = (business["program_cost"] - business.twin["program_cost"])[:, -MONTHS_PER_YEAR:].mean(axis=-1)
    return _half_up(value - cost * business.by_replication(cost_value))


def _pay_due(business: Business) -> FloatArray:
    due, months = business.tallies.pay_due - business.twin.tallies.pay_due, business.tallies.pay_due.shape[-1]
    weights = business.by_replication(lambda world: _filled(pay_due_value(world), months))
    each: FloatArray = due * weights
    value: FloatArray = each.reshape(len(each), -1).sum(axis=-1)  # in one order, however many replications there are
    return value


def _filled(weights: FloatArray, months: int) -> FloatArray:
    """Weights (archetypes, run-off months) with zeros up to so many months: worlds may look less far ahead."""
    filled = np.zeros((len(weights), months))
    filled[:, : weights.shape[-1]] = weights
    return filled


def _cash_value(business: Business) -> FloatArray:
    """Present value of the incremental cash of all months, in cents."""
    discount = business.by_replication(lambda world: discounts(world, 1, world.months))
    value: FloatArray = (business["incremental_cash"] * discount).sum(axis=-1)
    return value


def _unsettled(business: Business) -> FloatArray:
    """Value of revenue not yet collected and fees not yet paid at the horizon, in cents."""
    paid = business.by_replication(lambda world: discounts(world, world.months + world.at_the_end.payout.lag_months, 1))
    owed = business["fees_owed"] - business.twin["fees_owed"]
    value: FloatArray = -(owed[:, -1:] * paid).sum(axis=-1)
    for delay, rows in business.groups(lambda world: world.vendor.payment_delay_months):
        if delay:
            value[rows] += _uncollected_value(business, delay)[rows]
    return value


def _uncollected_value(business: Business, delay: int) -> FloatArray:
    """Present value of what is billed in the last ``delay`` months and received that much later."""
    billed = business.of(collectable) - business.twin.of(collectable)
    uncollected = billed[:, -delay:]
    count = uncollected.shape[-1]
    first = billed.shape[-1] + delay - count + 1
    value: FloatArray = (uncollected * business.by_replication(lambda world: discounts(world, first, count))).sum(
        axis=-1
    )
    return value


def discounts(world: Parameters, first: int, count: int) -> FloatArray:
    """Present value of a unit of money at ``count`` closes from the ``first`` on, (count,)."""
    months = np.arange(first, first + count)
    factors: FloatArray = (1.0 + world.finance.discount_rate) ** (-months / MONTHS_PER_YEAR)
    return factors


def _half_up(values: FloatArray) -> IntArray:
    return np.floor(values + 0.5).astype(np.int64)


CASH = Mechanism(
    "cash",
    (
        Metric("incremental_cash", MONEY, "flow", "cash of the run less cash of the twin", _incremental_cash),
        Metric(
            "cumulative_cash",
            MONEY,
            "stock",
            "sum of incremental cash since the start",
            plus=("incremental_cash",),
            is_running=True,
        ),
    ),
    totals=(
        Total("npv", MONEY, "net present value of incremental cash", _npv, is_exact=False),
        Total(
            "npv_of_runoff",
            MONEY,
            "value of what follows the horizon: margin on ARR in force as it decays, less pay due and cost kept up",
            _npv_of_runoff,
            is_exact=False,
        ),
        Total("npv_with_runoff", MONEY, "npv and npv_of_runoff together", _npv_with_runoff, is_exact=False),
        Total(
            "payback_month",
            MONTH,
            "first month from which cumulative cash stays at or above 0",
            lambda business: payback_month(business["cumulative_cash"]),
        ),
        Total(
            "cash_trough",
            MONEY,
            "lowest cumulative cash, 0 if it is never negative",
            lambda business: cash_trough(business["cumulative_cash"]),
        ),
    ),
)
