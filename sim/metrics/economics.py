"""Payback, cash trough and net present value of one replication, on incremental cash (DESIGN 2.7)."""

import numpy as np
import numpy.typing as npt

from sim.ledger import NOBODY, Channel, IntArray, Kind
from sim.metrics.declared import METRIC_INDEX, NEVER
from sim.metrics.monthly import AMOUNT, KIND, PARTNER
from sim.scenario.parameters import ArchetypeParameters, Parameters, VendorParameters
from sim.units import BPS, MONTHS_PER_YEAR, round_half_up


def totals(
    monthly: IntArray, twin_arr_cents: int, recruited_arr_cents: dict[int, int], parameters: Parameters
) -> IntArray:
    """npv, npv_with_runoff, payback_month, cash_trough (``declared.TOTALS``), int64.

    ``twin_arr_cents`` is the direct ARR in force at the horizon without a program, ``recruited_arr_cents`` that of
    recruited customers by archetype position. Money in cents; the month is ``NEVER`` without payback.
    """
    cash = monthly[METRIC_INDEX["incremental_cash"]]
    cumulative = monthly[METRIC_INDEX["cumulative_cash"]]
    value = present_value(cash, parameters.program.discount_rate, 0)
    lost_direct = twin_arr_cents - int(monthly[METRIC_INDEX["direct_arr"]][-1])
    tail = _unsettled(monthly, parameters) + _runoff(lost_direct, recruited_arr_cents, parameters)
    return np.array(
        [round_half_up(value), round_half_up(value + tail), payback_month(cumulative), cash_trough(cumulative)],
        dtype=np.int64,
    )


def present_value(cash_cents: IntArray, rate_per_year: float, months_before: int) -> float:
    """Value at the start of cash at the closes ``months_before + 1, …``, in cents."""
    months = months_before + np.arange(1, len(cash_cents) + 1)
    return float(np.sum(cash_cents * (1.0 + rate_per_year) ** (-months / MONTHS_PER_YEAR)))


def payback_month(cumulative_cents: IntArray) -> int:
    """First month from which cumulative incremental cash stays at or above 0; ``NEVER`` if it ends below."""
    below = np.flatnonzero(cumulative_cents < 0)
    if len(below) == 0:
        return 1
    month = int(below[-1]) + 2
    return month if month <= len(cumulative_cents) else NEVER


def cash_trough(cumulative_cents: IntArray) -> int:
    """Lowest cumulative incremental cash, 0 if it never is negative, in cents."""
    return min(0, int(cumulative_cents.min()))


def recruited_arr(rows: IntArray, archetype_of: IntArray, archetypes: int) -> dict[int, int]:
    """ARR in force at the end by archetype position, in cents; ``archetype_of`` gives each row's archetype."""
    moves = np.isin(rows[:, KIND], (Kind.GO_LIVE, Kind.CANCELLED, Kind.CHURNED, Kind.EXPANDED))
    moves &= rows[:, PARTNER] != NOBODY
    return {a: int(rows[moves & (archetype_of == a), AMOUNT].sum()) for a in range(archetypes)}


def _unsettled(monthly: IntArray, parameters: Parameters) -> float:
    """Value of revenue not yet collected and fees not yet paid at the horizon, in cents."""
    delay, rate = parameters.vendor.payment_delay_months, parameters.program.discount_rate
    owed = -int(monthly[METRIC_INDEX["fees_owed"]][-1])
    settled_close = np.array([owed])
    value = present_value(settled_close, rate, parameters.months + parameters.program.payout_lag_months)
    if delay:
        uncollected = monthly[METRIC_INDEX["additional_revenue"]][-delay:]
        value += present_value(uncollected, rate, parameters.months + delay - len(uncollected))
    return value


def _runoff(lost_direct_cents: int, recruited_cents: dict[int, int], parameters: Parameters) -> float:
    """Value of the expected decay of ARR in force at the horizon, no new sales, in cents (DESIGN 2.7)."""
    vendor, program = parameters.vendor, parameters.program
    months = np.arange(1, program.runoff_months + 1)
    discount = (1.0 + program.discount_rate) ** (
        -(parameters.months + vendor.payment_delay_months + months) / MONTHS_PER_YEAR
    )
    direct = vendor.channels[Channel.DIRECT]
    value = -_decayed(lost_direct_cents, _net_decay(direct.churn_per_year, direct.expansion_per_year), months, discount)
    value *= vendor.gross_margin_bps / BPS
    for position, cents in recruited_cents.items():
        archetype = parameters.archetypes[position]
        kept = _kept_share(archetype, vendor)
        yearly = 1.0 - archetype.churn_per_year
        growth = 1.0 + archetype.expansion_probability * archetype.expansion_share
        value += kept * _decayed(cents, yearly * growth, months, discount)
    return float(value)


def _kept_share(archetype: ArchetypeParameters, vendor: VendorParameters) -> float:
    """Share of list revenue that stays after cost of goods and resale margin."""
    margin = archetype.terms.rate_bps if archetype.terms.is_resale else 0
    return (vendor.gross_margin_bps - margin) / BPS


def _net_decay(churn_per_year: float, expansion_per_year: float) -> float:
    return (1.0 - churn_per_year) * (1.0 + expansion_per_year)


def _decayed(arr_cents: int, yearly_factor: float, months: IntArray, discount: npt.NDArray[np.float64]) -> float:
    """Discounted revenue of ARR that shrinks by ``yearly_factor`` a year, in cents."""
    in_force = arr_cents * yearly_factor ** (months / MONTHS_PER_YEAR)
    return float(np.sum(in_force / MONTHS_PER_YEAR * discount))
