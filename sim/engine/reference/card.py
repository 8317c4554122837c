"""What the terms of a deal pay: the card of its line, and fee, share and margin by it (R-70 to R-75)."""

from sim.engine.reference.bands import fee_by_bands, lock_rate, mean_rate, rate_at_close, read_rate, share_by_bands
from sim.engine.reference.deal_class import class_of, pay_share_of
from sim.engine.reference.line import line_of
from sim.engine.reference.replication import Replication
from sim.engine.reference.state import Deal, Partner
from sim.rules.card import (
    ACCRUAL,
    REFERRAL,
    RENEWAL,
    RESALE,
    SHARE,
    by_rate_entry_cents,
    contract_month_of,
    entry_on_cents,
    has_first_rate,
    is_shared,
    margin_on_cents,
    points_of_class_bps,
    rate_of_year_bps,
    renewal_rate_bps,
)
from sim.rules.pay import bounded_cents, resale_margin_cents
from sim.rules.ring import BILLED
from sim.rules.tier import LOWEST_TIER as LOWEST
from sim.rules.tier import paid_tier
from sim.scenario.parameters import CardParameters, TermsParameters
from sim.units import MONTHS_PER_YEAR, month_of, share_of_cents


def terms_of(deal: Deal) -> TermsParameters:
    """What a deal pays: the terms that it locked when they were last read (R-165), or those in force."""
    archetype = deal.partner.archetype
    return archetype.locked_terms[deal.locked] if deal.locked < len(archetype.locked_terms) else archetype.terms


def _terms_in_year(deal: Deal, year: int) -> TermsParameters:
    """What a deal pays in a contract year: in one to come what is in force, where a renewal reads it again (R-74)."""
    terms = deal.partner.archetype.terms
    return terms if terms.read == RENEWAL and year > deal.contract_year else terms_of(deal)


def _card_of(run: Replication, deal: Deal, terms: TermsParameters, year: int) -> CardParameters:
    """The card of a deal's product line and tier in a contract year."""
    cards, tiers = terms.cards, terms.card_tiers
    line = line_of(run, deal) if len(cards) > tiers else 0
    return cards[line * tiers + _tier_in_year(deal, terms, year)]


def _tier_in_year(deal: Deal, terms: TermsParameters, year: int) -> int:
    """The tier at which a deal is paid: the one that it locked, or that of its partner, where that is read (R-74)."""
    if terms.card_tiers == 1:
        return LOWEST
    read = deal.partner.archetype.terms.read
    if read == ACCRUAL or (read == RENEWAL and year > deal.contract_year):
        return tier_of_pay(deal.partner, terms)
    return deal.locked_tier


def tier_of_pay(partner: Partner, terms: TermsParameters) -> int:
    """The tier by which a partner is paid: where it stands, or stood as it left; the lowest, if that is not known."""
    return LOWEST if terms.card_tiers == 1 else paid_tier(partner.standing.tier)


def has_pay(run: Replication, deal: Deal, model: int) -> bool:
    """Whether its partner has terms of a model and is paid: a departed one only if the scenario says so."""
    partner = deal.partner
    return partner.archetype.terms.model == model and (not partner.gone or run.parameters.departure.pay_after_departure)


def _points(deal: Deal, terms: TermsParameters) -> int:
    """Points of registration that a deal has by its class (R-75)."""
    return points_of_class_bps(terms.registered_rate_bps, class_of(deal))


