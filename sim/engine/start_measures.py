"""What partners that are there on day 0 did before it, as far as their customers of day 0 tell."""

from sim.compilation import part
from sim.engine.started import TIER_TO_FIND, Start
from sim.rules.bands import deal_fee_cents, locked_rate_bps
from sim.rules.card import REFERRAL
from sim.rules.ring import BILLED, BUCKETS, bucket_of, is_held
from sim.rules.tier import LOWEST_TIER
from sim.rules.usage import month_of_use_cents
from sim.scenario.parameters import CardParameters, Parameters, TermsParameters
from sim.units import MONTHS_PER_YEAR, NEVER_YET, month_of

_BILLED, _BUCKETS, _REFERRAL = BILLED, BUCKETS, REFERRAL
_LOWEST, _TIER_TO_FIND = LOWEST_TIER, TIER_TO_FIND
_RUNNING_MONTH = 1


@part
def begin_measures(parameters: Parameters, start: Start) -> None:
    """The partner added last has done nothing yet, and has had no bonus: limits of bonuses count from day 0 on."""
    number = len(parameters.bonuses)
    for place in range(number * (start.partner_count - 1), number * start.partner_count):
        start.bonuses_had[place] = 0
    if not parameters.measures.is_read:
        return
    first = _BUCKETS * (start.partner_count - 1)
    for place in range(first, first + _BUCKETS):
        start.ring_won[place] = 0
        start.ring_deals[place] = 0
        start.ring_billed[place] = 0
        start.ring_pay[place] = 0


@part
def begin_sale(parameters: Parameters, start: Start) -> None:
    """The deal added last is not won yet."""
    if not parameters.measures.is_read:
        return
    sale = start.sales[start.deal_count - 1]
    sale.month = NEVER_YET
    sale.value_cents = 0
    sale.rate_bps = 0
    sale.tier = _LOWEST


@part
def recall_sale(parameters: Parameters, start: Start, terms: TermsParameters, card: CardParameters, won: int) -> None:
    """Win and billing of the deal added last, won or live: its month and value, and the rate that it locked (R-73).

    What its partner had done before it is not known: its rate is that of the first deal of a period. The tier that it
    locked is the one at which its partner stands as the run begins.
    """
    if not parameters.measures.is_read:
        return
    deal = start.deals[start.deal_count - 1]
    sale = start.sales[start.deal_count - 1]
    sale.month = month_of(won)
    sale.value_cents = deal.arr_cents
    sale.rate_bps = 0
    sale.tier = _TIER_TO_FIND if terms.card_tiers > 1 else _LOWEST
    if is_locked(terms, card):
        sale.rate_bps = locked_rate_bps(first_fee(terms, card, deal.arr_cents), deal.arr_cents)
    if is_held(sale.month, _RUNNING_MONTH):
        place = _BUCKETS * deal.partner + bucket_of(sale.month)
        start.ring_won[place] += deal.arr_cents
        start.ring_deals[place] += 1
    archetype = parameters.archetypes[start.partners[deal.partner].archetype]
    _recall_billing(start, archetype.usage_ramp_months, archetype.usage_start_share_bps)


@part
def _recall_billing(start: Start, ramp_months: int, start_share_bps: int) -> None:
    """What the customer added last was billed in the months that the ring holds, at the ARR and use that it has."""
    deal = start.deals[start.deal_count - 1]
    for month in range(_RUNNING_MONTH - _BUCKETS + 1, _RUNNING_MONTH):
        since = month - deal.term_month + MONTHS_PER_YEAR * (deal.contract_year - 1)
        if since >= 0:
            listed = month_of_use_cents(deal.arr_cents, since + 1, ramp_months, start_share_bps)
            start.ring_billed[_BUCKETS * deal.partner + bucket_of(month)] += listed


@part
def recall_earned(parameters: Parameters, start: Start, month: int, amount: int) -> None:
    """Pay that the deal added last earned its partner in a month."""
    if parameters.measures.is_read and is_held(month, _RUNNING_MONTH):
        partner = start.deals[start.deal_count - 1].partner
        start.ring_pay[_BUCKETS * partner + bucket_of(month)] += amount


@part
def is_locked(terms: TermsParameters, card: CardParameters) -> bool:
    """Whether a deal locks the rate of its share or margin at the win."""
    return card.is_banded and terms.model != _REFERRAL and terms.bands[0].measure != _BILLED


@part
def first_fee(terms: TermsParameters, card: CardParameters, amount: int) -> int:
    """What an amount pays by the bands of terms as the first of its period; 0 without bands."""
    if not card.is_banded:
        return 0
    bands = terms.bands[0]
    return deal_fee_cents(bands.measure, 0, amount, bands.mode, bands.froms, bands.rates_bps)
