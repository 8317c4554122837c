"""Cash of the program: that of the run less that of its twin, and its present value, R-140 ff. (DESIGN 2.7)."""

from collections.abc import Callable

import numpy as np

from sim.ledger import IntArray, Kind, Trait, kinds_with
from sim.metrics.business import Business
from sim.metrics.contribution import collectable, spent
from sim.metrics.metric import NEVER, Mechanism, Metric, Series, Total
from sim.metrics.runoff import cost_value, direct_runoff, pay_due_value, recruited_runoff, recruited_value, unused_value
from sim.metrics.tallies import RESOLD
from sim.metrics.unit import MONEY, MONTH, FloatArray
from sim.scenario.parameters import Parameters, reseller_delay
from sim.units import MONTHS_PER_YEAR

_PAID = kinds_with(Trait.PAY_PAID)
Delay = Callable[[Parameters], int]


def cash(business: Business) -> IntArray:
    """Receipts, with the payment delay after billing, less payments; partners pay their yearly fee at once."""
    at_once = business.tallies.amounts(Kind.PARTNER_FEE)
    return _collected(business) + at_once - business.of(spent) - business.tallies.amounts(*_PAID)


def _collected(business: Business) -> IntArray:
    first, *others = (received(business, billed, delay) for billed, delay in _billed(business))
    return sum(others, first)


def received(business: Business, billed: Series, delay: Delay) -> IntArray:
    """What is billed in a month, in the month of its cash."""
    amounts = business.of(billed)
    result = np.zeros_like(amounts)
    for months, rows in business.groups(delay):
        result[rows, months:] = amounts[rows, : max(0, amounts.shape[-1] - months)]
    return result


def billed_to_resellers(business: Business) -> IntArray:
    """Revenue of recruited resellers' customers, at list less the resellers' margin."""
    return business.tallies.stock(RESOLD)


def shortfalls(business: Business) -> IntArray:
    """What resellers owe up to their minimum, paid as what they are billed."""
    return business.tallies.amounts(Kind.SHORTFALL)


def _billed_to_customers(business: Business) -> IntArray:
    return business.of(collectable) - business.of(billed_to_resellers)


def delay_of_resellers(world: Parameters) -> int:
    """Months to the cash of recruited resellers."""
    return reseller_delay(world.vendor)


def _delay_of_customers(world: Parameters) -> int:
    return world.vendor.payment_delay_months


def _billed(business: Business) -> list[tuple[Series, Delay]]:
    """What is billed, and the months to its cash: by who pays it, where resellers pay at another time."""
    owed: list[tuple[Series, Delay]] = [(shortfalls, delay_of_resellers)]
    if not any(world.vendor.reseller_delay_months for world in business.worlds):
        return [(collectable, _delay_of_customers), *owed]
    return [(_billed_to_customers, _delay_of_customers), (billed_to_resellers, delay_of_resellers), *owed]


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
    value = value - _pay_due(business) - _unused(business)
    cost = (business["program_cost"] - business.twin["program_cost"])[:, -MONTHS_PER_YEAR:].mean(axis=-1)
    return _half_up(value - cost * business.by_replication(cost_value))


def _pay_due(business: Business) -> FloatArray:
    return _worth(business, business.tallies.pay_due - business.twin.tallies.pay_due, pay_due_value)


def _unused(business: Business) -> FloatArray:
    """Margin on what customers commit to and do not use yet, which the ARR in force counts in full."""
    return _worth(business, business.tallies.unused - business.twin.tallies.unused, unused_value)


def _worth(business: Business, cents: IntArray, worth: Callable[[Parameters], FloatArray]) -> FloatArray:
    """Of amounts by archetype and month after the horizon, ``worth`` a unit of each."""
    if not cents.any():
        return np.zeros(len(cents))
    months = cents.shape[-1]
    weights = business.by_replication(lambda world: _filled(worth(world), months))
    each: FloatArray = cents * weights
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
    value = -_owed_value(business)
    for billed, delay in _billed(business):
        for months, rows in business.groups(delay):
            if months:
                value[rows] += _uncollected_value(business, billed, months)[rows]
    return value


def _owed_value(business: Business) -> FloatArray:
    """Of what is owed to partners at the horizon: each kind has a wait of its own then, the same in every world."""
    owed = business.tallies.owed - business.twin.tallies.owed
    waits = np.array([archetype.payout.wait_months for archetype in business.worlds[0].at_the_end.archetypes])
    paid = business.by_replication(lambda world: discounts(world, world.months, 1 + int(waits.max())))
    value = np.zeros(len(owed))
    for wait in sorted(set(waits.tolist())):
        value = value + owed[:, waits == wait].sum(axis=-1) * paid[:, wait]
    return value


def _uncollected_value(business: Business, series: Series, delay: int) -> FloatArray:
    """Present value of what is billed in the last ``delay`` months and received that much later."""
    billed = business.of(series) - business.twin.of(series)
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
