"""Payback, cash trough and net present value on incremental cash (DESIGN 2.7), for one replication or for many."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.ledger import Channel, IntArray
from sim.metrics.declared import METRIC_INDEX, NEVER
from sim.metrics.monthly import Business
from sim.scenario.parameters import ArchetypeParameters, Parameters, VendorParameters
from sim.units import BPS, MONTHS_PER_YEAR

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Runoff:
    """Run-off value of a unit of ARR at the horizon: discounted margin of its expected decay, without new sales."""

    direct: FloatArray
    """(…): of lost direct ARR"""
    recruited: FloatArray
    """(…, archetypes): of recruited customers' ARR, by archetype"""


def runoff_of(parameters: Parameters) -> Runoff:
    """The run-off of one world (DESIGN 2.7)."""
    vendor, direct = parameters.vendor, parameters.vendor.channels[Channel.DIRECT]
    yearly = (1.0 - direct.churn_per_year) * (1.0 + direct.expansion_per_year)
    recruited = [
        _kept_share(archetype, vendor) * _runoff_factor(_yearly_factor(archetype), parameters)
        for archetype in parameters.archetypes
    ]
    return Runoff(
        np.array(_runoff_factor(yearly, parameters) * vendor.gross_margin_bps / BPS), np.array(recruited, dtype=float)
    )


def totals(
    monthly: IntArray, run: Business, twin: Business, recruited_arr: IntArray, runoff: Runoff, parameters: Parameters
) -> IntArray:
    """npv, npv_with_runoff, payback_month, cash_trough (``declared.TOTALS``), int64 of shape (…, 4).

    ``monthly`` is the metrics of ``run`` and ``twin``, (…, metrics, months); ``recruited_arr`` (…, archetypes) the
    ARR in force at the horizon. Money in cents.
    """
    cash = monthly[..., METRIC_INDEX["incremental_cash"], :]
    cumulative = monthly[..., METRIC_INDEX["cumulative_cash"], :]
    value = present_value(cash, parameters.program.discount_rate, 0)
    lost_direct = twin.direct_arr[..., -1] - run.direct_arr[..., -1]
    owed = monthly[..., METRIC_INDEX["fees_owed"], -1:]
    tail = _unsettled(run.collectable - twin.collectable, owed, parameters)
    tail = tail - lost_direct * runoff.direct + (recruited_arr * runoff.recruited).sum(axis=-1)
    return np.stack(
        [_half_up(value), _half_up(value + tail), payback_month(cumulative), cash_trough(cumulative)], axis=-1
    )


def present_value(cash_cents: IntArray, rate_per_year: float, months_before: int) -> FloatArray:
    """Value at the start of cash at the closes ``months_before + 1, …`` along the last axis, in cents."""
    months = months_before + np.arange(1, cash_cents.shape[-1] + 1)
    value: FloatArray = (cash_cents * (1.0 + rate_per_year) ** (-months / MONTHS_PER_YEAR)).sum(axis=-1)
    return value


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


def _half_up(values: FloatArray) -> IntArray:
    return np.floor(values + 0.5).astype(np.int64)


def _unsettled(collectable: IntArray, owed: IntArray, parameters: Parameters) -> FloatArray:
    """Value of revenue not yet collected and fees not yet paid at the horizon, in cents."""
    delay, rate = parameters.vendor.payment_delay_months, parameters.program.discount_rate
    value = -present_value(owed, rate, parameters.months + parameters.program.payout_lag_months - 1)
    if delay:
        uncollected = collectable[..., -delay:]
        value = value + present_value(uncollected, rate, parameters.months + delay - uncollected.shape[-1])
    return value


def _yearly_factor(archetype: ArchetypeParameters) -> float:
    """Expected change of a customer's ARR over a year."""
    return (1.0 - archetype.churn_per_year) * (1.0 + archetype.expansion_probability * archetype.expansion_share)


def _runoff_factor(yearly: float, parameters: Parameters) -> float:
    """Discounted revenue of one unit of ARR that changes by ``yearly`` a year: a geometric sum over its months."""
    program = parameters.program
    discount: float = (1.0 + program.discount_rate) ** (-1.0 / MONTHS_PER_YEAR)
    start = discount ** (parameters.months + parameters.vendor.payment_delay_months) / MONTHS_PER_YEAR
    ratio: float = yearly ** (1.0 / MONTHS_PER_YEAR) * discount
    if abs(1.0 - ratio) < 1e-12:
        return start * program.runoff_months
    return start * ratio * (1.0 - ratio**program.runoff_months) / (1.0 - ratio)


def _kept_share(archetype: ArchetypeParameters, vendor: VendorParameters) -> float:
    """Share of list revenue that stays after cost of goods and resale margin."""
    margin = archetype.terms.rate_bps if archetype.terms.is_resale else 0
    return (vendor.gross_margin_bps - margin) / BPS
