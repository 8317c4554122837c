"""What the terms of a deal pay, compiled: the card of its line, and fee, share and margin by it."""

from sim.compilation import part
from sim.engine.compiled.bands import fee_by_bands, lock_rate, mean_rate, rate_at_close, read_rate, share_by_bands
from sim.engine.compiled.deal_class import class_of, pay_share_of
from sim.engine.compiled.line import line_of
from sim.engine.compiled.replication import archetype_of
from sim.engine.compiled.state import Deal, World
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
    of_class_bps,
    points_of_class_bps,
    rate_of_year_bps,
    renewal_rate_bps,
)
from sim.rules.pay import bounded_cents, resale_margin_cents
from sim.rules.ring import BILLED
from sim.rules.tier import LOWEST_TIER, paid_tier
from sim.scenario.parameters import CardParameters, TermsParameters
from sim.units import MONTHS_PER_YEAR, month_of, share_of_cents

_REFERRAL, _RESALE, _SHARE, _BILLED = REFERRAL, RESALE, SHARE, BILLED
_RENEWAL, _ACCRUAL = RENEWAL, ACCRUAL
_LOWEST = LOWEST_TIER


@part
def terms_of(w: World, deal: Deal) -> TermsParameters:
    """What a deal pays: the terms that it locked when they were last read (R-165), or those in force."""
    archetype = archetype_of(w, w.partners[deal.partner])
    if deal.locked < len(archetype.locked_terms):
        return archetype.locked_terms[deal.locked]
    return archetype.terms


@part
def _terms_in_year(w: World, deal: Deal, year: int) -> TermsParameters:
    """What a deal pays in a contract year: in one to come what is in force, where a renewal reads it again (R-74)."""
    terms = archetype_of(w, w.partners[deal.partner]).terms
    if terms.read == _RENEWAL and year > deal.contract_year:
        return terms
    return terms_of(w, deal)


@part
def _card_of(w: World, position: int, terms: TermsParameters, year: int) -> CardParameters:
    """The card of a deal's product line and tier in a contract year."""
    cards = terms.cards
    if len(cards) == 1:
        return cards[0]
    tiers = terms.card_tiers
    line = line_of(w, w.deals[position]) if len(cards) > tiers else 0
    return cards[line * tiers + _tier_in_year(w, position, terms, year)]


@part
def _tier_in_year(w: World, position: int, terms: TermsParameters, year: int) -> int:
    """The tier at which a deal is paid: the one that it locked, or that of its partner, where that is read (R-74)."""
    if terms.card_tiers == 1:
        return _LOWEST
    deal = w.deals[position]
    read = archetype_of(w, w.partners[deal.partner]).terms.read
    if read == _ACCRUAL or (read == _RENEWAL and year > deal.contract_year):
        return tier_of_pay(w, deal.partner, terms)
    return w.sales[position].tier


@part
def tier_of_pay(w: World, slot: int, terms: TermsParameters) -> int:
    """The tier by which a partner is paid: where it stands, or stood as it left; the lowest, if that is not known."""
    if terms.card_tiers == 1:
        return _LOWEST
    return paid_tier(w.standings[slot].tier)


@part
def has_pay(w: World, deal: Deal, model: int) -> bool:
    """Whether its partner has terms of a model and is paid: a departed one only if the scenario says so."""
    partner = w.partners[deal.partner]
    if archetype_of(w, partner).terms.model != model:
        return False
    return not partner.gone or w.parameters.departure.pay_after_departure


@part
def _points(w: World, position: int, terms: TermsParameters) -> int:
    """Points of registration that a deal has by its class (R-75)."""
    return points_of_class_bps(terms.registered_rate_bps, class_of(w, position))


