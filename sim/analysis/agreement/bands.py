"""What bands of volume make of the deal of an example, the only one of its partner (R-73, R-79)."""

from sim.analysis.agreement.terms_in_force import TermsInForce
from sim.rules.bands import banded_fee_cents, deal_fee_cents, locked_rate_bps
from sim.rules.card import has_first_rate
from sim.rules.fiscal import fiscal_month, months_of_period
from sim.rules.ring import BILLED
from sim.scenario.parameters import BandsParameters


def fee_by_bands(force: TermsInForce) -> int:
    """What bands pay on the ACV as the deal is won: nothing was before it."""
    bands = _bands(force, force.won_month)
    return deal_fee_cents(bands.measure, 0, force.arr_cents, bands.mode, bands.froms, bands.rates_bps)


def first_rate_bps(force: TermsInForce, month: int) -> int:
    """Rate of the first contract year: of the card, or what bands gave the deal as it was won."""
    card = force.card(month)
    return locked_rate_bps(fee_by_bands(force), force.arr_cents) if card.is_banded else card.rate_bps


def is_by_month(force: TermsInForce, month: int, year: int) -> bool:
    """Whether bands over what is billed give the rate of a contract year, month by month."""
    card = force.card(month)
    if not card.is_banded or _bands(force, month).measure != BILLED:
        return False
    return has_first_rate(year, card.later_rates_bps, card.renewal_rate_bps)


def share_by_bands(force: TermsInForce, month: int, listed: int, billed: dict[int, int]) -> int:
    """What bands over what is billed pay on a month; ``billed`` is by month, up to the one before."""
    bands, measures = _bands(force, month), force.parameters.measures
    of_year = fiscal_month(month, measures.start_month, measures.fiscal_year_month)
    months = months_of_period(of_year, bands.period_months)
    before = sum(billed.get(month - back, 0) for back in range(1, months))
    return banded_fee_cents(before, listed, bands.mode, bands.froms, bands.rates_bps)


def _bands(force: TermsInForce, month: int) -> BandsParameters:
    return force.terms(month).bands[0]
