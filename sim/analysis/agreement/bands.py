"""What bands of volume make of the deal of an example, the only one of its partner (R-73, R-79)."""

from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.attribution import is_own_deal
from sim.rules.bands import (
    band_rate_bps,
    banded_fee_cents,
    deal_fee_cents,
    is_set_at_close,
    locked_rate_bps,
    rate_now_bps,
)
from sim.rules.card import ACCRUAL, has_first_rate
from sim.rules.fiscal import fiscal_month, months_of_period
from sim.rules.ring import BILLED, DEALS, LIVE_ARR
from sim.scenario.parameters import BandsParameters


def fee_by_bands(force: TermsInForce, month: int) -> int:
    """What bands pay on the ACV as the deal is won, or as it renews: the partner has nothing else."""
    bands = _bands(force, month)
    return deal_fee_cents(bands.measure, 0, force.arr_cents, bands.mode, bands.froms, bands.rates_bps)


def first_rate_bps(force: TermsInForce, month: int) -> int:
    """Rate of the first contract year: of the card, or what bands gave the deal when they were last read."""
    card, terms = force.card(month), force.terms(month)
    if not card.is_banded:
        return card.rate_bps
    bands = terms.bands[0]
    if terms.read == ACCRUAL and bands.measure != BILLED:
        return rate_now_bps(bands.measure, _volume(force, month), bands.mode, bands.froms, bands.rates_bps)
    counts = bands.measure != DEALS or is_own_deal(force.deal_class)
    is_counted_then = counts and force.read_month(month) == force.won_month
    if is_set_at_close(bands.measure, bands.period_months, bands.mode) and not is_counted_then:
        return band_rate_bps(0, bands.froms, bands.rates_bps)
    return locked_rate_bps(fee_by_bands(force, month), force.arr_cents)


def _volume(force: TermsInForce, month: int) -> int:
    """What a close measures of the partner, whose only deal it is."""
    bands = _bands(force, month)
    if bands.measure == LIVE_ARR or bands.period_months == 0:
        return force.arr_cents
    is_within = month - force.won_month < _months(force, month)
    if bands.measure == DEALS:
        return int(is_within and is_own_deal(force.deal_class))
    return force.arr_cents if is_within else 0


def is_by_month(force: TermsInForce, month: int, year: int) -> bool:
    """Whether bands over what is billed give the rate of a contract year, month by month."""
    card = force.card(month)
    if not card.is_banded or _bands(force, month).measure != BILLED:
        return False
    return has_first_rate(year, card.later_rates_bps, card.renewal_rate_bps)


def share_by_bands(force: TermsInForce, month: int, listed: int, billed: dict[int, int]) -> int:
    """What bands over what is billed pay on a month; ``billed`` is by month, up to the one before."""
    bands = _bands(force, month)
    before = sum(billed.get(month - back, 0) for back in range(1, _months(force, month)))
    return banded_fee_cents(before, listed, bands.mode, bands.froms, bands.rates_bps)


def _months(force: TermsInForce, month: int) -> int:
    """Months of the running period, this one included."""
    measures = force.parameters.measures
    of_year = fiscal_month(month, measures.start_month, measures.fiscal_year_month)
    return months_of_period(of_year, _bands(force, month).period_months)


def _bands(force: TermsInForce, month: int) -> BandsParameters:
    return force.terms(month).bands[0]
