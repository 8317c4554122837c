"""Bands of volume, compiled: what the measure of its partner makes of a deal (R-73, R-79)."""

from sim.compilation import part
from sim.engine.compiled.measures import billed_lately, measured
from sim.engine.compiled.state import World
from sim.rules.bands import (
    band_rate_bps,
    banded_fee_cents,
    deal_fee_cents,
    is_set_at_close,
    locked_rate_bps,
    mean_rate_bps,
)
from sim.rules.ring import BILLED
from sim.scenario.parameters import BandsParameters
from sim.units import MONTHS_PER_YEAR, month_of

_BILLED = BILLED


@part
def fee_by_bands(w: World, position: int, bands: BandsParameters) -> int:
    """What bands pay on the ACV of a deal as it is won: by all that its partner did before it."""
    deal = w.deals[position]
    before = measured(w, deal.partner, bands.measure, month_of(w.run.today), bands.period_months)
    return deal_fee_cents(bands.measure, before, deal.arr_cents, bands.mode, bands.froms, bands.rates_bps)


@part
def lock_rate(w: World, position: int, bands: BandsParameters) -> None:
    """The rate at which the share or margin of a deal stays, from its win on."""
    if bands.measure == _BILLED:
        return
    w.sales[position].rate_bps = locked_rate_bps(fee_by_bands(w, position, bands), w.deals[position].arr_cents)
    if is_set_at_close(bands.measure, bands.period_months, bands.mode):
        w.won_this_month[w.run.won_this_month] = position
        w.run.won_this_month += 1


@part
def rate_at_close(w: World, position: int, bands: BandsParameters, month: int) -> None:
    """All deals of a month have the rate of their number (R-79)."""
    number = measured(w, w.deals[position].partner, bands.measure, month, bands.period_months)
    w.sales[position].rate_bps = band_rate_bps(number, bands.froms, bands.rates_bps)


@part
def share_by_bands(w: World, position: int, bands: BandsParameters, month: int, listed: int) -> int:
    """What bands over what is billed pay on a month's list of a customer: by what was billed before it."""
    before = measured(w, w.deals[position].partner, bands.measure, month, bands.period_months)
    return banded_fee_cents(before, listed, bands.mode, bands.froms, bands.rates_bps)


@part
def mean_rate(w: World, position: int, bands: BandsParameters, month: int) -> int:
    """The rate that bands had on what was billed to the partner's customers lately, over as long as a period is."""
    months = min(MONTHS_PER_YEAR, bands.period_months)
    volume = billed_lately(w, w.deals[position].partner, month, months)
    return mean_rate_bps(volume, bands.mode, bands.froms, bands.rates_bps)
