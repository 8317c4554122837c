"""What a customer that is there on day 0 has earned its partner, and whether it leaves within its contract year."""

from sim.compilation import part
from sim.engine.prepared import RETENTION_YEARS, Prepared
from sim.engine.start_ladder import stated_tier_of_pay
from sim.engine.start_measures import first_fee, is_locked, recall_earned, recall_sale
from sim.engine.started import AWAITS_CHURN, AWAITS_RENEWAL, MONTH_PLACE, OPEN_END, Start, StartedDeal, StartedPartner
from sim.randomness import Stream, uniform
from sim.rules.card import REFERRAL, SHARE, by_rate_entry_cents, entry_on_cents, is_shared
from sim.rules.customer import STAYS, churn_day, churn_month_still
from sim.rules.label import label
from sim.rules.pay import bounded_cents, services_fee_cents
from sim.rules.usage import month_of_use_cents
from sim.scenario.parameters import UNKNOWN, ArchetypeParameters, CardParameters, Parameters, TermsParameters
from sim.units import BPS, DAYS_PER_MONTH, DAYS_PER_YEAR, NOT_STATED, month_of

_RENEWAL, _SEGMENT = Stream.RENEWAL.value, Stream.SEGMENT.value
_STAYS, _NOT_STATED, _UNKNOWN = STAYS, NOT_STATED, UNKNOWN
_REFERRAL, _SHARE = REFERRAL, SHARE
_RETENTION_YEARS = RETENTION_YEARS


@part
def recall_pay(parameters: Parameters, key: int, start: Start, won_day: int) -> None:
    """What the deal added last, won or live, earned its partner in its first contract year up to day 0.

    And what is known of its win and its billing, where partners are measured.
    """
    deal = start.deals[start.deal_count - 1]
    archetype = parameters.archetypes[start.partners[deal.partner].archetype]
    terms = archetype.terms
    ramp, use = archetype.usage_ramp_months, archetype.usage_start_share_bps
    card = _card_of(parameters, key, start, deal)
    recall_sale(parameters, start, terms, card, won_day)
    if deal.contract_year > 1:
        return
    earned = _entry_at_win(terms, card, deal.arr_cents)
    earned += services_fee_cents(deal.arr_cents, archetype.services_share_bps, terms.services_rate_bps)
    recall_earned(parameters, start, month_of(won_day), earned)
    if terms.model == _SHARE:
        locked = start.sales[start.deal_count - 1].rate_bps if is_locked(terms, card) else card.rate_bps
        for month in range(1, 2 - deal.term_month):
            if is_shared(month, card.share_months):
                entry = _share_of(terms, card, month_of_use_cents(deal.arr_cents, month, ramp, use), locked)
                recall_earned(parameters, start, deal.term_month + month - 1, entry)
                earned += entry
    start.accounts[start.deal_count - 1].earned_cents = earned


@part
def _entry_at_win(terms: TermsParameters, card: CardParameters, amount: int) -> int:
    """The fee, or the sum beside a share or margin, of a deal that was the first of its period."""
    least, most = card.fee_least_cents, card.fee_most_cents
    if terms.model != _REFERRAL:
        return bounded_cents(card.flat_fee_cents, least, most)
    points = terms.registered_rate_bps
    if card.is_banded:
        return by_rate_entry_cents(
            first_fee(terms, card, amount), amount, points, card.flat_fee_cents, BPS, least, most
        )
    return _entry(amount, card.rate_bps, points, card.flat_fee_cents, least, most)


@part
def _share_of(terms: TermsParameters, card: CardParameters, listed: int, rate: int) -> int:
    """A month's share of the first contract year, at a rate, or by bands over what is billed."""
    least, most = card.fee_least_cents, card.fee_most_cents
    points = terms.registered_rate_bps
    if card.is_banded and not is_locked(terms, card):
        return by_rate_entry_cents(first_fee(terms, card, listed), listed, points, 0, BPS, least, most)
    return _entry(listed, rate, points, 0, least, most)


@part
def _card_of(parameters: Parameters, key: int, start: Start, deal: StartedDeal) -> CardParameters:
    """The card of a deal's product line, at the tier that is stated for its partner, or the lowest."""
    partner = start.partners[deal.partner]
    archetype = parameters.archetypes[partner.archetype]
    terms = archetype.terms
    line = deal.line
    if len(terms.cards) == terms.card_tiers:
        line = 0
    elif line == _UNKNOWN:
        at = partner.place | deal.month << MONTH_PLACE | deal.k
        line = label(uniform(key, _SEGMENT, partner.name_word, at, 0), archetype.segment_shares)
    return terms.cards[line * terms.card_tiers + stated_tier_of_pay(archetype)]


@part
def _entry(amount: int, rate: int, points: int, flat: int, least: int, most: int) -> int:
    """An entry on an amount of the first contract year."""
    return entry_on_cents(amount, amount, rate, _NOT_STATED, points, flat, BPS, least, most)


@part
def end_of_term(parameters: Parameters, prepared: Prepared, key: int, start: Start, term_day: int) -> int:
    """Day on which the customer added last may renew, or leaves within the year where churn is by month (R-93)."""
    deal = start.deals[start.deal_count - 1]
    account = start.accounts[start.deal_count - 1]
    partner = start.partners[deal.partner]
    archetype = parameters.archetypes[partner.archetype]
    if deal.contract_year == 1:
        account.go_live_day = term_day
    deal.awaits = AWAITS_RENEWAL
    if archetype.churn_basis_is_month:
        at = partner.place | deal.month << MONTH_PLACE | deal.k
        u = uniform(key, _RENEWAL, partner.name_word, at, deal.contract_year - 1)
        odds = parameters.departure.orphan_churn_odds_multiplier
        if not partner.gone:
            odds = started_retention(prepared, archetype, partner, deal.contract_year)
        month = churn_month_still(u, archetype.churn_per_year, odds, (-1 - term_day) // DAYS_PER_MONTH)
        account.leave_day = OPEN_END if month == _STAYS else churn_day(term_day, month)
        if account.leave_day != OPEN_END:
            deal.awaits = AWAITS_CHURN
            return account.leave_day
    return term_day + DAYS_PER_YEAR


@part
def started_retention(prepared: Prepared, archetype: ArchetypeParameters, partner: StartedPartner, year: int) -> float:
    """Factor of the odds that a customer of a partner leaves in a contract year; 1 if the partner is gone (R-94).

    By pay at the tier that is stated for its partner, or the lowest.
    """
    if partner.gone:
        return 1.0
    place = prepared.archetypes[partner.archetype].first_pay + stated_tier_of_pay(archetype)
    return prepared.retention_odds[place * _RETENTION_YEARS + min(year, _RETENTION_YEARS) - 1]
