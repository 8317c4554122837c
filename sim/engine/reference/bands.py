"""Bands of volume: what the measure of its partner makes of a deal (R-73, R-79)."""

from sim.engine.reference.measures import billed_lately, measured
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal
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


def fee_by_bands(run: Replication, deal: Deal, bands: BandsParameters) -> int:
    """What bands pay on a deal as it is won, or as it renews: by all else that its partner did."""
    volume = measured(run, deal.partner, bands.measure, month_of(run.today), bands.period_months)
    others = volume_of_others(bands.measure, volume, deal.arr_cents, deal.contract_year)
    return deal_fee_cents(bands.measure, others, deal.arr_cents, bands.mode, bands.froms, bands.rates_bps)


def lock_rate(run: Replication, deal: Deal, terms: TermsParameters) -> None:
    """The rate at which the share or margin of a deal stays, from its win on, or until it is read again."""
    bands = terms.bands[0]
    if bands.measure == BILLED:
        return
    if terms.read == ACCRUAL:
        deal.locked_rate_bps = _rate_now(
            run, deal, bands, month_of(run.today), 1 if bands.measure == DEALS else deal.arr_cents
        )
        return
    deal.locked_rate_bps = locked_rate_bps(fee_by_bands(run, deal, bands), deal.arr_cents)
    if is_set_at_close(bands.measure, bands.period_months, bands.mode):
        run.won_this_month.append(deal)


def read_rate(run: Replication, deal: Deal, bands: BandsParameters, month: int) -> None:
    """The rate at which a customer's month is paid, where bands are read at each close."""
    if bands.measure != BILLED:
        deal.locked_rate_bps = _rate_now(run, deal, bands, month, 0)


def _rate_now(run: Replication, deal: Deal, bands: BandsParameters, month: int, added: int) -> int:
    """The rate that bands have in a month for all customers of a partner; ``added`` is about to be measured."""
    volume = deal.arr_cents
    if bands.period_months:
        volume = measured(run, deal.partner, bands.measure, month, bands.period_months) + added
    return rate_now_bps(bands.measure, volume, bands.mode, bands.froms, bands.rates_bps)


def rate_at_close(run: Replication, deal: Deal, bands: BandsParameters, month: int) -> None:
    """All deals of a month have the rate of their number (R-79)."""
    number = measured(run, deal.partner, bands.measure, month, bands.period_months)
    deal.locked_rate_bps = band_rate_bps(number, bands.froms, bands.rates_bps)


def share_by_bands(run: Replication, deal: Deal, bands: BandsParameters, month: int, listed: int) -> int:
    """What bands over what is billed pay on a month's list of a customer: by what was billed before it."""
    before = measured(run, deal.partner, bands.measure, month, bands.period_months)
    return banded_fee_cents(before, listed, bands.mode, bands.froms, bands.rates_bps)


def mean_rate(run: Replication, deal: Deal, bands: BandsParameters, month: int) -> int:
    """The rate that bands had on what was billed to the partner's customers lately, over as long as a period is."""
    months = min(MONTHS_PER_YEAR, bands.period_months)
    volume = billed_lately(run, deal.partner, month, months)
    return mean_rate_bps(volume, bands.mode, bands.froms, bands.rates_bps)