def fee_of_year(run: Replication, deal: Deal, year: int, added: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, of which ``added`` is new (R-70)."""
    if not has_pay(run, deal, REFERRAL):
        return 0
    terms = _terms_in_year(deal, year)
    card = _card_of(run, deal, terms, year)
    if year == 1 and card.is_banded:
        return by_rate_entry_cents(
            fee_by_bands(run, deal, terms.bands[0]), deal.arr_cents, _points(deal, terms),
            card.flat_fee_cents, pay_share_of(deal, terms), card.fee_least_cents, card.fee_most_cents,
        )  # fmt: skip
    return entry_on_cents(
        deal.arr_cents - added, deal.arr_cents, _year_rate(run, deal, terms, card, year), card.expansion_rate_bps,
        _points(deal, terms), card.flat_fee_cents if year == 1 else 0, pay_share_of(deal, terms),
        card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def lock_deal(run: Replication, deal: Deal) -> None:
    """As a deal is won, or its terms are read again: its tier, and the rate of its share or margin by bands (R-73)."""
    terms = terms_of(deal)
    deal.locked_tier = tier_of_pay(deal.partner, terms)
    if terms.bands and terms.model != REFERRAL and _card_of(run, deal, terms, deal.contract_year).is_banded:
        lock_rate(run, deal, terms)


def read_at_renewal(run: Replication, deal: Deal) -> None:
    """A contract year begins: the deal locks the terms in force, if they are read again then (R-74)."""
    if deal.partner.archetype.terms.read == RENEWAL:
        deal.locked = run.changed
        lock_deal(run, deal)


def read_at_close(run: Replication, deal: Deal, month: int) -> None:
    """The rate of a customer's month by bands, if terms are read at each close (R-74)."""
    terms = deal.partner.archetype.terms
    if terms.read == ACCRUAL and terms.bands and _card_of(run, deal, terms, deal.contract_year).is_banded:
        read_rate(run, deal, terms.bands[0], month)


def lock_deals_of_month(run: Replication, month: int) -> None:
    """Deals of a month that have the rate of their number (R-79)."""
    for deal in run.won_this_month:
        rate_at_close(run, deal, terms_of(deal).bands[0], month)
    run.won_this_month.clear()


def sum_at_win(run: Replication, deal: Deal) -> int:
    """Flat sum of a deal whose share or margin comes month by month: an entry of its own (R-170)."""
    if not has_pay(run, deal, SHARE) and not has_pay(run, deal, RESALE):
        return 0
    terms = terms_of(deal)
    card = _card_of(run, deal, terms, 1)
    return bounded_cents(
        share_of_cents(card.flat_fee_cents, pay_share_of(deal, terms)), card.fee_least_cents, card.fee_most_cents
    )


def share_of_month(run: Replication, deal: Deal, year: int, month: int, closed: int, before: int, after: int) -> int:
    """Share of a month's list; ``before`` is that of the ARR before the contract year's renewal (R-72).

    ``closed`` is the month that is being closed; 0 for a month after the horizon.
    """
    if not has_pay(run, deal, SHARE):
        return 0
    terms = _terms_in_year(deal, year)
    card = _card_of(run, deal, terms, year)
    if not is_shared(contract_month_of(year, month), card.share_months):
        return 0
    if closed and _is_by_month(terms, card, year):
        by_rate = share_by_bands(run, deal, terms.bands[0], closed, after)
        return by_rate_entry_cents(
            by_rate,
            after,
            _points(deal, terms),
            0,
            pay_share_of(deal, terms),
            card.fee_least_cents,
            card.fee_most_cents,
        )
    return entry_on_cents(
        before, after, _year_rate(run, deal, terms, card, year), card.expansion_rate_bps,
        _points(deal, terms), 0, pay_share_of(deal, terms), card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


def _is_by_month(terms: TermsParameters, card: CardParameters, year: int) -> bool:
    """Whether bands over what is billed give the rate of a contract year, month by month."""
    if not card.is_banded or terms.bands[0].measure != BILLED:
        return False
    return has_first_rate(year, card.later_rates_bps, card.renewal_rate_bps)


def margin_of_month(run: Replication, deal: Deal, year: int, before: int, after: int) -> int:
    """Resale margin on a month's list, ``before`` likewise (R-71)."""
    return _margin(run, deal, year, before, after, 1)


def margin_of_first_year(run: Replication, deal: Deal) -> int:
    """Resale margin on the ACV (R-71)."""
    return _margin(run, deal, 1, deal.arr_cents, deal.arr_cents, MONTHS_PER_YEAR)


def _margin(run: Replication, deal: Deal, year: int, before: int, after: int, entries: int) -> int:
    """Resale margin on an amount at list, in which so many entries have their least and most."""
    if not has_pay(run, deal, RESALE):
        return 0
    terms = terms_of(deal)
    if not terms.margin_varies:
        return resale_margin_cents(after, terms.margin_bps)
    terms = _terms_in_year(deal, year)
    card = _card_of(run, deal, terms, year)
    return margin_on_cents(
        before, after, _year_rate(run, deal, terms, card, year), card.expansion_rate_bps,
        _points(deal, terms), pay_share_of(deal, terms), entries * card.fee_least_cents, entries * card.fee_most_cents,
    )  # fmt: skip


def one_rate_margin(terms: TermsParameters, listed: int) -> int:
    """Resale margin on an amount at list, where it is one rate of every month's; else 0 (R-71)."""
    return 0 if terms.margin_varies else resale_margin_cents(listed, terms.margin_bps)


def _year_rate(run: Replication, deal: Deal, terms: TermsParameters, card: CardParameters, year: int) -> int:
    first = _first_rate(run, deal, terms, card)
    renewal = renewal_rate_bps(terms.model, first, card.renewal_rate_bps)
    return rate_of_year_bps(year, first, card.later_rates_bps, renewal)


def _first_rate(run: Replication, deal: Deal, terms: TermsParameters, card: CardParameters) -> int:
    """Rate of the first contract year: of the card, or what bands gave the deal; over billed, as it has been lately."""
    if not card.is_banded:
        return card.rate_bps
    bands = terms.bands[0]
    if bands.measure == BILLED:
        return mean_rate(run, deal, bands, month_of(run.today) - 1)
    return deal.locked_rate_bps
