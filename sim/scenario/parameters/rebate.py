"""Rebates, as parameters of the engines."""

from dataclasses import dataclass

from sim.scenario.parameters.bands import MEASURES, MODES, MONTHS_OF, steps_parameters
from sim.scenario.parameters.ladder import NO_TIER
from sim.scenario.schema import Rebate
from sim.units import to_bps


@dataclass(frozen=True, slots=True)
class RebateParameters:
    """Steps by where they begin."""

    froms: tuple[int, ...]
    """Cents, or deals."""
    rates_bps: tuple[int, ...]
    base: int
    """As in ``sim.rules.ring``, and so is the measure."""
    measure: int
    period_months: int
    paid_months: int
    mode: int
    """As in ``sim.rules.bands``."""
    fund_share_bps: int
    from_tier: int
    """``NO_TIER``: any, and partners without one."""


def rebate_parameters(rebate: Rebate, order: tuple[str, ...]) -> RebateParameters:
    """A rebate of terms, for a kind of partner with tiers in an order."""
    return RebateParameters(
        *steps_parameters(rebate.steps, rebate.read),
        MEASURES.index(rebate.base),
        MEASURES.index(rebate.read),
        MONTHS_OF[rebate.period],
        MONTHS_OF[rebate.closes],
        MODES.index(rebate.mode),
        to_bps(rebate.fund_share),
        NO_TIER if rebate.from_tier is None else order.index(rebate.from_tier),
    )
