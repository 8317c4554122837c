"""What the terms of a deal pay, compiled: the card of its line, and fee, share and margin by it."""

from sim.compilation import part
from sim.engine.compiled.replication import archetype_of, draw_for_deal
from sim.engine.compiled.state import Deal, World
from sim.randomness import Stream
from sim.rules.card import (
    REFERRAL,
    RESALE,
    SHARE,
    contract_month_of,
    entry_on_cents,
    is_shared,
    margin_on_cents,
    rate_of_year_bps,
    renewal_rate_bps,
)
from sim.rules.label import label
from sim.rules.pay import bounded_cents, resale_margin_cents
from sim.scenario.parameters import CardParameters, TermsParameters
from sim.units import MONTHS_PER_YEAR

_SEGMENT = Stream.SEGMENT.value
_REFERRAL, _RESALE, _SHARE = REFERRAL, RESALE, SHARE


@part
def terms_of(w: World, deal: Deal) -> TermsParameters:
    """What a deal pays: the terms that it locked when it was won (R-165), or those in force."""
    archetype = archetype_of(w, w.partners[deal.partner])
    if deal.locked < len(archetype.locked_terms):
        return archetype.locked_terms[deal.locked]
    return archetype.terms


@part
def _card_of(w: World, deal: Deal) -> CardParameters:
    """The card of a deal's product line."""
    cards = terms_of(w, deal).cards
    line = 0
    if len(cards) > 1:
        shares = archetype_of(w, w.partners[deal.partner]).segment_shares
        line = label(draw_for_deal(w, _SEGMENT, deal, 0), shares)
    return cards[line]


@part
def has_pay(w: World, deal: Deal, model: int) -> bool:
    """Whether its partner has terms of a model and is paid: a departed one only if the scenario says so."""
    partner = w.partners[deal.partner]
    if archetype_of(w, partner).terms.model != model:
        return False
    return not partner.gone or w.parameters.departure.pay_after_departure


@part
def fee_of_year(w: World, deal: Deal, year: int, added: int) -> int:
    """Referral fee of a contract year on the deal's present ARR, of which ``added`` is new (R-70)."""
    if not has_pay(w, deal, _REFERRAL):
        return 0
    card = _card_of(w, deal)
    return entry_on_cents(
        deal.arr_cents - added, deal.arr_cents, _year_rate(_REFERRAL, card, year), card.expansion_rate_bps,
        terms_of(w, deal).registered_rate_bps, card.flat_fee_cents if year == 1 else 0,
        card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


@part
def sum_at_win(w: World, deal: Deal) -> int:
    """Flat sum of a deal whose share or margin comes month by month: an entry of its own (R-170)."""
    if not has_pay(w, deal, _SHARE) and not has_pay(w, deal, _RESALE):
        return 0
    card = _card_of(w, deal)
    return bounded_cents(card.flat_fee_cents, card.fee_least_cents, card.fee_most_cents)


@part
def share_of_month(w: World, deal: Deal, year: int, month: int, before: int, after: int) -> int:
    """Share of a month's list; ``before`` is that of the ARR before the contract year's renewal (R-72)."""
    if not has_pay(w, deal, _SHARE):
        return 0
    card = _card_of(w, deal)
    if not is_shared(contract_month_of(year, month), card.share_months):
        return 0
    return entry_on_cents(
        before, after, _year_rate(_SHARE, card, year), card.expansion_rate_bps,
        terms_of(w, deal).registered_rate_bps, 0, card.fee_least_cents, card.fee_most_cents,
    )  # fmt: skip


@part
def margin_of_month(w: World, deal: Deal, year: int, before: int, after: int) -> int:
    """Resale margin on a month's list, ``before`` likewise (R-71)."""
    return _margin(w, deal, year, before, after, 1)


@part
def margin_of_first_year(w: World, deal: Deal) -> int:
    """Resale margin on the ACV (R-71)."""
    return _margin(w, deal, 1, deal.arr_cents, deal.arr_cents, MONTHS_PER_YEAR)


@part
def _margin(w: World, deal: Deal, year: int, before: int, after: int, entries: int) -> int:
    """Resale margin on an amount at list, in which so many entries have their least and most."""
    if not has_pay(w, deal, _RESALE):
        return 0
    terms = terms_of(w, deal)
    if not terms.margin_varies:
        return resale_margin_cents(after, terms.margin_bps)
    card = _card_of(w, deal)
    return margin_on_cents(
        before, after, _year_rate(_RESALE, card, year), card.expansion_rate_bps,
        terms.registered_rate_bps, entries * card.fee_least_cents, entries * card.fee_most_cents,
    )  # fmt: skip


@part
def one_rate_margin(terms: TermsParameters, listed: int) -> int:
    """Resale margin on an amount at list, where it is one rate of every month's; else 0 (R-71)."""
    return 0 if terms.margin_varies else resale_margin_cents(listed, terms.margin_bps)


@part
def _year_rate(model: int, card: CardParameters, year: int) -> int:
    renewal = renewal_rate_bps(model, card.rate_bps, card.renewal_rate_bps)
    return rate_of_year_bps(year, card.rate_bps, card.later_rates_bps, renewal)
