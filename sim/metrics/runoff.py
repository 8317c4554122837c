"""The run-off: what is expected after the horizon, when nothing more is sold (DESIGN 2.7; assumptions in MODEL 7.15).

All functions give what is worth at the start, discounted. Customers of recruited partners leave as orphans do and
expand only in part; a part of the program's cost is kept up to serve them and their partners.
"""

import numpy as np

from sim.ledger import Channel
from sim.metrics.unit import FloatArray
from sim.rules.card import RESALE
from sim.rules.readiness import multiply_odds
from sim.scenario.parameters import ArchetypeParameters, Parameters, VendorParameters, reseller_delay
from sim.units import BPS, MONTHS_PER_YEAR


def direct_runoff(parameters: Parameters) -> FloatArray:
    """Margin on a unit of direct ARR at the horizon, ()."""
    direct = parameters.vendor.channels[Channel.DIRECT]
    yearly = (1.0 - direct.churn_per_year) * (1.0 + parameters.finance.runoff_expansion * direct.expansion_per_year)
    delay = parameters.vendor.payment_delay_months
    return np.array(_revenue_value(yearly, parameters, delay) * parameters.vendor.gross_margin_share_bps / BPS)


def recruited_value(parameters: Parameters) -> FloatArray:
    """Of a unit of a share of recruited customers' revenue a year at the horizon by archetype, (archetypes,)."""
    return np.array([_recruited_value(archetype, parameters) for archetype in parameters.archetypes], dtype=float)


def recruited_runoff(parameters: Parameters) -> FloatArray:
    """Margin on a unit of recruited customers' ARR under the terms at the horizon by archetype, (archetypes,)."""
    return np.array(
        [
            _kept_share(archetype, parameters.vendor) * _recruited_value(archetype, parameters)
            for archetype in parameters.at_the_end.archetypes
        ],
        dtype=float,
    )


def pay_due_value(parameters: Parameters) -> FloatArray:
    """Of a unit of pay that is due if no customer leaves, (archetypes, run-off months): it ends with its customers."""
    after = np.arange(1, parameters.finance.runoff_months + 1)
    archetypes = parameters.at_the_end.archetypes
    kept = [yearly_factor(archetype, parameters) ** (after / MONTHS_PER_YEAR) for archetype in archetypes]
    ages = [parameters.months + _pay_delay(archetype, parameters) + after for archetype in archetypes]
    worth: FloatArray = np.array(kept) * _discount(parameters) ** np.array(ages)
    return worth


def unused_value(parameters: Parameters) -> FloatArray:
    """Of a unit of list that is committed and not used yet, if no customer leaves, (archetypes, run-off months)."""
    after = np.arange(1, parameters.finance.runoff_months + 1)
    archetypes, vendor = parameters.at_the_end.archetypes, parameters.vendor
    kept = [
        _kept_share(archetype, vendor) * yearly_factor(archetype, parameters) ** (after / MONTHS_PER_YEAR)
        for archetype in archetypes
    ]
    ages = [parameters.months + _delay(archetype, vendor) + after for archetype in archetypes]
    worth: FloatArray = np.array(kept) * _discount(parameters) ** np.array(ages)
    return worth


def _pay_delay(archetype: ArchetypeParameters, parameters: Parameters) -> int:
    """Months until what is due is paid, or, as a margin, missing from what is collected."""
    return _delay(archetype, parameters.vendor) if archetype.terms.model == RESALE else archetype.payout.wait_months


def cost_value(parameters: Parameters) -> FloatArray:
    """Of a unit of the program's monthly cost, ()."""
    after = np.arange(1, parameters.finance.runoff_months + 1)
    kept: float = (_discount(parameters) ** (parameters.months + after)).sum()
    return np.array(parameters.finance.runoff_cost_share * kept)


def yearly_factor(archetype: ArchetypeParameters, parameters: Parameters) -> float:
    """Expected change of a recruited customer's ARR over a year of the run-off."""
    churn = multiply_odds(archetype.churn_per_year, parameters.departure.orphan_churn_odds_multiplier)
    expansion = archetype.expansion_probability * archetype.expansion_share
    return (1.0 - churn) * (1.0 + parameters.finance.runoff_expansion * expansion)


def _discount(parameters: Parameters) -> float:
    """Value of money a month later."""
    factor: float = (1.0 + parameters.finance.discount_rate) ** (-1.0 / MONTHS_PER_YEAR)
    return factor


def _delay(archetype: ArchetypeParameters, vendor: VendorParameters) -> int:
    """Months from recognition to the cash."""
    return reseller_delay(vendor) if archetype.terms.model == RESALE else vendor.payment_delay_months


def _recruited_value(archetype: ArchetypeParameters, parameters: Parameters) -> float:
    """Of a unit of an archetype's ARR, with the delay of who pays it."""
    return _revenue_value(yearly_factor(archetype, parameters), parameters, _delay(archetype, parameters.vendor))


def _revenue_value(yearly: float, parameters: Parameters, delay: int) -> float:
    """Revenue of one unit of ARR that changes by ``yearly`` a year: a geometric sum over its months."""
    discount, count = _discount(parameters), parameters.finance.runoff_months
    start = discount ** (parameters.months + delay) / MONTHS_PER_YEAR
    ratio: float = yearly ** (1.0 / MONTHS_PER_YEAR) * discount
    if abs(1.0 - ratio) < 1e-12:
        return start * count
    return start * ratio * (1.0 - ratio**count) / (1.0 - ratio)


def _kept_share(archetype: ArchetypeParameters, vendor: VendorParameters) -> float:
    """Share of list revenue that stays after cost of goods and margins off list that are the same in every month."""
    terms, margin = archetype.terms, 0
    if terms.model == RESALE and not terms.margin_varies:
        margin = terms.margin_bps + archetype.distributor_rate_bps
    return (vendor.gross_margin_share_bps - margin) / BPS