@part
def fee_of_year(w: World, position: int, year: int, added: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, of which ``added`` is new (R-70)."""
    return _fee_by_card(w, position, year, added) if has_pay(w, w.deals[position], _REFERRAL) else 0


@part
def _fee_by_card(w: World, position: int, year: int, added: int) -> int:
    deal = w.deals[position]
    terms = _terms_in_year(w, deal, year)
    card = _card_of(w, position, terms, year)
    if year == 1 and card.is_banded:
        return by_rate_entry_cents(
            fee_by_bands(w, position, terms.bands[0]), deal.arr_cents, _points(w, position, terms),
            card.flat_fee_cents, pay_share_of(w, position, terms), card.fee_least_cents, card.fee_most_cents,
        )  # fmt: skip
    return entry_on_cents(
        deal.arr_cents - added, deal.arr_cents, _year_rate(w, position, terms, card, year), card.expansion_rate_bps,
        _points(w, position, terms), card.flat_fee_cents if year == 1 else 0, pay_share_of(w, position, terms),
        card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


@part
def lock_deal(w: World, position: int) -> None:
    """As a deal is won, or its terms are read again: its tier, and the rate of its share or margin by bands (R-73)."""
    deal = w.deals[position]
    terms = terms_of(w, deal)
    if terms.card_tiers > 1:
        w.sales[position].tier = tier_of_pay(w, deal.partner, terms)
    if len(terms.bands) > 0 and terms.model != _REFERRAL:
        _lock_bands(w, position, terms)


@part
def _lock_bands(w: World, position: int, terms: TermsParameters) -> None:
    if _card_of(w, position, terms, w.deals[position].contract_year).is_banded:
        lock_rate(w, position, terms)


@part
def read_at_renewal(w: World, position: int) -> None:
    """A contract year begins: the deal locks the terms in force, if they are read again then (R-74)."""
    deal = w.deals[position]
    if archetype_of(w, w.partners[deal.partner]).terms.read == _RENEWAL:
        deal.locked = w.run.changed
        lock_deal(w, position)


@part
def read_at_close(w: World, position: int, terms: TermsParameters, month: int) -> None:
    """The rate of a customer's month by bands, if terms are read at each close (R-74)."""
    if terms.read == _ACCRUAL and len(terms.bands) > 0:
        _read_bands(w, position, terms, month)


@part
def _read_bands(w: World, position: int, terms: TermsParameters, month: int) -> None:
    if _card_of(w, position, terms, w.deals[position].contract_year).is_banded:
        read_rate(w, position, terms.bands[0], month)


@part
def lock_deals_of_month(w: World, month: int) -> None:
    """Deals of a month that have the rate of their number (R-79)."""
    for place in range(w.run.won_this_month):
        position = w.won_this_month[place]
        rate_at_close(w, position, terms_of(w, w.deals[position]).bands[0], month)
    w.run.won_this_month = 0


@part
def sum_at_win(w: World, position: int) -> int:
    """Flat sum of a deal whose share or margin comes month by month: an entry of its own (R-170)."""
    deal = w.deals[position]
    if has_pay(w, deal, _SHARE) or has_pay(w, deal, _RESALE):
        return _flat_sum(w, position)
    return 0


@part
def _flat_sum(w: World, position: int) -> int:
    terms = terms_of(w, w.deals[position])
    card = _card_of(w, position, terms, 1)
    return bounded_cents(
        share_of_cents(card.flat_fee_cents, pay_share_of(w, position, terms)), card.fee_least_cents, card.fee_most_cents
    )


@part
def share_of_month(w: World, position: int, year: int, month: int, closed: int, before: int, after: int) -> int:
    """Share of a month's list; ``before`` is that of the ARR before the contract year's renewal (R-72).

    ``closed`` is the month that is being closed; 0 for a month after the horizon.
    """
    deal = w.deals[position]
    if not has_pay(w, deal, _SHARE):
        return 0
    terms = _terms_in_year(w, deal, year)
    card = _card_of(w, position, terms, year)
    if not is_shared(contract_month_of(year, month), card.share_months):
        return 0
    if closed > 0 and _is_by_month(terms, card, year):
        by_rate = share_by_bands(w, position, terms.bands[0], closed, after)
        return by_rate_entry_cents(
            by_rate, after, _points(w, position, terms), 0, pay_share_of(w, position, terms), card.fee_least_cents,
            card.fee_most_cents,
        )  # fmt: skip
    return entry_on_cents(
        before, after, _year_rate(w, position, terms, card, year), card.expansion_rate_bps,
        _points(w, position, terms), 0, pay_share_of(w, position, terms), card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


@part
def _is_by_month(terms: TermsParameters, card: CardParameters, year: int) -> bool:
    """Whether bands over what is billed give the rate of a contract year, month by month."""
    if not card.is_banded or terms.bands[0].measure != _BILLED:
        return False
    return has_first_rate(year, card.later_rates_bps, card.renewal_rate_bps)


@part
def margin_of_month(w: World, position: int, year: int, before: int, after: int) -> int:
    """Resale margin on a month's list, ``before`` likewise (R-71)."""
    return _margin(w, position, year, before, after, 1)


@part
def margin_of_first_year(w: World, position: int) -> int:
    """Resale margin on the ACV (R-71)."""
    arr = w.deals[position].arr_cents
    return _margin(w, position, 1, arr, arr, MONTHS_PER_YEAR)


@part
def _margin(w: World, position: int, year: int, before: int, after: int, entries: int) -> int:
    """Resale margin on an amount at list, in which so many entries have their least and most."""
    deal = w.deals[position]
    if not has_pay(w, deal, _RESALE):
        return 0
    terms = terms_of(w, deal)
    if terms.margin_varies:
        return _margin_by_card(w, position, year, before, after, entries)
    return resale_margin_cents(after, terms.margin_bps)


@part
def _margin_by_card(w: World, position: int, year: int, before: int, after: int, entries: int) -> int:
    terms = _terms_in_year(w, w.deals[position], year)
    card = _card_of(w, position, terms, year)
    return margin_on_cents(
        before, after, _year_rate(w, position, terms, card, year), card.expansion_rate_bps,
        _points(w, position, terms), pay_share_of(w, position, terms), entries * card.fee_least_cents,
        entries * card.fee_most_cents,
    )  # fmt: skip


@part
def margin_rates(w: World, position: int, year: int) -> tuple[int, int, int, int]:
    """Of the margin of a contract year: its rate, that on what a renewal added, least and most of an entry."""
    terms = _terms_in_year(w, w.deals[position], year)
    card = _card_of(w, position, terms, year)
    points, share = _points(w, position, terms), pay_share_of(w, position, terms)
    rate = of_class_bps(_year_rate(w, position, terms, card, year), points, share)
    return rate, of_class_bps(card.expansion_rate_bps, points, share), card.fee_least_cents, card.fee_most_cents


@part
def one_rate_margin(terms: TermsParameters, listed: int) -> int:
    """Resale margin on an amount at list, where it is one rate of every month's; else 0 (R-71)."""
    return 0 if terms.margin_varies else resale_margin_cents(listed, terms.margin_bps)


@part
def _year_rate(w: World, position: int, terms: TermsParameters, card: CardParameters, year: int) -> int:
    first = _first_rate(w, position, terms, card)
    renewal = renewal_rate_bps(terms.model, first, card.renewal_rate_bps)
    return rate_of_year_bps(year, first, card.later_rates_bps, renewal)


@part
def _first_rate(w: World, position: int, terms: TermsParameters, card: CardParameters) -> int:
    """Rate of the first contract year: of the card, or what bands gave the deal; over billed, as it has been lately."""
    if not card.is_banded:
        return card.rate_bps
    if terms.bands[0].measure == _BILLED:
        return mean_rate(w, position, terms.bands[0], month_of(w.run.today) - 1)
    return w.sales[position].rate_bps
