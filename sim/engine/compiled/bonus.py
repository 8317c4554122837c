"""Bonuses for single deals, compiled, as they are won (R-76)."""

from sim.compilation import part
from sim.engine.compiled.books import enter
from sim.engine.compiled.card import terms_of
from sim.engine.compiled.deal_class import pay_share_of
from sim.engine.compiled.line import line_of
from sim.engine.compiled.measures import earn, standing_of
from sim.engine.compiled.replication import archetype_of, emit_deal
from sim.engine.compiled.state import Deal, World
from sim.ledger import Kind
from sim.randomness import Stream, uniform
from sim.rules.bonus import (
    bonus_cents,
    has_line,
    has_mark,
    has_size,
    is_in_time,
    is_in_window,
    is_left,
    mark_word,
)
from sim.rules.tier import reaches_tier
from sim.scenario.parameters import BonusParameters
from sim.units import month_of

_BONUS_MARK = Stream.BONUS_MARK.value
_BONUS_ACCRUED = Kind.BONUS_ACCRUED.value


@part
def pay_bonuses(w: World, position: int, is_first: bool, payable_day: int) -> None:
    """Each bonus that a deal earns as it is won, by name: an entry of pay of its own."""
    if len(w.parameters.bonuses) > 0:
        _pay_bonuses(w, position, is_first, payable_day)


@part
def _pay_bonuses(w: World, position: int, is_first: bool, payable_day: int) -> None:
    deal = w.deals[position]
    number = len(w.parameters.bonuses)
    if w.partners[deal.partner].gone and not w.parameters.departure.pay_after_departure:
        return
    if pay_share_of(w, position, terms_of(w, deal)) == 0:
        return
    for place in range(number):
        bonus = w.parameters.bonuses[place]
        had = w.bonuses_had[number * deal.partner + place]
        if _is_for(w, deal, bonus, had, is_first):
            w.bonuses_had[number * deal.partner + place] = had + 1
            full = bonus_cents(deal.arr_cents, bonus.amount_cents, bonus.rate_bps)
            amount = earn(w, deal.partner, full, month_of(w.run.today))
            if amount != 0:
                emit_deal(w, _BONUS_ACCRUED, deal, amount, deal.arr_cents, place)
                enter(w, position, amount, payable_day)


@part
def _is_for(w: World, deal: Deal, bonus: BonusParameters, had: int, is_first: bool) -> bool:
    partner = w.partners[deal.partner]
    return (
        (is_first or not bonus.trigger_is_first_deal)
        and is_in_window(month_of(w.run.today), bonus.from_month, bonus.to_month)
        and is_in_time(w.run.today - partner.signed_day, bonus.within_days)
        and has_size(deal.arr_cents, bonus.acv_from_cents, bonus.acv_below_cents)
        and is_left(had, bonus.most_per_partner)
        and reaches_tier(standing_of(w, deal.partner), bonus.from_tiers[partner.archetype])
        and has_line(bonus.lines[partner.archetype], line_of(w, deal))
        and has_mark(_mark(w, deal, bonus), bonus.probability)
    )


@part
def _mark(w: World, deal: Deal, bonus: BonusParameters) -> float:
    partner = w.partners[deal.partner]
    word = mark_word(bonus.name_words[partner.archetype], partner.name_word, archetype_of(w, partner).name_word)
    return uniform(w.run.key, _BONUS_MARK, word, deal.place, 0)


@part
def recall_bonuses(w: World, slot: int) -> None:
    """What a partner that is there has had."""
    number = len(w.parameters.bonuses)
    for place in range(number * slot, number * (slot + 1)):
        w.bonuses_had[place] = w.start.bonuses_had[place]
