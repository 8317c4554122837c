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
    rate_now_bps,
    volume_of_others,
)
from sim.rules.card import ACCRUAL
from sim.rules.ring import BILLED, DEALS
from sim.scenario.parameters import BandsParameters, TermsParameters
from sim.units import MONTHS_PER_YEAR, month_of

_ACCRUAL, _BILLED, _DEALS = ACCRUAL, BILLED, DEALS


@part
def fee_by_bands(w: World, position: int, bands: BandsParameters) -> int:
    """What bands pay on a deal as it is won, or as it renews: by all else that its partner did."""
    deal = w.deals[position]
    volume = measured(w, deal.partner, bands.measure, month_of(w.run.today), bands.period_months)
    others = volume_of_others(bands.measure, volume, deal.arr_cents, deal.contract_year)
    return deal_fee_cents(bands.measure, others, deal.arr_cents, bands.mode, bands.froms, bands.rates_bps)


@part
def lock_rate(w: World, position: int, terms: TermsParameters) -> None:
    """The rate at which the share or margin of a deal stays, from its win on, or until it is read again."""
    bands = terms.bands[0]
    if bands.measure == _BILLED:
        return
    if terms.read == _ACCRUAL:
        added = 1 if bands.measure == _DEALS else w.deals[position].arr_cents
        w.sales[position].rate_bps = _rate_now(w, position, bands, month_of(w.run.today), added)
        return
    w.sales[position].rate_bps = locked_rate_bps(fee_by_bands(w, position, bands), w.deals[position].arr_cents)
    if is_set_at_close(bands.measure, bands.period_months, bands.mode):
        w.won_this_month[w.run.won_this_month] = position
        w.run.won_this_month += 1


@part
def read_rate(w: World, position: int, bands: BandsParameters, month: int) -> None:
    """The rate at which a customer's month is paid, where bands are read at each close."""
    if bands.measure != _BILLED:
        w.sales[position].rate_bps = _rate_now(w, position, bands, month, 0)


@part
def _rate_now(w: World, position: int, bands: BandsParameters, month: int, added: int) -> int:
    """The rate that bands have in a month for all customers of a partner; ``added`` is about to be measured."""
    deal = w.deals[position]
    volume = deal.arr_cents
    if bands.period_months > 0:
        volume = measured(w, deal.partner, bands.measure, month, bands.period_months) + added
    return rate_now_bps(bands.measure, volume, bands.mode, bands.froms, bands.rates_bps)


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
