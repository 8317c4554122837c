"""What terms pay on a median deal, year by year, and the effort that partners make for it (R-77, R-78, R-90, R-94).

Deals of a class that is paid in part have that part; all others count together, with the points of registration that
they have in the mean.
"""

from sim.compilation import part
from sim.engine.class_chances import ClassChances, chance_of_class, chance_paid_alike, share_of_class
from sim.rules.attribution import REGISTERED, ROUTED
from sim.rules.bands import lowest_rate_bps
from sim.rules.card import REFERRAL, RESALE, rate_of_year_bps, renewal_rate_bps, shared_months, with_points_bps
from sim.rules.class_chance import mean_points_bps
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
from sim.units import BPS, MONTHS_PER_YEAR, quotient_bps, round_half_up, share_of_cents

_REFERRAL, _RESALE, _BILLED, _REGISTERED, _ROUTED = REFERRAL, RESALE, BILLED, REGISTERED, ROUTED


@part
def effort_of_pay(
    archetype: ArchetypeParameters, program: ProgramParameters, tier: int, chances: ClassChances
) -> float:
    """Effort factor of partners at a tier, whose deals have these classes; elsewhere pay has no tiers and classes."""
    years = program.pay_horizon_years
    pay = expected_pay(archetype, tier, years, chances)
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
def points_of_class_bps(terms: TermsParameters, chances: ClassChances, class_: int) -> int:
    """Points of registration that deals are expected to have that are paid alike (R-58, R-75, R-109)."""
    if class_ != _REGISTERED:
        return 0
    in_full = chance_paid_alike(terms, chances, _REGISTERED)
    return mean_points_bps(terms.registered_rate_bps, chance_of_class(chances, _REGISTERED), in_full)


@part
def pay_in_year(archetype: ArchetypeParameters, tier: int, year: int, chances: ClassChances) -> float:
    """Pay of a contract year on a median deal at a tier, as terms in force have it; lines by their share of deals."""
    terms = archetype.terms
    pay = 0.0
    for line in range(lines_of(terms)):
        card = terms.cards[line * terms.card_tiers + tier]
        pay += archetype.own_shares[line] * _year_of_card(archetype, card, year, chances)
    return pay


@part
def _year_of_card(archetype: ArchetypeParameters, card: CardParameters, year: int, chances: ClassChances) -> float:
    terms = archetype.terms
    median = round_half_up(archetype.acv_median_cents)
    months = shared_months(year, card.share_months)
    pay = 0.0
    for class_ in range(_REGISTERED, _ROUTED):
        chance = chance_paid_alike(terms, chances, class_)
        if chance > 0.0:
            share = share_of_class(terms, class_)
            extra = _own_sum_bps(terms, card, median, share) if year == 1 else 0
            rate = _rate_of_median(terms, card, median, year, points_of_class_bps(terms, chances, class_), share)
            pay += chance * year_pay(rate, months, extra)
    return pay


@part
def lines_of(terms: TermsParameters) -> int:
    """Product lines that terms tell apart; 1 where there are none."""
    return len(terms.cards) // terms.card_tiers


@part
def expected_pay(archetype: ArchetypeParameters, tier: int, years: int, chances: ClassChances) -> float:
    """Pay on a median deal at a tier, over some contract years, as a share of the list billed.

    Lines count by their share of deals; what direct sales close pays nothing (R-56). What a partner has of its own
    services beside a deal is in it.
    """
    pay = 0.0
    terms = archetype.terms
    own = own_services_bps(archetype)
    for line in range(lines_of(terms)):
        card = terms.cards[line * terms.card_tiers + tier]
        first, later = expected_by_year(archetype, card, years, own, chances)
        pay += archetype.own_shares[line] * horizon_pay(first, later, years, 1.0)
    return pay


@part
def expected_by_year(
    archetype: ArchetypeParameters, card: CardParameters, years: int, own: float, chances: ClassChances
) -> tuple[float, float]:
    """Pay of year 1 and of later years on a median deal of a card, in the mean of its classes.

    ``own`` is what counts of the partner's own services, whatever the class, in basis points of the ACV; our fee on
    them is by class.
    """
    terms = archetype.terms
    median = round_half_up(archetype.acv_median_cents)
    fee = services_fee_bps(archetype)
    first = 0.0
    later = 0.0
    for class_ in range(_REGISTERED, _ROUTED):
        chance = chance_paid_alike(terms, chances, class_)
        if chance > 0.0:
            share = share_of_class(terms, class_)
            services = own + fee * (share / BPS)
            points = points_of_class_bps(terms, chances, class_)
            of_first, of_later = pay_by_year(terms, card, median, years, services, points, share)
            first += chance * of_first
            later += chance * of_later
    return first, later


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
    first, later = pay_by_year(terms, terms.cards[0], median, years, own_services_bps(archetype), 0, BPS)
    return horizon_pay(first, later, years, 1.0)


@part
def pay_by_year(
    terms: TermsParameters,
    card: CardParameters,
    median: int,
    years: int,
    services: float,
    points: int,
    class_share: int,
) -> tuple[float, int]:
    """Pay of year 1 and of later years of a deal of a class, of which it earns a share, in basis points.

    A fee has the flat sum in it; beside a share or margin it is an entry.
    """
    first = 0.0
    later = 0
    for year in range(1, years + 1):
        rate = _rate_of_median(terms, card, median, year, points, class_share)
        months = shared_months(year, card.share_months)
        if year == 1:
            first = year_pay(rate, months, _own_sum_bps(terms, card, median, class_share) + services)
        else:
            later += rate * months
    return first, later


@part
def _rate_of_median(
    terms: TermsParameters, card: CardParameters, median: int, year: int, points: int, class_share: int
) -> int:
    """Rate that a median deal of a class has in a contract year, with points, and of a fee its first flat sum."""
    is_fee = terms.model == _REFERRAL
    base = median if is_fee else max(1, median // MONTHS_PER_YEAR)
    stated = _first_rate(terms, card, median)
    renewal = renewal_rate_bps(terms.model, stated, card.renewal_rate_bps)
    flat = quotient_bps(card.flat_fee_cents if is_fee and year == 1 else 0, base)
    rate = with_points_bps(rate_of_year_bps(year, stated, card.later_rates_bps, renewal), points)
    of_class = share_of_cents(rate + flat, class_share)
    return median_rate_bps(of_class, base, card.fee_least_cents, card.fee_most_cents)


@part
def _own_sum_bps(terms: TermsParameters, card: CardParameters, median: int, class_share: int) -> int:
    """Flat sum that is an entry of its own, on a median deal of a class."""
    own = 0
    if terms.model != _REFERRAL:
        flat = share_of_cents(card.flat_fee_cents, class_share)
        own = bounded_cents(flat, card.fee_least_cents, card.fee_most_cents)
    return quotient_bps(own, median)


@part
def _first_rate(terms: TermsParameters, card: CardParameters, median: int) -> int:
    """Rate of the first contract year: by bands, that of a median deal, or of its month, as the first of its period."""
    if not card.is_banded:
        return card.rate_bps
    bands = terms.bands[0]
    amount = max(1, median // MONTHS_PER_YEAR) if bands.measure == _BILLED else median
    return lowest_rate_bps(bands.measure, amount, bands.mode, bands.froms, bands.rates_bps)
