"""Run-off value of a unit of ARR at the horizon: discounted margin of its expected decay, without new sales.

(DESIGN 2.7.)
"""

import numpy as np

from sim.ledger import Channel
from sim.metrics.unit import FloatArray
from sim.scenario.parameters import ArchetypeParameters, Parameters, VendorParameters
from sim.units import BPS, MONTHS_PER_YEAR


def direct_runoff(parameters: Parameters) -> FloatArray:
    """Of direct ARR, ()."""
    vendor, direct = parameters.vendor, parameters.vendor.channels[Channel.DIRECT]
    yearly = (1.0 - direct.churn_per_year) * (1.0 + direct.expansion_per_year)
    return np.array(_runoff_factor(yearly, parameters) * vendor.gross_margin_share_bps / BPS)


def recruited_runoff(parameters: Parameters) -> FloatArray:
    """Of recruited customers' ARR by archetype, (archetypes,)."""
    return np.array(
        [
            _kept_share(archetype, parameters.vendor) * _runoff_factor(_yearly_factor(archetype), parameters)
            for archetype in parameters.archetypes
        ],
        dtype=float,
    )


def _yearly_factor(archetype: ArchetypeParameters) -> float:
    """Expected change of a customer's ARR over a year."""
    return (1.0 - archetype.churn_per_year) * (1.0 + archetype.expansion_probability * archetype.expansion_share)


def _runoff_factor(yearly: float, parameters: Parameters) -> float:
    """Discounted revenue of one unit of ARR that changes by ``yearly`` a year: a geometric sum over its months."""
    finance = parameters.finance
    discount: float = (1.0 + finance.discount_rate) ** (-1.0 / MONTHS_PER_YEAR)
    start = discount ** (parameters.months + parameters.vendor.payment_delay_months) / MONTHS_PER_YEAR
    ratio: float = yearly ** (1.0 / MONTHS_PER_YEAR) * discount
    if abs(1.0 - ratio) < 1e-12:
        return start * finance.runoff_months
    return start * ratio * (1.0 - ratio**finance.runoff_months) / (1.0 - ratio)


def _kept_share(archetype: ArchetypeParameters, vendor: VendorParameters) -> float:
    """Share of list revenue that stays after cost of goods and resale margin."""
    margin = archetype.terms.rate_bps if archetype.terms.model_is_resale else 0
    return (vendor.gross_margin_share_bps - margin) / BPS
