"""What terms pay on a median deal, year by year, and the effort that partners make for it (R-77, R-78, R-90, R-94)."""

from sim.compilation import part
from sim.rules.bands import lowest_rate_bps
from sim.rules.card import REFERRAL, RESALE, rate_of_year_bps, renewal_rate_bps, shared_months, with_points_bps
from sim.rules.effort import (
    delay_effort,
    first_year_extra_bps,
    horizon_pay,
    median_rate_bps,
    pay_effort,
    payout_wait_months,
    year_pay,
)
from sim.rules.pay import bounded_cents
from sim.rules.payout import trigger_day
from sim.rules.ring import BILLED
from sim.scenario.parameters import (
    ArchetypeParameters,
    CardParameters,
    Parameters,
    ProgramParameters,
    TermsParameters,
)
from sim.units import BPS, MONTHS_PER_YEAR, quotient_bps, round_half_up

_REFERRAL, _RESALE, _BILLED = REFERRAL, RESALE, BILLED


@part
def effort_of_pay(archetype: ArchetypeParameters, program: ProgramParameters, tier: int) -> float:
    """Effort factor of partners at a tier; elsewhere pay has no tiers."""
    years = program.pay_horizon_years
    own = own_services_bps(archetype)
    pay = expected_pay(archetype, tier, years, own + services_fee_bps(archetype))
    market = market_pay(archetype, years)
    return pay_effort(pay, market, archetype.pay_elasticity, program.effort_cap)


@part
def own_services_bps(archetype: ArchetypeParameters) -> float:
    """What a partner's own services leave it, in basis points of a deal's ACV (R-77)."""
    share = archetype.services_share_bps / BPS
    return first_year_extra_bps(0, 0.0, 0, 1.0, share, archetype.services_margin_share)


@part
def services_fee_bps(archetype: ArchetypeParameters) -> float:
    """Our fee on these services, likewise (R-72)."""
    share = archetype.services_share_bps / BPS
    return first_year_extra_bps(0, 0.0, 0, 1.0, share, archetype.terms.services_rate_bps / BPS)


@part
def effort_of_waiting(parameters: Parameters, archetype: ArchetypeParameters) -> float:
    """Effort factor of the wait for pay (R-90); a margin is kept, and does not wait."""
    payout = archetype.payout
    if archetype.terms.model == _RESALE or payout.pay_delay_aversion == 0.0:
        return 1.0
    delay = parameters.vendor.payment_delay_months
    days = trigger_day(payout.trigger, 0, archetype.go_live_days, delay, payout.trial_days)
    wait = payout_wait_months(days, payout.holdback_days, payout.every_months, payout.lag_months)
    return delay_effort(payout.pay_delay_aversion, wait, payout.market_pay_months)


@part
def expected_points_bps(archetype: ArchetypeParameters, tier: int) -> int:
    """Points of registration that a deal of a partner at a tier is expected to have (R-58, R-75, R-109)."""
    return round_half_up(archetype.terms.registered_rate_bps * archetype.registered_shares[tier])


@part
def pay_in_year(archetype: ArchetypeParameters, tier: int, year: int) -> float:
    """Pay of a contract year on a median deal at a tier, as terms in force have it; lines by their share of deals."""
    terms = archetype.terms
    median = round_half_up(archetype.acv_median_cents)
    pay = 0.0
    for line in range(lines_of(terms)):
        card = terms.cards[line * terms.card_tiers + tier]
        share = archetype.own_shares[line]
        extra = _own_sum_bps(terms, card, median) if year == 1 else 0
        months = shared_months(year, card.share_months)
        rate = _rate_of_median(terms, card, median, year, expected_points_bps(archetype, tier))
        pay += share * year_pay(rate, months, extra)
    return pay


@part
def lines_of(terms: TermsParameters) -> int:
    """Product lines that terms tell apart; 1 where there are none."""
    return len(terms.cards) // terms.card_tiers


@part
def expected_pay(archetype: ArchetypeParameters, tier: int, years: int, services: float) -> float:
    """Pay on a median deal at a tier, over some contract years, as a share of the list billed.

    Lines count by their share of deals; what direct sales close pays nothing (R-56).

    ``services`` are what the partner has of its own services beside the deal, in basis points of the ACV.
    """
    pay = 0.0
    terms = archetype.terms
    median = round_half_up(archetype.acv_median_cents)
    points = expected_points_bps(archetype, tier)
    for line in range(lines_of(terms)):
        card = terms.cards[line * terms.card_tiers + tier]
        pay += archetype.own_shares[line] * _pay_of_card(terms, card, median, years, services, points)
    return pay


@part
def own_share(archetype: ArchetypeParameters) -> float:
    """Part of its deals that a kind closes itself, and is paid for (R-56)."""
    if len(archetype.routed_lines) == 0:
        return 1.0
    own = 0.0
    for line in range(lines_of(archetype.terms)):
        own += archetype.own_shares[line]
    return own


@part
def market_pay(archetype: ArchetypeParameters, years: int) -> float:
    """Pay on a median deal elsewhere, likewise, with the same own services."""
    terms = archetype.market_terms
    median = round_half_up(archetype.acv_median_cents)
    return _pay_of_card(terms, terms.cards[0], median, years, own_services_bps(archetype), 0)


@part
def _pay_of_card(
    terms: TermsParameters, card: CardParameters, median: int, years: int, services: float, points: int
) -> float:
    first, later = pay_by_year(terms, card, median, years, services, points)
    return horizon_pay(first, later, years, 1.0)


@part
def pay_by_year(
    terms: TermsParameters, card: CardParameters, median: int, years: int, services: float, points: int
) -> tuple[float, int]:
    """Pay of year 1 and of later years. A fee has the flat sum in it; beside a share or margin it is an entry."""
    first = 0.0
    later = 0
    for year in range(1, years + 1):
        rate = _rate_of_median(terms, card, median, year, points)
        months = shared_months(year, card.share_months)
        if year == 1:
            first = year_pay(rate, months, _own_sum_bps(terms, card, median) + services)
        else:
            later += rate * months
    return first, later


@part
def _rate_of_median(terms: TermsParameters, card: CardParameters, median: int, year: int, points: int) -> int:
    """Rate that a median deal has in a contract year, with points, and of a fee its flat sum in the first."""
    is_fee = terms.model == _REFERRAL
    base = median if is_fee else max(1, median // MONTHS_PER_YEAR)
    stated = _first_rate(terms, card, median)
    renewal = renewal_rate_bps(terms.model, stated, card.renewal_rate_bps)
    flat = quotient_bps(card.flat_fee_cents if is_fee and year == 1 else 0, base)
    rate = with_points_bps(rate_of_year_bps(year, stated, card.later_rates_bps, renewal), points)
    return median_rate_bps(rate + flat, base, card.fee_least_cents, card.fee_most_cents)


@part
def _own_sum_bps(terms: TermsParameters, card: CardParameters, median: int) -> int:
    """Flat sum that is an entry of its own, on a median deal."""
    own = 0
    if terms.model != _REFERRAL:
        own = bounded_cents(card.flat_fee_cents, card.fee_least_cents, card.fee_most_cents)
    return quotient_bps(own, median)


@part
def _first_rate(terms: TermsParameters, card: CardParameters, median: int) -> int:
    """Rate of the first contract year: by bands, that of a median deal, or of its month, as the first of its period."""
    if not card.is_banded:
        return card.rate_bps
    bands = terms.bands[0]
    amount = max(1, median // MONTHS_PER_YEAR) if bands.measure == _BILLED else median
    return lowest_rate_bps(bands.measure, amount, bands.mode, bands.froms, bands.rates_bps)
